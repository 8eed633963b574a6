// Goal: market-wide levels and the withdrawal gate go by contracts, and leave the books of spot assets alone. Method: the venue of
// any contracts; bitcoin and a stablecoin fall by what is said.
import { expect, it } from 'vitest';
import { CONTROL_KINDS, CONTROL_STATES } from '../../../src/exchange/controls/control-kinds.ts';
import { NO_CONTROLS, type ControlRules } from '../../../src/exchange/controls/control-rules.ts';
import { log } from '../../../src/numeric/math.ts';
import { byInstrument, everyInstrument, portfolioExchange } from '../portfolio-exchange.ts';
import { BTC, STABLE } from '../portfolio-venue.ts';
import { haltAfter } from '../small-venue.ts';

const SECOND_US = 1_000_000;

function venueWith(controls: Partial<ControlRules>) {
  let told: string[] = [];
  const exchange = portfolioExchange({
    rules: { halt: haltAfter(0.04, true), controls: { ...NO_CONTROLS, ...controls } },
    record: (kind, _, __, ___, ____, control, state) => {
      if (kind === 'controlState') told.push(CONTROL_STATES[CONTROL_KINDS[control]!][state]!);
    },
  });
  const to = (seconds: number, btc: number, stable: number): string[] => {
    exchange.advanceTo(seconds * SECOND_US);
    exchange.applyReference(Float64Array.from(byInstrument({ [BTC]: log(btc), [STABLE]: log(stable) })), SECOND_US);
    for (const i of everyInstrument) {
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
  const untilSeconds = everyInstrument.map((i) => exchange.haltedUntilUsOf(i) / SECOND_US);
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
