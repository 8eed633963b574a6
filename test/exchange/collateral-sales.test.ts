/**
 * Goal: collateral that is sold to meet a debt moves its own price, in as many steps as the book needs, and no quantum of any
 * currency goes missing. Method: one long BTC position on stablecoin that loses more money than the account has; the audit
 * (which sums every currency) after each step; the same sale at the mark beside it.
 */
import { describe, expect, it } from 'vitest';
import { EXTERNAL_LIQUIDITY, VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { createBreachList } from '../../src/exchange/breach-watch.ts';
import { ColumnExchange } from '../../src/exchange/column-exchange.ts';
import type { LiquidationNext } from '../../src/exchange/exchange-port.ts';
import type { FactKind } from '../../src/exchange/fact.ts';
import type { VenueRules } from '../../src/exchange/venue-rules.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import { log } from '../../src/numeric/math.ts';
import { tieredModel } from './portfolio-models.ts';
import { BTC, INSTRUMENTS, portfolioPopulation, portfolioVenue, STABLE } from './portfolio-venue.ts';
import { smallMarket, usd } from './small-venue.ts';

const [DEBTOR, HOLDER, MAKER] = [VENUE_ACCOUNTS, VENUE_ACCOUNTS + 1, VENUE_ACCOUNTS + 2];
const IN_BOOK: Partial<VenueRules> = { collateralSales: { retryIntervalUs: 1_000_000 } };
const holding = (of: Readonly<Record<number, number>>): number[] =>
  Array.from({ length: INSTRUMENTS }, (_, i) => of[i] ?? 0);

interface Row {
  readonly kind: FactKind;
  readonly figures: number[];
}

/** The stablecoin's book takes USD 100,000 within 1 %; half of it is the maker's. */
function open(
  rules: Partial<VenueRules>,
  fall = 0.19,
): { exchange: ColumnExchange; rows: Row[]; next: LiquidationNext } {
  const rows: Row[] = [];
  const depth = holding({}).map((_, i) => ({ depthAtOnePercent: i === STABLE ? usd(100_000) : 1e13, exponent: 1 }));
  const venue = portfolioVenue(tieredModel, { fundUsd: 1_000_000 });
  const exchange = new ColumnExchange({
    venue: { ...venue, markPrice: { ...venue.markPrice, ownVenueWeight: 1, basisLimit: 0.5 }, ...rules },
    market: { ...smallMarket, depth, external: { ...smallMarket.external, depthSharePpm: 500_000 } },
    population: portfolioPopulation([
      { equityUsd: 20_000, lots: holding({ [BTC]: 200, [STABLE]: 1_500_000 }) },
      { equityUsd: 50_000, lots: holding({ [STABLE]: 5_000_000 }) },
      { equityUsd: 500_000, lots: holding({}), isMaker: true },
    ]),
    crossImpact: new CrossImpact(
      holding({}).flatMap((_, i) => holding({ [i]: 1 })),
      depth.map(() => 1),
      0,
    ),
    warningRatio: 0,
    facts: { record: (kind, ...figures) => rows.push({ kind, figures }) },
  });
  const returns = new Float64Array(INSTRUMENTS);
  returns[BTC] = log(1 - fall);
  exchange.advanceTo(1_000_000);
  exchange.applyReference(returns, 1_000_000);
  exchange.updateMarks();
  exchange.collectBreaches(createBreachList());
  expect(exchange.isActive(DEBTOR)).toBe(false);
  const next = exchange.liquidate(DEBTOR);
  exchange.audit();
  return { exchange, rows, next };
}

const conversions = (rows: readonly Row[]): number[][] =>
  rows.filter(({ kind }) => kind === 'conversion').map(({ figures }) => figures);

describe('collateral that has to be sold', () => {
  it('goes at the mark where the venue says nothing', () => {
    const { exchange, rows, next } = open({});
    const [sale] = conversions(rows);
    expect(next.kind).toBe('done');
    expect(sale![4]).toBe(0);
    exchange.updateMarks();
    expect(exchange.markTicksOf(STABLE)).toBe(10_000);
    expect(exchange.lotsOf(MAKER, STABLE)).toBe(0);
  });

  it('moves its own price in its book, and makes other collateral worth less', () => {
    const { exchange, rows, next } = open(IN_BOOK);
    const before = exchange.equityOf(HOLDER);
    const [sale] = conversions(rows);
    // Sold by the lots that would do at the mark; the book paid less, so that a little more has to go.
    expect(sale![4]).toBe(1);
    expect(sale![2]).toBe(sale![5]);
    expect(next.kind).toBe('again');
    exchange.updateMarks();
    exchange.audit();
    const sold = -sale![2]! / 100;
    // USD 100,000 within 1 %: the price falls by 1 % x sold / 100,000.
    expect(exchange.markTicksOf(STABLE)).toBe(Math.round(10_000 * Math.exp((-0.01 * sold) / 100_000)));
    expect(exchange.equityOf(HOLDER)).toBeLessThan(before);
  });

  it('goes to those who quote, and ends when nothing is owed', () => {
    const { exchange, rows, next } = open(IN_BOOK);
    let step = next;
    for (let n = 0; step.kind === 'again' && n < 20; n += 1) {
      exchange.advanceTo(step.atUs);
      step = exchange.liquidate(DEBTOR);
      exchange.audit();
    }
    expect(step.kind).toBe('done');
    expect(exchange.cashOf(DEBTOR)).toBeGreaterThanOrEqual(0);
    const sold = conversions(rows).reduce((sum, figures) => sum - figures[2]!, 0);
    expect(exchange.lotsOf(DEBTOR, STABLE)).toBe(1_500_000 - sold);
    expect(exchange.lotsOf(MAKER, STABLE) + exchange.lotsOf(EXTERNAL_LIQUIDITY, STABLE)).toBe(sold);
    expect(Math.abs(exchange.lotsOf(MAKER, STABLE) - sold / 2)).toBeLessThan(2);
    expect(rows.at(-1)!.kind).toBe('accountClosed');
  });

  it('is sold in parts where a price band holds the book back, and the account stays open meanwhile', () => {
    const { exchange, rows, next } = open({ ...IN_BOOK, priceBand: { widthLog: 0.0005 } });
    const sizes = conversions(rows).map((figures) => [figures[2]!, figures[5]!]);
    // A twentieth of 1 %: USD 5,000 of it within the band.
    expect(-sizes[0]![0]!).toBeLessThanOrEqual(500_000);
    expect(sizes[0]![0]!).toBeGreaterThan(sizes[0]![1]!);
    expect(next.kind).toBe('again');
    expect(rows.some(({ kind }) => kind === 'accountClosed')).toBe(false);
    // Later the book has come back, and takes more.
    exchange.advanceTo(60_000_000);
    exchange.liquidate(DEBTOR);
    exchange.audit();
    expect(conversions(rows)).toHaveLength(2);
  });

  it('leaves a loss to the waterfall once all of it is gone', () => {
    const { exchange, rows, next } = open(IN_BOOK, 0.21);
    let step = next;
    for (let n = 0; step.kind === 'again' && n < 50; n += 1) {
      exchange.advanceTo(step.atUs);
      step = exchange.liquidate(DEBTOR);
      exchange.audit();
    }
    expect(step.kind).toBe('done');
    expect(exchange.lotsOf(DEBTOR, BTC)).toBe(0);
    expect(exchange.equityOf(DEBTOR)).toBeGreaterThanOrEqual(0);
    expect(rows.at(-1)!.kind).toBe('accountClosed');
  });
});
