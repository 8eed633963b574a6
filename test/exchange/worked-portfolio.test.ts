/**
 * Accounts with any contract, by hand. BTC stands at USD 50,000; an inverse contract is USD 100; a balance of BTC counts
 * 95 % up to USD 100,000 and 80 % above, what is owed 110 %; a USDX counts 98 %.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUANTA_PER_USD } from '../../src/base/units.ts';
import { VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { PortfolioMargin } from '../../src/exchange/portfolio-margin.ts';
import { roundingAccountOf, tradeInverse } from '../../src/exchange/settlement.ts';
import { createState, lotsOf, setMark, type ExchangeState } from '../../src/exchange/state.ts';
import { computeEquity, computeMarginEquity, computeMaintenance } from '../../src/exchange/valuation.ts';
import { tieredModel } from './portfolio-models.ts';
import {
  BTC,
  CALL,
  INSTRUMENTS,
  INVERSE,
  portfolioPopulation,
  portfolioRules,
  portfolioVenue,
  SPOT,
  STABLE,
} from './portfolio-venue.ts';

const ACCOUNT = VENUE_ACCOUNTS;

interface Opened {
  readonly state: ExchangeState;
  readonly margin: PortfolioMargin;
}

function open(equityUsd: number, held: Readonly<Record<number, number>>): Opened {
  const lots = Array.from({ length: INSTRUMENTS }, (_, i) => held[i] ?? 0);
  const holders = [
    { equityUsd, lots },
    { equityUsd: 1_000_000, lots: lots.map(() => 0) },
  ];
  const state = createState(portfolioVenue(tieredModel), portfolioPopulation(holders));
  const margin = new PortfolioMargin(state, portfolioRules(tieredModel));
  state.portfolio = margin;
  return { state, margin };
}

function moveTo({ state, margin }: Opened, priceUsd: number): void {
  for (const i of [BTC, SPOT, INVERSE]) setMark(state, i, priceUsd * 10);
  margin.refresh(0);
}

const usdOf = (quanta: number): number => quanta / QUANTA_PER_USD;

describe('an account with a balance of BTC', () => {
  // USD 100,000 in all, of which 1.5 BTC are 75,000: 95 % of them count.
  const opened = open(100_000, { [SPOT]: 150_000_000 });

  it('is worth what it brings, and counts with its haircut', () => {
    expect(usdOf(computeEquity(opened.state, ACCOUNT))).toBe(100_000);
    expect(usdOf(computeMarginEquity(opened.state, ACCOUNT))).toBe(25_000 + 0.95 * 75_000);
    expect(computeMaintenance(opened.state, ACCOUNT)).toBe(0);
  });

  it('counts less of what is beyond the first bracket', () => {
    // 1.5 x 80,000 = 120,000: 95 % of 100,000 and 80 % of 20,000.
    moveTo(opened, 80_000);
    expect(usdOf(computeEquity(opened.state, ACCOUNT))).toBe(25_000 + 120_000);
    expect(usdOf(computeMarginEquity(opened.state, ACCOUNT))).toBe(25_000 + 95_000 + 16_000);
  });
});

describe('an inverse long of 200 contracts, USD 20,000', () => {
  // 20,000 / 50,000 = 0.4 BTC of exposure; 0.3 BTC of its own, all that it has.
  const opened = open(15_000, { [SPOT]: 30_000_000, [INVERSE]: 200 });

  it('begins with nothing gained', () => {
    expect(usdOf(computeEquity(opened.state, ACCOUNT))).toBe(15_000);
    expect(usdOf(computeMarginEquity(opened.state, ACCOUNT))).toBe(14_250);
    // Inverse brackets are in coin: 1 % of 0.4 BTC x 50,000.
    expect(usdOf(computeMaintenance(opened.state, ACCOUNT))).toBeCloseTo(200, 3);
  });

  it('loses in coin, faster than the price: 20,000 x (1 / 50,000 - 1 / 40,000) = -0.1 BTC', () => {
    moveTo(opened, 40_000);
    // 0.2 BTC are left, 8,000 USD; 95 % count.
    expect(usdOf(computeEquity(opened.state, ACCOUNT))).toBe(8_000);
    expect(usdOf(computeMarginEquity(opened.state, ACCOUNT))).toBe(7_600);
  });

  it('owes coin at last: 20,000 x (1 / 50,000 - 1 / 25,000) = -0.4 BTC against 0.3', () => {
    moveTo(opened, 25_000);
    // -0.1 BTC are -2,500 USD, and count 110 %.
    expect(usdOf(computeEquity(opened.state, ACCOUNT))).toBe(-2_500);
    expect(usdOf(computeMarginEquity(opened.state, ACCOUNT))).toBe(-2_750);
  });
});

describe('a depeg', () => {
  it('takes its haircut of what is left', () => {
    const opened = open(10_000, { [STABLE]: 500_000 });
    expect(usdOf(computeMarginEquity(opened.state, ACCOUNT))).toBe(5_000 + 0.98 * 5_000);
    setMark(opened.state, STABLE, 8_700);
    opened.margin.refresh(0);
    expect(usdOf(computeEquity(opened.state, ACCOUNT))).toBe(5_000 + 0.87 * 5_000);
    expect(usdOf(computeMarginEquity(opened.state, ACCOUNT))).toBe(5_000 + 0.98 * 0.87 * 5_000);
  });
});

describe('a short call', () => {
  it('owes its premium at the mark, and no more', () => {
    // 100 lots of 0.01 BTC sold at 1,700 a BTC: 1,700 in cash, -1,700 of value.
    const opened = open(20_000, { [CALL]: -100 });
    expect(usdOf(computeEquity(opened.state, ACCOUNT))).toBe(20_000);
    setMark(opened.state, CALL, 30_000);
    opened.margin.refresh(0);
    expect(usdOf(computeEquity(opened.state, ACCOUNT))).toBe(20_000 - 1_300);
  });
});

describe('a trade of an inverse contract', () => {
  it('is rounded against both sides, and what that takes goes to the rounding account', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -50_000, max: 50_000 }).filter((lots) => lots !== 0),
        fc.integer({ min: 1_000, max: 9_000_000 }),
        (lots, priceTicks) => {
          const { state } = open(1_000_000, { [SPOT]: 0 });
          tradeInverse(state, ACCOUNT, ACCOUNT + 1, INVERSE, lots, priceTicks);
          const [taker, maker] = [lotsOf(state, ACCOUNT, SPOT), lotsOf(state, ACCOUNT + 1, SPOT)];
          const rounding = lotsOf(state, roundingAccountOf(state), SPOT);
          const exact = (lots * 100) / (priceTicks * 0.1) / 1e-8;
          expect(taker + maker + rounding).toBe(0);
          expect([0, 1]).toContain(rounding);
          // A buyer of contracts is credited coin, a seller debited: less and more than the exact amount.
          expect(taker).toBeLessThanOrEqual(exact + 1e-3);
          expect(maker).toBeLessThanOrEqual(-exact + 1e-3);
          expect(Math.abs(taker - exact)).toBeLessThan(1.001);
        },
      ),
    );
  });
});
