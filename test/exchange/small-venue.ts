/**
 * A venue whose numbers fit on paper: ticks of USD 0.01, lots of one unit, a book so deep that orders fill at the
 * outside price to the quantum, and marks that follow the index at once. The external account takes the other side.
 */
import { NO_MECHANISMS } from '../../src/exchange/mechanism-rules.ts';
import { assert } from '../../src/base/assert.ts';
import { lotsIn, setLots } from '../../src/exchange/account-records.ts';
import { createBreachList } from '../../src/exchange/breach-watch.ts';
import {
  allocatePopulation,
  type Population,
  ROLE_MAKER,
  ROLE_TRADER,
  VENUE_ACCOUNTS,
} from '../../src/exchange/accounts.ts';
import { ColumnExchange } from '../../src/exchange/column-exchange.ts';
import type { FactKind, FactSink } from '../../src/exchange/fact.ts';
import type { HaltRules, InsuranceFundRules, LiquidationRules, VenueRules } from '../../src/exchange/venue-rules.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import type { MarketRules } from '../../src/market/market-rules.ts';
import { log } from '../../src/numeric/math.ts';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';

/** Money in quanta. */
export const usd = (amount: number): number => Math.round(amount * 10_000);
/** A price in ticks of USD 0.01. */
export const ticks = (priceUsd: number): number => Math.round(priceUsd * 100);

export interface Holder {
  readonly equityUsd: number;
  readonly lots: number;
  readonly isMaker?: boolean;
}

export interface SmallVenue {
  readonly priceUsd: number;
  readonly maintenanceRatePpm?: number;
  readonly fundUsd?: number;
  readonly holders: readonly Holder[];
  readonly rules?: Partial<Omit<VenueRules, 'liquidation' | 'insuranceFund'>>;
  readonly liquidation?: Partial<LiquidationRules>;
  readonly insuranceFund?: Partial<InsuranceFundRules>;
  /** Share of the depth that is the external account's; the rest is the makers'. */
  readonly externalSharePpm?: number;
}

/** A fact as a test writes it down. */
export type FactRow = readonly [
  kind: FactKind,
  account: number,
  lots: number,
  valueUsd: number,
  aUsd: number,
  b: number,
];

const FIRST = VENUE_ACCOUNTS;
const SECOND_US = 1_000_000;

export function smallRules(small: SmallVenue): VenueRules {
  const rate = small.maintenanceRatePpm ?? 10_000;
  return {
    instruments: [
      createLinearPerpetual({
        symbol: 'A',
        tickSize: 0.01,
        lotSizeUnits: 1,
        quantaPerLotTick: 100,
        priceInitialTicks: ticks(small.priceUsd),
      }),
    ],
    tiers: [
      { source: 'flat', brackets: [{ notionalMax: Infinity, maintenanceRatePpm: rate, initialRatePpm: 2 * rate }] },
    ],
    ...NO_MECHANISMS,
    marginChanges: [],
    marginRecalibration: null,
    portfolio: null,
    markPrice: { latencyUs: 0, intervalUs: 0, ownVenueWeight: 0, basisLimit: 0 },
    waterfall: ['insuranceFund', 'autoDeleveraging'],
    autoDeleveraging: { ranking: 'binance', price: 'bankruptcy' },
    priceBand: null,
    halt: null,
    throttle: null,
    ...small.rules,
    liquidation: {
      enabled: true,
      sizing: { kind: 'full' },
      wholeBelow: 0,
      feePpm: 0,
      latencyUs: 0,
      stepIntervalUs: SECOND_US,
      retryIntervalUs: SECOND_US,
      throughputPerSecond: 1_000,
      takeoverEquitySharePpm: 0,
      ...small.liquidation,
    },
    insuranceFund: {
      initial: usd(small.fundUsd ?? 0),
      inventoryMarginPpm: 0,
      unwindIntervalUs: SECOND_US,
      unwindSharePpm: 1_000_000,
      ...small.insuranceFund,
    },
  };
}

/** Of 5 s after such a move within a minute. */
export const haltAfter = (moveLog: number, liquidationsAllowed = false): HaltRules => ({
  windowUs: 60 * SECOND_US,
  moveLog,
  durationUs: 5 * SECOND_US,
  liquidationsAllowed,
  marginMultiplePpm: 1_000_000,
});

export const smallMarket: MarketRules = {
  tickUs: SECOND_US,
  components: [],
  noise: null,
  correlation: { matrix: [[1]] },
  depth: [{ depthAtOnePercent: 1e15, exponent: 1 }],
  impact: { permanentShare: 0, halfLifeUs: SECOND_US, crossShare: 0 },
  withdrawal: { sensitivity: 0, horizonUs: 0, floorShare: 1, recoveryHalfLifeUs: SECOND_US },
  external: { depthSharePpm: 1_000_000, absorptionPerHour: 1e13 },
};

function withExternalShare(depthSharePpm: number): MarketRules {
  return { ...smallMarket, external: { ...smallMarket.external, depthSharePpm } };
}

export function smallPopulation({ holders, rules }: SmallVenue): Population {
  const reserves = rules?.reserves ?? [];
  const population = allocatePopulation([{ accounts: holders.length, room: 1 }], 1, reserves.length);
  reserves.forEach(({ initial }, n) => (population.equity[FIRST + holders.length + n] = initial));
  for (const [place, { equityUsd, lots, isMaker }] of holders.entries()) {
    population.equity[FIRST + place] = usd(equityUsd);
    setLots(population.records, FIRST + place, 0, lots);
    population.role[FIRST + place] = isMaker === true ? ROLE_MAKER : ROLE_TRADER;
    setLots(population.records, 1, 0, lotsIn(population.records, 1, 0) - lots);
  }
  return population;
}

class Recorder implements FactSink {
  rows: FactRow[] = [];

  record(kind: FactKind, account: number, _: number, lots: number, value: number, a: number, b: number): void {
    this.rows.push([kind, account, lots, value / 10_000, a, b]);
  }
}

export class SmallExchange {
  readonly exchange: ColumnExchange;
  readonly #facts = new Recorder();
  readonly #small: SmallVenue;
  readonly #timers: { atUs: number; mechanism: number; a: number; b: number }[] = [];
  #nowUs = 0;

  constructor(small: SmallVenue) {
    this.#small = small;
    this.exchange = new ColumnExchange({
      venue: smallRules(small),
      market: withExternalShare(small.externalSharePpm ?? 1_000_000),
      population: smallPopulation(small),
      crossImpact: new CrossImpact([1], [1e15], 0),
      warningRatio: 0,
      facts: this.#facts,
      timers: { wakeAt: (atUs, mechanism, a, b) => void this.#timers.push({ atUs, mechanism, a, b }) },
    });
    this.exchange.start();
  }

  /**
   * So much later the outside price is `priceUsd`, and so is the mark. Breaches are collected, not acted on; timers that
   * fell due meanwhile have run.
   */
  moveTo(priceUsd: number, seconds = 1): void {
    this.#nowUs += seconds * SECOND_US;
    this.#runTimers();
    this.exchange.advanceTo(this.#nowUs);
    this.exchange.applyReference(Float64Array.of(log(priceUsd / this.#small.priceUsd)), SECOND_US);
    this.exchange.updateMarks();
    this.exchange.collectBreaches(createBreachList());
    this.exchange.audit();
  }

  /** Time has come that far, and timers that fell due meanwhile have run; nothing else. */
  runTo(seconds: number): void {
    this.#nowUs = seconds * SECOND_US;
    this.#runTimers();
    this.exchange.advanceTo(this.#nowUs);
  }

  #runTimers(): void {
    for (;;) {
      this.#timers.sort((x, y) => x.atUs - y.atUs);
      if (this.#timers.length === 0 || this.#timers[0]!.atUs > this.#nowUs) return;
      const { atUs, mechanism, a, b } = this.#timers.shift()!;
      this.exchange.advanceTo(atUs);
      this.exchange.onTimer(mechanism, a, b);
    }
  }

  /** A market order of an account; a test fails when it does not fill whole. */
  order(account: number, lots: number): void {
    const before = this.lotsOf(account);
    this.exchange.placeOrder(account, 0, lots, 'dipPurchase');
    assert(this.lotsOf(account) === before + lots, `the order of account ${account} did not fill`);
  }

  /** The facts of some kinds since the last call. */
  take(...kinds: FactKind[]): FactRow[] {
    const rows = this.#facts.rows.filter(([kind]) => kinds.includes(kind));
    this.#facts.rows = [];
    return rows;
  }

  lotsOf(account: number): number {
    return this.exchange.lotsOf(account, 0);
  }

  fundUsd(): number {
    return this.exchange.fundEquity() / 10_000;
  }

  equityUsd(account: number): number {
    return this.exchange.equityOf(account) / 10_000;
  }
}
