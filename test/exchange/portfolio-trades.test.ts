/** Orders, offloads, halts and the fund's sales on a venue with coin-settled contracts: what a balance is, and is not. */
import { describe, expect, it } from 'vitest';
import { INSURANCE_FUND, VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { createBreachList } from '../../src/exchange/breach-watch.ts';
import { ColumnExchange } from '../../src/exchange/column-exchange.ts';
import type { FactKind, FactSink } from '../../src/exchange/fact.ts';
import type { VenueRules } from '../../src/exchange/venue-rules.ts';
import type { MarginParameters } from '../../src/margin/create-margin-model.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import { log } from '../../src/numeric/math.ts';
import { tieredModel } from './portfolio-models.ts';
import { BTC, INSTRUMENTS, INVERSE, portfolioPopulation, portfolioVenue, SPOT, STABLE } from './portfolio-venue.ts';
import { smallMarket } from './small-venue.ts';

const FIRST = VENUE_ACCOUNTS;
const SECOND_US = 1_000_000;

class Facts implements FactSink {
  readonly rows: number[][] = [];
  readonly kinds: FactKind[] = [];

  record(kind: FactKind, ...figures: number[]): void {
    this.kinds.push(kind);
    this.rows.push(figures);
  }

  of(wanted: FactKind): number[][] {
    return this.rows.filter((_, n) => this.kinds[n] === wanted);
  }
}

const noCrossImpact = new CrossImpact(
  Array.from({ length: INSTRUMENTS * INSTRUMENTS }, (_, n) => (n % (INSTRUMENTS + 1) === 0 ? 1 : 0)),
  Array.from({ length: INSTRUMENTS }, () => 1),
  0,
);

interface Opened {
  readonly exchange: ColumnExchange;
  readonly facts: Facts;
}

/** One account, and a maker without positions; the external account is on the other side, in books without end. */
function open(
  equityUsd: number,
  held: Readonly<Record<number, number>>,
  rules: Partial<VenueRules> = {},
  margin: MarginParameters = tieredModel,
  depths: readonly number[] = Array.from({ length: INSTRUMENTS }, () => 1e13),
  crossImpact: CrossImpact = noCrossImpact,
): Opened {
  const facts = new Facts();
  const lots = Array.from({ length: INSTRUMENTS }, (_, i) => held[i] ?? 0);
  const holders = [
    { equityUsd, lots },
    { equityUsd, lots: lots.map((_, i) => (i === SPOT ? 1_000_000 : 0)), isMaker: true },
  ];
  const insuranceFund = { inventoryMarginPpm: 50_000, unwindSharePpm: 250_000 };
  const exchange = new ColumnExchange({
    venue: portfolioVenue(margin, { fundUsd: 1_000_000, insuranceFund, rules }),
    market: { ...smallMarket, depth: depths.map((depthAtOnePercent) => ({ depthAtOnePercent, exponent: 1 })) },
    population: portfolioPopulation(holders),
    crossImpact,
    warningRatio: 0,
    facts,
  });
  return { exchange, facts };
}

function moveTo({ exchange }: Opened, second: number, priceUsd: number): void {
  const returns = new Float64Array(INSTRUMENTS);
  returns[BTC] = log(priceUsd / 50_000);
  exchange.advanceTo(second * SECOND_US);
  exchange.applyReference(returns, SECOND_US);
  exchange.updateMarks();
  exchange.collectBreaches(createBreachList());
  exchange.audit();
}

describe('a balance of coin', () => {
  it('is not sold by its holder: contracts have booked their costs in it', () => {
    const { exchange, facts } = open(20_000, { [SPOT]: 10_000_000, [INVERSE]: 100, [STABLE]: 10_000 });
    const before = exchange.lotsOf(FIRST, SPOT);
    // 0.1 BTC of its own, and 0.2 that the long inverse position was credited with.
    expect(before).toBe(30_000_000);
    exchange.placeOrder(FIRST, SPOT, -before, 'stopLoss');
    exchange.placeOrder(FIRST, STABLE, 1_000, 'dipPurchase');
    // The outside price of USDX rises, and its mark not yet: a sale would fill above it.
    const returns = new Float64Array(INSTRUMENTS);
    returns[STABLE] = 0.1;
    exchange.applyReference(returns, SECOND_US);
    exchange.placeOrder(FIRST, STABLE, -500, 'panicSale');
    expect(facts.of('order').map(([, , lots]) => lots)).toEqual([0, 0, 0]);
    expect(exchange.lotsOf(FIRST, SPOT)).toBe(before);
    expect(exchange.lotsOf(FIRST, STABLE)).toBe(10_000);
  });

  it('is not handed to other venues by a market maker', () => {
    const { exchange, facts } = open(20_000, {});
    exchange.advanceTo(SECOND_US);
    exchange.offload(FIRST + 1, SPOT, -1_000);
    expect(facts.of('offload')).toEqual([]);
  });

  it("is not inventory of the fund's", () => {
    // 2,000 inverse contracts, USD 200,000 = 4 BTC, on USD 10,000: at 45,000 they have lost 0.44 BTC, USD 20,000.
    const venue = open(10_000, { [SPOT]: 0, [INVERSE]: 2_000 });
    const { exchange, facts } = venue;
    moveTo(venue, 1, 45_000);
    exchange.liquidate(FIRST);
    expect(exchange.lotsOf(INSURANCE_FUND, INVERSE)).toBe(2_000);
    for (let second = 2; second < 8; second += 1) {
      exchange.advanceTo(second * SECOND_US);
      exchange.unwindInventory();
      exchange.audit();
    }
    const sold = facts.of('inventoryUnwind');
    expect(sold.map(([, instrument]) => instrument)).toEqual([INVERSE, INVERSE, INVERSE, INVERSE]);
    expect(exchange.fundHasInventory()).toBe(false);
  });
});

describe('a halt of contracts and of the coin that they settle in', () => {
  it('defers a liquidation until a contract trades again, whenever the coin does', () => {
    const halt = { windowUs: 60 * SECOND_US, moveLog: 0.08, durationUs: 300 * SECOND_US };
    const venue = open(
      10_000,
      { [SPOT]: 0, [INVERSE]: 2_000 },
      { halt: { ...halt, liquidationsAllowed: false, marginMultiplePpm: 1_000_000 } },
    );
    moveTo(venue, 1, 50_000);
    moveTo(venue, 2, 45_000);
    expect(venue.facts.of('haltStart').map(([, instrument]) => instrument)).toContain(SPOT);
    const next = venue.exchange.liquidate(FIRST);
    expect(next).toEqual({ kind: 'again', atUs: 302 * SECOND_US });
    expect(venue.facts.of('liquidationDeferred')[0]![1]).toBe(INVERSE);
  });
});

describe('an inverse contract whose book was displaced below a tick', () => {
  it('trades at a tick: a fall of its price has an end', () => {
    // 600 lots, USD 300,000, move BTC by 1.5 in its logarithm, and a book sqrt(200) times as thin by 21.
    const depths = Array.from({ length: INSTRUMENTS }, (_, i) => (i === INVERSE ? 1e5 : 2e7));
    const correlation = Array.from({ length: INSTRUMENTS * INSTRUMENTS }, () => 1);
    const { exchange } = open(
      2_000_000,
      { [SPOT]: 0 },
      {},
      tieredModel,
      depths,
      new CrossImpact(correlation, depths, 1),
    );
    exchange.placeOrder(FIRST, BTC, -600, 'panicSale');
    expect(exchange.lastTicksOf(INVERSE)).toBeLessThan(1e-3);
    exchange.placeOrder(FIRST + 1, INVERSE, 1, 'dipPurchase');
    // 100 / 0.1 = 1,000 BTC for a contract at a tick.
    expect(exchange.lotsOf(FIRST + 1, INVERSE)).toBe(1);
    expect(exchange.costOf(FIRST + 1, INVERSE)).toBe(-1_000e8);
    exchange.audit();
  });
});

describe('a position that was closed and is opened again', () => {
  it('needs initial margin at the mark, also under a model that reads entry prices', () => {
    const byEntry = {
      ...tieredModel,
      parameters: { ...tieredModel.parameters, initialBasis: 'entry', maintenanceBasis: 'entry' },
    } as MarginParameters;
    const { exchange, facts } = open(20_000, { [SPOT]: 0 }, {}, byEntry);
    for (const lots of [10, -10, 10]) exchange.placeOrder(FIRST, BTC, lots, 'dipPurchase');
    expect(facts.of('order').map(([, , lots]) => lots)).toEqual([10, -10, 10]);
  });
});
