// Goal: equity of an account in several currencies, before and after haircuts, right and explained. Method: accounts
// worked by hand, the breakdown held against the fast path, and a naive sum over plain objects as oracle.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeShockedProfit } from '../../src/instruments/contract-value.ts';
import { QUOTE_CURRENCY } from '../../src/instruments/market-view.ts';
import { EquityCalculator, type Equity } from '../../src/margin/account-equity.ts';
import {
  createFlatCollateral,
  haircutValueOf,
  NO_COLLATERAL,
  type CollateralTerms,
} from '../../src/margin/collateral.ts';
import { computeEquity } from '../../src/margin/equity-breakdown.ts';
import { applyShock, copyMarket, createJointShock } from '../../src/margin/joint-shock.ts';
import type { ExplanationLine } from '../../src/margin/margin-model.ts';
import { balancesOf, CONTRACTS, positionsOf, smallMarket, type BalanceRow, type PositionRow } from './small-market.ts';

const terms: CollateralTerms = {
  assets: [createFlatCollateral(0.9, 1.2), createFlatCollateral(0.8, 1.5), createFlatCollateral(1, 1)],
};
const BTC = 0;
const ETH = 1;
const USDT = 2;

const equityOf = (
  positions: readonly PositionRow[],
  balances: readonly BalanceRow[],
  market = smallMarket(),
): Equity => {
  const out = { full: NaN, haircut: NaN };
  new EquityCalculator(market, terms).equityInto(positionsOf(positions), balancesOf(balances), out);
  return out;
};

const row: fc.Arbitrary<PositionRow> = fc.tuple(
  fc.nat({ max: CONTRACTS.length - 1 }),
  fc.double({ min: -20, max: 20, noNaN: true }),
  fc.double({ min: 100, max: 80_000, noNaN: true }),
);
const balance: fc.Arbitrary<BalanceRow> = fc.tuple(
  fc.integer({ min: QUOTE_CURRENCY, max: 2 }),
  fc.double({ min: -1_000, max: 1_000, noNaN: true }),
);
const account = fc.tuple(fc.array(row, { maxLength: 7 }), fc.array(balance, { maxLength: 5 }));

describe('equity', () => {
  it('of balances alone is their value, and after haircuts their weights', () => {
    // 1,000 + 2 x 50,000 + 10 x 3,000 = 131,000; 1,000 + 100,000 x 90 % + 30,000 x 80 % = 115,000.
    const equity = equityOf(
      [],
      [
        [QUOTE_CURRENCY, 1_000],
        [BTC, 2],
        [ETH, 10],
      ],
    );
    expect(equity).toEqual({ full: 131_000, haircut: 115_000 });
    // 50,000 less a loan of 5 ETH: 35,000; after 15,000 x 150 %: 27,500.
    expect(
      equityOf(
        [],
        [
          [QUOTE_CURRENCY, 50_000],
          [ETH, -5],
        ],
      ),
    ).toEqual({ full: 35_000, haircut: 27_500 });
  });

  it('counts profit where it settles: a coin profit is held in coin and takes the haircut', () => {
    // Linear: 2 x (50,100 - 49,000) = 2,200 USD.
    expect(equityOf([[1, 2, 49_000]], [])).toEqual({ full: 2_200, haircut: 2_200 });
    // Inverse: 500 x 100 x (1 / 40,000 - 1 / 50,050) BTC = 0.25099900... at 50,000, and 90 % of it.
    const coins = 50_000 * (1 / 40_000 - 1 / 50_050);
    const equity = equityOf([[2, 500, 40_000]], []);
    expect(equity.full).toBeCloseTo(coins * 50_000, 8);
    expect(equity.haircut).toBeCloseTo(coins * 45_000, 8);
    // Short: the loss is a debt in coin, weighed with 120 %.
    expect(equityOf([[2, -500, 40_000]], []).haircut).toBeCloseTo(-coins * 60_000, 8);
    // Against a balance in the same coin it is netted first: 1 BTC - loss, held.
    expect(equityOf([[2, -500, 40_000]], [[BTC, 1]]).haircut).toBeCloseTo((1 - coins) * 45_000, 8);
  });

  it('counts options at their market value, premiums in coin as coin', () => {
    // 3 puts at 1,900 sold, 2 calls at 0.03 BTC held: -5,700 + 0.06 x 50,000 x 100 % or 90 %.
    expect(
      equityOf(
        [
          [4, -3, 0],
          [5, 2, 0],
        ],
        [],
      ),
    ).toEqual({ full: -2_700, haircut: -3_000 });
  });

  it('counts spot as a balance of the asset, whatever it cost', () => {
    expect(equityOf([[0, 2, 1]], [])).toEqual(equityOf([], [[BTC, 2]]));
    expect(equityOf([[0, -2, 1]], [])).toEqual({ full: -100_000, haircut: -120_000 });
  });

  it('falls with the price of its own collateral: a stablecoin that loses its peg', () => {
    const market = smallMarket();
    market.indexPrices[USDT] = 0.65;
    expect(equityOf([[1, 2, 50_100]], [[USDT, 10_000]], market)).toEqual({ full: 6_500, haircut: 6_500 });
  });

  it('agrees with a plain sum over currencies, call after call', () => {
    const market = smallMarket();
    const calculator = new EquityCalculator(market, terms);
    fc.assert(
      fc.property(account, ([positions, balances]) => {
        const units = new Map<number, number>();
        const add = (currency: number, amount: number) => units.set(currency, (units.get(currency) ?? 0) + amount);
        for (const [currency, amount] of balances) add(currency, amount);
        for (const [c, size, entry] of positions) {
          const { kind, multiplier, settlesInCoin, underlying } = CONTRACTS[c]!;
          const [mark, coin] = [market.markPrices[c]!, market.assets.indexOf(underlying)];
          if (kind === 'spot') add(coin, size * multiplier);
          else if (kind === 'option') add(settlesInCoin ? coin : QUOTE_CURRENCY, size * multiplier * mark);
          else if (settlesInCoin) add(coin, size * multiplier * (1 / entry - 1 / mark));
          else add(QUOTE_CURRENCY, size * multiplier * (mark - entry));
        }
        let [full, haircut, scale] = [0, 0, 1];
        for (const [currency, amount] of units) {
          const value = currency === QUOTE_CURRENCY ? amount : amount * market.indexPrices[currency]!;
          full += value;
          haircut +=
            currency === QUOTE_CURRENCY
              ? value
              : haircutValueOf(terms.assets[currency]!, amount, market.indexPrices[currency]!);
          scale += Math.abs(value);
        }
        const out = { full: NaN, haircut: NaN };
        calculator.equityInto(positionsOf(positions), balancesOf(balances), out);
        expect(Math.abs(out.full - full)).toBeLessThan(1e-9 * scale);
        expect(Math.abs(out.haircut - haircut)).toBeLessThan(1e-9 * scale);
        expect(out.haircut).toBeLessThanOrEqual(out.full + 1e-9 * scale);
      }),
    );
  });

  it('before haircuts is additive: two books together are worth what they are apart', () => {
    fc.assert(
      fc.property(account, account, ([p1, b1], [p2, b2]) => {
        const [one, two] = [equityOf(p1, b1), equityOf(p2, b2)];
        const both = equityOf([...p1, ...p2], [...b1, ...b2]);
        const scale = 1e8;
        expect(Math.abs(both.full - one.full - two.full)).toBeLessThan(1e-9 * scale);
        // Netting what is owed in one book with what is held in the other never hurts.
        expect(both.haircut).toBeGreaterThanOrEqual(one.haircut + two.haircut - 1e-9 * scale);
      }),
    );
  });

  it('after haircuts moves with prices by no more than the largest weight allows', () => {
    const move = fc.double({ min: 0.5, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(fc.array(balance, { maxLength: 5 }), move, move, (balances, btc, eth) => {
        const market = smallMarket();
        const before = equityOf([], balances, market);
        market.indexPrices[BTC] = market.indexPrices[BTC]! * btc;
        market.indexPrices[ETH] = market.indexPrices[ETH]! * eth;
        const units = [0, 0, 0];
        for (const [currency, amount] of balances) if (currency >= 0) units[currency]! += amount;
        const moved = Math.abs(units[BTC]! * 50_000 * (btc - 1)) + Math.abs(units[ETH]! * 3_000 * (eth - 1));
        expect(Math.abs(equityOf([], balances, market).haircut - before.haircut)).toBeLessThanOrEqual(
          1.5 * moved + 1e-6,
        );
      }),
    );
  });
});

describe('the bound on a change of equity', () => {
  it('bounds what any shock does to any account', () => {
    const move = fc.double({ min: -0.6, max: 0.6, noNaN: true });
    const small: fc.Arbitrary<PositionRow> = row.map(([c, size, entry]) => [c, size, 20_000 + entry]);
    let tight = 0;
    fc.assert(
      fc.property(
        fc.array(small, { maxLength: 6 }),
        fc.array(balance, { maxLength: 4 }),
        move,
        move,
        (rows, balances, btc, eth) => {
          const market = smallMarket();
          const shock = createJointShock(
            'any',
            market,
            new Map([
              ['BTC', { index: btc, volatility: eth }],
              ['ETH', { index: eth }],
            ]),
          );
          const moved = copyMarket(market);
          applyShock(market, shock, 1, moved);
          const held = [0, 0, 0];
          const before = computeEquity(market, terms, positionsOf(rows), balancesOf(balances));
          for (const { currency, units } of before.currencies) if (currency >= 0) held[currency] = units;
          let bound = 1e-6;
          held.forEach((units, a) => (bound += Math.abs(units * (moved.indexPrices[a]! - market.indexPrices[a]!))));
          for (const [c, size] of rows) {
            if (CONTRACTS[c]!.kind === 'spot') continue;
            const index = moved.indexPrices[market.underlyingOf[c]!]!;
            bound += Math.abs(
              size * computeShockedProfit(market, c, moved.markPrices[c]!, index, market.markPrices[c]!),
            );
          }
          const after = equityOf(rows, balances, moved);
          const change = Math.abs(after.full - before.full);
          expect(change).toBeLessThanOrEqual(bound * (1 + 1e-12));
          expect(Math.abs(after.haircut - before.haircut)).toBeLessThanOrEqual(1.5 * bound * (1 + 1e-12));
          if (change > 0.9 * bound && bound > 1) tight += 1;
        },
      ),
      { numRuns: 400 },
    );
    // It is no idle bound: some accounts come near it.
    expect(tight).toBeGreaterThan(0);
  });
});

describe('the breakdown', () => {
  it('shows each currency, each position and each haircut', () => {
    const market = smallMarket();
    const positions = positionsOf([
      [1, 2, 49_000],
      [2, 500, 40_000],
      [5, 2, 0],
      [0, 1, 1],
    ]);
    const shown = computeEquity(
      market,
      terms,
      positions,
      balancesOf([
        [QUOTE_CURRENCY, 1_000],
        [BTC, 0.5],
        [ETH, -1],
      ]),
    );
    expect(shown.currencies.map(({ symbol }) => symbol)).toEqual(['USD', 'BTC', 'ETH']);
    expect(shown.currencies[0]).toMatchObject({ balance: 1_000, profit: 2_200, units: 3_200, haircutValue: 3_200 });
    expect(shown.currencies[1]).toMatchObject({ balance: 0.5, spot: 1, optionValue: 0.06, price: 50_000 });
    expect(shown.fullLine.parts?.[1]?.parts?.map(({ label, formula }) => `${label}: ${formula}`)).toEqual([
      'Balance BTC: ',
      'BTC-INV: 500 x 100 x (1 / 40,000 - 1 / 50,050)',
      'BTC-C: 2 x 0.03',
      'BTC-SPOT: 1',
    ]);
    expect(shown.haircutLine.parts?.[2]).toMatchObject({
      label: 'ETH, owed',
      formula: '-3,000 x 150 %',
      amount: -4_500,
    });
  });

  it('adds up to the fast path, every line from its parts', () => {
    const check = (line: ExplanationLine, price: number): void => {
      const parts = line.parts ?? [];
      if (parts.length === 0) return;
      const sum = parts.reduce((total, part) => total + part.amount, 0) * price;
      expect(Math.abs(sum - line.amount)).toBeLessThanOrEqual(
        1e-9 * parts.reduce((s, p) => s + Math.abs(p.amount * price), 1),
      );
    };
    fc.assert(
      fc.property(account, ([positions, balances]) => {
        const market = smallMarket();
        const shown = computeEquity(market, terms, positionsOf(positions), balancesOf(balances));
        const fast = equityOf(positions, balances);
        expect([shown.full, shown.haircut]).toEqual([fast.full, fast.haircut]);
        check(shown.fullLine, 1);
        check(shown.haircutLine, 1);
        shown.fullLine.parts?.forEach((line, k) => check(line, shown.currencies[k]!.price));
        shown.haircutLine.parts?.forEach((line) => check(line, 1));
      }),
    );
  });

  it('says when a cap binds', () => {
    const capped = { assets: [{ ...createFlatCollateral(0.9), countedMax: 10_000 }, NO_COLLATERAL, NO_COLLATERAL] };
    const shown = computeEquity(smallMarket(), capped, positionsOf([]), balancesOf([[BTC, 1]]));
    expect(shown.haircut).toBe(10_000);
    expect(shown.haircutLine.parts?.[0]).toMatchObject({ formula: '45,000, at most 10,000', amount: 10_000 });
  });

  it('of an account with nothing has no lines', () => {
    const shown = computeEquity(smallMarket(), terms, positionsOf([]), balancesOf([]));
    expect(shown).toMatchObject({ full: 0, haircut: 0, currencies: [] });
  });
});
