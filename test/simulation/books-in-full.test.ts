/**
 * Goal: books that come back by a power law, empty on their own marks, are quoted at a distance by makers who fail, in whole
 * runs. Method: audited runs of the crowd; the same run with a mechanism on and off.
 */
import { describe, expect, it } from 'vitest';
import { createBreachList } from '../../src/exchange/breach-watch.ts';
import { ColumnExchange } from '../../src/exchange/column-exchange.ts';
import type { FactKind } from '../../src/exchange/fact.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import { smallMarket, smallPopulation, smallRules, usd } from '../exchange/small-venue.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import { factsOf } from './facts.ts';
import { crowd, type Settings } from './small-scenario.ts';

const FULL: Settings = {
  'market.impact.recovery': '{powerLaw: {exponent: 0.5, from: 1 s, to: 10 min}}',
  'market.impact.cross': '{kyle: {flowCorrelation: {pairwise: 0.3}}}',
  'market.withdrawal.ownMarks': '{sensitivity: 0.5, halfLife: 30 s}',
  'market.externalLiquidity.halfSpread': '0.01 %',
  'agents.classes.makers.spread': '{}',
  'agents.classes.makers.requoteInterval': '5 s',
};

const run = (settings: Settings, audit = false) =>
  simulate(crowd({ 'run.paths': '1', 'run.duration': '14 min', ...settings }), { audit });
const lowest = ({ series }: ReturnType<typeof run>): number => Math.min(...series.lastTicks);

describe('a book with everything on', () => {
  it('keeps every rule after every event, and comes out the same twice', () => {
    const outcome = run(FULL, true);
    expect(outcome.failure).toBeNull();
    expect(run(FULL).digest).toBe(outcome.digest);
    expect(factsOf(outcome, 'spread').length).toBeGreaterThan(10);
    const [withdrawn] = factsOf(outcome, 'depthWithdrawn');
    expect(withdrawn!.a).toBeLessThan(0.5);
    expect(withdrawn!.b).toBeGreaterThan(1);
  });

  it('empties on its own marks: the same fall goes deeper', () => {
    // Outside prices take no depth: what is missing went because of the venue's own marks.
    const alone = { 'market.withdrawal.sensitivity': '0', 'venue.circuitBreakers.halt': 'off' };
    const deaf = run(alone);
    const watchful = run({ ...alone, 'market.withdrawal.ownMarks': '{sensitivity: 1, halfLife: 1 min}' });
    expect(factsOf(deaf, 'depthWithdrawn')).toEqual([]);
    expect(factsOf(watchful, 'depthWithdrawn').length).toBeGreaterThan(0);
    expect(watchful.tally.dislocationLowLog[0]).toBeLessThan(deaf.tally.dislocationLowLog[0]!);
    expect(lowest(watchful)).toBeLessThan(lowest(deaf));
  });

  it('is quoted wider in the storm than before it', () => {
    const spreads = factsOf(
      run({ ...FULL, 'market.prices.ramps': '[{ from: 10 min, to: 12 min, move: -30 % }]' }),
      'spread',
    );
    const widest = (from: number, to: number): number =>
      Math.max(...spreads.filter(({ timeUs }) => timeUs >= from * 60e6 && timeUs < to * 60e6).map(({ a }) => a));
    expect(widest(10, 14)).toBeGreaterThan(2 * widest(0, 10));
  });
});

describe('a market maker that fails', () => {
  /** Half of the depth is the maker's, whose 1,000 lots of USD 100 stand on USD 3,000 at 2 % of maintenance. */
  const small = {
    priceUsd: 100,
    maintenanceRatePpm: 20_000,
    fundUsd: 1_000_000,
    holders: [
      { equityUsd: 3_000, lots: 1_000, isMaker: true },
      { equityUsd: 10_000_000, lots: 0 },
    ],
  };
  const open = (external = {}): { exchange: ColumnExchange; kinds: FactKind[] } => {
    const kinds: FactKind[] = [];
    const exchange = new ColumnExchange({
      venue: smallRules(small),
      market: {
        ...smallMarket,
        depth: [{ depthAtOnePercent: usd(1_000_000), exponent: 1 }],
        external: { depthSharePpm: 500_000, absorptionPerHour: 0, ...external },
      },
      population: smallPopulation(small),
      crossImpact: new CrossImpact([1], [1], 0),
      warningRatio: 0,
      facts: { record: (kind) => kinds.push(kind) },
    });
    return { exchange, kinds };
  };
  const [MAKER, TRADER] = [4, 5];
  /** How far an order of USD 10,000 moves the price, log. */
  const impactOf = (exchange: ColumnExchange): number => {
    const before = exchange.lastTicksOf(0);
    exchange.placeOrder(TRADER, 0, 100, 'dipPurchase');
    return Math.log(exchange.lastTicksOf(0) / before);
  };

  it('is liquidated like everybody, and its half of the book is gone for good', () => {
    const calm = impactOf(open().exchange);
    expect(calm).toBeCloseTo(0.0001, 6);
    const { exchange, kinds } = open();
    exchange.advanceTo(1_000_000);
    exchange.applyReference(Float64Array.of(Math.log(0.985)), 1_000_000);
    exchange.updateMarks();
    exchange.collectBreaches(createBreachList());
    expect(exchange.isActive(MAKER)).toBe(false);
    // Others trade against half of the book at once, while the maker waits for its turn.
    expect(impactOf(exchange)).toBeCloseTo(2 * calm, 5);
    expect(exchange.liquidate(MAKER).kind).toBe('done');
    exchange.audit();
    expect(exchange.lotsOf(MAKER, 0)).toBe(0);
    expect(kinds).toContain('liquidationFill');
    expect(kinds).toContain('accountClosed');
    // It may ask to quote again: a closed account is not heard.
    exchange.setQuote(MAKER, 0, 1_000_000, 1_000_000);
    exchange.advanceTo(1e12);
    expect(impactOf(exchange)).toBeCloseTo(2 * calm, 5);
  });

  it('may quote as far from the mid as everybody else does at the most', () => {
    // In doubles (1 x 0.1 + 999,999 x 0.1) / 1,000,000 is more than 0.1.
    const { exchange } = open({ depthSharePpm: 1, halfSpreadPpm: 100_000 });
    exchange.setSpread(MAKER, 0, 100_000);
    exchange.audit();
    expect(exchange.lastTicksOf(0)).toBe(10_000);
  });
});
