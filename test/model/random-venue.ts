/**
 * Small random venues, each with a market and a population, by seed. Swarm style: every feature is switched off in
 * some venues, so that what one feature hides shows in another. Positions net to zero.
 */
import { NO_MECHANISMS } from '../../src/exchange/mechanism-rules.ts';
import { lotsIn, setLots } from '../../src/exchange/account-records.ts';
import type { ExchangeInput } from '../../src/exchange/column-exchange.ts';
import {
  allocatePopulation,
  INSURANCE_FUND,
  type Population,
  ROLE_MAKER,
  ROLE_TRADER,
  VENUE_ACCOUNTS,
} from '../../src/exchange/accounts.ts';
import type { LiquidationSizing, MarginChange, VenueRules } from '../../src/exchange/venue-rules.ts';
import { createLinearPerpetual, type Instrument } from '../../src/instruments/instrument.ts';
import type { TierBracket, TierTable } from '../../src/margin/tier-table.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import type { MarketRules } from '../../src/market/market-rules.ts';
import { exp, log } from '../../src/numeric/math.ts';
import type { Stream } from '../../src/numeric/stream.ts';

/** Draws of a test: whole numbers, choices, and sizes spread over orders of magnitude. */
export class Draw {
  readonly #stream: Stream;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  chance(probability: number): boolean {
    return this.#stream.uniform() < probability;
  }

  between(from: number, to: number): number {
    return from + (to - from) * this.#stream.uniform();
  }

  /** Whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + this.#stream.integer(to - from + 1);
  }

  /** Whole number, even in its logarithm. */
  magnitude(from: number, to: number): number {
    return Math.round(exp(this.between(log(from), log(to))));
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.#stream.integer(choices.length)]!;
  }
}

export type RandomInput = Omit<ExchangeInput, 'facts'>;

/**
 * In some venues money and prices come in round amounts, so that equalities are met: equal margins of two legs, equity
 * of exactly nothing, a notional on the edge of a bracket.
 */
export function drawInput(draw: Draw): RandomInput {
  const isRound = draw.chance(0.3);
  const grain = isRound ? 100 : 1;
  const instruments = Array.from({ length: draw.of([1, 1, 2, 2, 3, 4]) }, (_, i): Instrument => {
    const priceInitialTicks = isRound ? 100 : draw.magnitude(50, 100_000);
    const quantaPerLotTick = isRound ? 1 : draw.magnitude(1, 200);
    return createLinearPerpetual({
      symbol: `I${i}`,
      tickSize: 1,
      lotSizeUnits: 1,
      quantaPerLotTick,
      priceInitialTicks,
    });
  });
  const population = drawPopulation(draw, instruments, grain);
  const interest = instruments.map((_, i) => openInterest(population, instruments, i));
  const correlation = drawCorrelation(draw, instruments.length);
  const market = drawMarket(draw, interest, correlation);
  const depths = market.depth.map((rules) => rules.depthAtOnePercent);
  return {
    venue: drawVenue(draw, instruments, interest, grain),
    market,
    population,
    crossImpact: new CrossImpact(correlation.flat(), depths, market.impact.crossShare),
    warningRatio: draw.of([0, 1, 1.25, 2]),
  };
}

function openInterest(population: Population, instruments: readonly Instrument[], i: number): number {
  const { priceInitialTicks, quantaPerLotTick } = instruments[i]!;
  let lots = 0;
  for (let a = 0; a < population.accountCount; a += 1) {
    lots += Math.max(0, lotsIn(population.records, a, i));
  }
  return Math.max(1, lots) * priceInitialTicks * quantaPerLotTick;
}

/** All pairs equally correlated, which is positive semi-definite from 0 to 1. */
export function drawCorrelation(draw: Draw, count: number): number[][] {
  const rho = draw.of([0, 0.5, 0.9]);
  return Array.from({ length: count }, (_, i) => Array.from({ length: count }, (__, j) => (i === j ? 1 : rho)));
}

function drawPopulation(draw: Draw, instruments: readonly Instrument[], grain: number): Population {
  const agents = draw.of([2, 3, 5, 8, 13, 21, 40, 60]);
  const makers = Math.min(agents - 1, draw.of([0, 0, 1, 2, 3]));
  const count = instruments.length;
  const population = allocatePopulation([{ accounts: agents, room: count }], count);
  const { records } = population;
  const holders = Array.from({ length: agents }, (_, i) => VENUE_ACCOUNTS + i);
  const net = instruments.map(() => 0);
  const lotsMax = grain > 1 ? 4 : draw.of([3, 50, 5_000]);
  const leverageMax = draw.of([5, 20, 100]);
  for (const account of holders) {
    population.role[account] = account < VENUE_ACCOUNTS + makers ? ROLE_MAKER : ROLE_TRADER;
    let notional = 0;
    for (const [i, { priceInitialTicks, quantaPerLotTick }] of instruments.entries()) {
      if (draw.chance(0.3)) continue;
      const lots = draw.magnitude(1, lotsMax) * draw.of([-1, 1, 1]);
      setLots(records, account, i, lots);
      net[i]! += lots;
      notional += Math.abs(lots) * priceInitialTicks * quantaPerLotTick;
    }
    population.equity[account] = Math.ceil((notional + draw.magnitude(1, 1e6 / grain)) / draw.between(1, leverageMax));
  }
  if (draw.chance(0.1)) {
    const inventory = draw.whole(-5, 5);
    setLots(records, INSURANCE_FUND, 0, inventory);
    net[0]! += inventory;
  }
  // The other side of it all: the external account, or an agent with the money for it.
  const balancing = draw.chance(0.5) ? 1 : draw.of(holders);
  for (const [i, { priceInitialTicks, quantaPerLotTick }] of instruments.entries()) {
    setLots(records, balancing, i, lotsIn(records, balancing, i) - net[i]!);
    if (balancing >= VENUE_ACCOUNTS)
      population.equity[balancing]! += Math.ceil((Math.abs(net[i]!) * priceInitialTicks * quantaPerLotTick) / 8);
  }
  return population;
}

export function drawMarket(draw: Draw, interest: readonly number[], correlation: number[][]): MarketRules {
  const thickness = draw.of([0.01, 0.1, 1, 10]);
  return {
    tickUs: 1_000_000,
    components: [],
    noise: draw.chance(0.3)
      ? null
      : {
          distribution: 'gaussian',
          degreesOfFreedom: 4,
          volatilityAnnual: interest.map(() => draw.of([0, 0.5, 1, 3])),
          bridgedToWaypoints: false,
        },
    correlation: { matrix: correlation },
    depth: interest.map((notional) => ({
      depthAtOnePercent: Math.max(1, Math.round(notional * thickness * draw.between(0.5, 2))),
      exponent: draw.of([0.5, 1, 1.5, 2]),
    })),
    impact: {
      permanentShare: draw.of([0, 0.2, 1]),
      halfLifeUs: draw.magnitude(100_000, 1e9),
      crossShare: draw.of([0, 0.5, 1]),
    },
    withdrawal: {
      sensitivity: draw.of([0, 0.1, 1]),
      horizonUs: draw.of([0, 1_000_000, 7_000_000]),
      floorShare: draw.of([0.02, 0.3, 1]),
      recoveryHalfLifeUs: draw.magnitude(100_000, 1e9),
      ownMarks: draw.chance(0.5)
        ? null
        : {
            sensitivity: draw.of([0.1, 1, 5]),
            halfLifeUs: draw.magnitude(100_000, 1e9),
            volatilityAnnual: interest.map(() => draw.of([0, 0.5, 3])),
          },
    },
    external: {
      halfSpreadPpm: draw.of([0, 0, 100, 30_000]),
      depthSharePpm: draw.of([0, 1, 250_000, 500_000, 999_999, 1_000_000]),
      absorptionPerHour: draw.chance(0.2) ? 0 : Math.round(Math.max(...interest) * draw.of([0.1, 10, 1_000, 100_000])),
    },
  };
}

function drawTiers(draw: Draw, source: string, notional: number, grain: number): TierTable {
  const brackets: TierBracket[] = [];
  const count = draw.whole(1, 4);
  let edge = 0;
  let maintenance = grain > 1 ? 50_000 : draw.magnitude(500, 60_000);
  let initial = maintenance;
  for (let k = 0; k < count; k += 1) {
    edge += Math.ceil(draw.magnitude(1, notional) / grain) * grain;
    maintenance = Math.min(900_000, maintenance + (k === 0 ? 0 : draw.whole(0, 100_000 / grain) * grain));
    initial = Math.max(initial, Math.min(1_000_000, maintenance + draw.whole(0, 100_000)));
    brackets.push({
      notionalMax: k === count - 1 ? Infinity : edge,
      maintenanceRatePpm: maintenance,
      initialRatePpm: initial,
    });
  }
  return { source, brackets };
}

/** Up, down, back to where rates came from, and beyond what a rate can be. */
export function drawMarginChange(draw: Draw, instruments: number): Omit<MarginChange, 'atUs'> {
  const changed = Array.from({ length: instruments }, (_, i) => i).filter(() => draw.chance(0.7));
  return {
    instruments: changed.length === 0 ? [draw.whole(0, instruments - 1)] : changed,
    multiplePpm: draw.of([1_000_000, 1_500_000, 2_000_000, draw.magnitude(100_000, 10_000_000), 100_000_000]),
    initialOnly: draw.chance(0.2),
  };
}

function drawSizing(draw: Draw): LiquidationSizing {
  return draw.of<LiquidationSizing>([
    { kind: 'full' },
    { kind: 'fraction', sharePpm: draw.of([1, 125_000, 200_000, 500_000, 1_000_000]) },
    { kind: 'tierStep' },
    { kind: 'restoreBuffer', bufferRatio: draw.of([1, 1.1, 1.5]) },
  ]);
}

export function drawVenue(
  draw: Draw,
  instruments: readonly Instrument[],
  interest: readonly number[],
  grain: number,
): VenueRules {
  const largest = Math.max(...interest);
  return {
    instruments,
    tiers: instruments.map((_, i) => drawTiers(draw, `tiers ${i}`, interest[i]!, grain)),
    ...NO_MECHANISMS,
    marginChanges: [],
    marginRecalibration: null,
    portfolio: null,
    markPrice: {
      latencyUs: 0,
      intervalUs: 0,
      ownVenueWeight: draw.of([0, 0.3, 1]),
      basisLimit: draw.of([0, 0.05, 0.5]),
    },
    liquidation: {
      enabled: true,
      sizing: drawSizing(draw),
      wholeBelow: draw.of([0, 0, Math.ceil(largest / 100 / grain) * grain, draw.whole(1, 4) * grain]),
      feePpm: draw.of([0, 300, 5_000, 50_000]),
      latencyUs: 0,
      stepIntervalUs: draw.magnitude(1, 5_000_000),
      retryIntervalUs: draw.magnitude(1, 10_000_000),
      throughputPerSecond: 1_000,
      takeoverEquitySharePpm: draw.of([0, 0, 1, 333_333, 666_667, 1_000_000]),
    },
    insuranceFund: {
      initial: draw.of([0, 1, Math.round(largest / 100), Math.round(largest / 10), largest * 10]),
      inventoryMarginPpm: draw.of([0, 50_000, 333_333, 1_000_000]),
      unwindIntervalUs: 1_000_000,
      unwindSharePpm: draw.of([1, 100_000, 333_333, 1_000_000]),
    },
    waterfall: draw.of([
      [],
      ['insuranceFund'],
      ['autoDeleveraging'],
      ...Array(3).fill(['insuranceFund', 'autoDeleveraging']),
    ]),
    autoDeleveraging: { ranking: draw.of(['binance', 'bitmex']), price: draw.of(['bankruptcy', 'mark']) },
    priceBand: draw.chance(0.5) ? null : { widthLog: draw.of([0.0001, 0.01, 0.1]) },
    halt: draw.chance(0.4)
      ? null
      : {
          windowUs: draw.magnitude(100_000, 600_000_000),
          moveLog: draw.between(0.02, 0.3),
          durationUs: draw.magnitude(100_000, 120_000_000),
          liquidationsAllowed: draw.chance(0.4),
          marginMultiplePpm: 1_000_000,
        },
    throttle: draw.chance(0.6)
      ? null
      : { notionalMax: draw.magnitude(1, largest), windowUs: draw.magnitude(10_000, 60_000_000) },
  };
}
