// Goal: market-wide levels and the withdrawal gate go by contracts, and leave the books of spot assets alone. Method: the venue of
// any contracts; bitcoin and a stablecoin fall by what is said.
import { expect, it } from 'vitest';
import { ColumnExchange } from '../../../src/exchange/column-exchange.ts';
import { CONTROL_KINDS, CONTROL_STATES } from '../../../src/exchange/controls/control-kinds.ts';
import { NO_CONTROLS, type ControlRules } from '../../../src/exchange/controls/control-rules.ts';
import { CrossImpact } from '../../../src/market/cross-impact.ts';
import { log } from '../../../src/numeric/math.ts';
import { tieredModel } from '../portfolio-models.ts';
import { BTC, INSTRUMENTS, portfolioPopulation, portfolioVenue, STABLE } from '../portfolio-venue.ts';
import { smallMarket } from '../small-venue.ts';

const SECOND_US = 1_000_000;
const all = Array.from({ length: INSTRUMENTS }, (_, i) => i);

function venueWith(controls: Partial<ControlRules>) {
  const depth = all.map(() => ({ depthAtOnePercent: 1e13, exponent: 1 }));
  let told: string[] = [];
  const halt = {
    windowUs: 60 * SECOND_US,
    moveLog: 0.04,
    durationUs: 5 * SECOND_US,
    liquidationsAllowed: true,
    marginMultiplePpm: 1_000_000,
  };
  const exchange = new ColumnExchange({
    venue: portfolioVenue(tieredModel, { rules: { halt, controls: { ...NO_CONTROLS, ...controls } } }),
    market: { ...smallMarket, depth },
    population: portfolioPopulation([]),
    crossImpact: new CrossImpact(
      all.flatMap((i) => all.map((j) => (i === j ? 1 : 0))),
      depth.map(() => 1),
      0,
    ),
    warningRatio: 0,
    facts: {
      record: (kind, _, __, ___, ____, control, state) => {
        if (kind === 'controlState') told.push(CONTROL_STATES[CONTROL_KINDS[control]!][state]!);
      },
    },
    timers: { wakeAt: () => {} },
  });
  exchange.start();
  const to = (seconds: number, btc: number, stable: number): string[] => {
    exchange.advanceTo(seconds * SECOND_US);
    const returns = new Float64Array(INSTRUMENTS);
    returns[BTC] = log(btc);
    returns[STABLE] = log(stable);
    exchange.applyReference(returns, SECOND_US);
    for (const i of all) {
      const untilUs = exchange.haltedUntilUsOf(i);
      if (untilUs > 0 && untilUs <= seconds * SECOND_US) exchange.resumeTrading(i);
    }
    exchange.updateMarks();
    const states = told;
    told = [];
    return states;
  };
  return { exchange, to };
}

it('a market-wide halt stops contracts, and lasts though a spot asset trades again', () => {
  const { exchange, to } = venueWith({
    marketWide: {
      basket: [BTC],
      priorTicks: [500_000],
      declinesPpm: [70_000, 130_000, 200_000],
      haltUs: 60 * SECOND_US,
      cutoffUs: 1_000 * SECOND_US,
      liquidationsAllowed: false,
    },
  });
  to(1, 1, 1);
  // The stablecoin is halted by its own move, for 5 s.
  expect(to(2, 0.92, 0.95)).toEqual(['halted1']);
  const untilSeconds = all.map((i) => exchange.haltedUntilUsOf(i) / SECOND_US);
  expect([untilSeconds[BTC], untilSeconds[STABLE]]).toEqual([62, 7]);
  expect(to(7, 0.92, 0.95)).toEqual([]);
  expect(exchange.haltedUntilUsOf(STABLE)).toBe(0);
  expect(to(62, 0.92, 0.95)).toEqual(['armed2']);
});

it('a withdrawal gate stays open when a spot asset falls', () => {
  const { to } = venueWith({
    withdrawalGate: {
      fundSharePpm: null,
      fundWindowUs: SECOND_US,
      onMarketWideHalt: false,
      fallPpm: 50_000,
      fallWindowUs: 60 * SECOND_US,
      closedUs: 10 * SECOND_US,
    },
  });
  expect([to(1, 1, 1), to(2, 1, 0.9), to(3, 0.95, 0.9)]).toEqual([[], [], ['closed']]);
});
