// Goal: the arithmetic that is printed adds up as printed. Method: random accounts under presets of every family; each line whose parts
// are a sum is added up again in whole cents, and the totals are compared with the figures; then the lines of the text itself.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExplanationLine } from '../../../src/margin/margin-model.ts';
import { marginOf } from '../../../src/report/margin/margin-of.ts';
import { isSum, treeLines, withRounding } from '../../../src/report/margin/line-tree.ts';
import { centsText, priceText, ratioText, shownCents, sizeText } from '../../../src/report/margin/amounts.ts';
import { NO_COLLATERAL, createFlatCollateral } from '../../../src/margin/collateral.ts';
import type { BookAccount } from '../../../src/scenario/account-book.ts';
import { loadMarginModel } from '../../../src/scenario/margin-presets/registry.ts';
import { MARGIN_PRESETS } from '../../../src/scenario/margin-presets/preset-names.ts';
import { smallMarket } from '../../margin/small-market.ts';
import { environmentWith } from '../../scenario/test-environment.ts';

const market = smallMarket();
const collateral = {
  assets: [
    {
      ...NO_COLLATERAL,
      tiers: [
        { upTo: 1e5, weight: 0.97 },
        { upTo: Infinity, weight: 0.9 },
      ],
      liabilityWeight: 1.05,
    },
    createFlatCollateral(0.95, 1.1),
    createFlatCollateral(1),
  ],
};
const modelOf = (name: string) => loadMarginModel(environmentWith(), name, { history: null });

const accounts = fc.record({
  balances: fc.uniqueArray(
    fc.record({ currency: fc.constantFrom(-1, 0, 1, 2), amount: fc.double({ min: -5, max: 500_000, noNaN: true }) }),
    { selector: ({ currency }) => currency, minLength: 1 },
  ),
  positions: fc.uniqueArray(
    fc.record({
      contract: fc.constantFrom(1, 2, 3, 4, 5, 6),
      size: fc.double({ min: -40, max: 40, noNaN: true }).filter((size) => Math.abs(size) > 0.001),
      drift: fc.double({ min: 0.8, max: 1.2, noNaN: true }),
    }),
    { selector: ({ contract }) => contract, minLength: 1 },
  ),
});
type Drawn = typeof accounts extends fc.Arbitrary<infer T> ? T : never;

function accountOf({ balances, positions }: Drawn): BookAccount {
  return {
    id: 'a',
    mode: 'cross',
    balances,
    positions: positions.map(({ contract, size, drift }) => ({
      contract,
      size,
      entryPrice: market.markPrices[contract]! * drift,
      margin: null,
    })),
  };
}

/** Cents by which printed parts miss printed totals; parts that are no sum are no matter. */
function missingCents(line: ExplanationLine): number[] {
  const parts = withRounding(line);
  const sum = parts.reduce((total, part) => total + shownCents(part.amount), 0);
  const own = parts.length > 0 && isSum(line) ? [sum - shownCents(line.amount)] : [];
  // Half a cent a part, and half a cent of the whole: what is more is not rounding.
  const left = parts.length === (line.parts ?? []).length ? 0 : Math.abs(shownCents(parts.at(-1)!.amount));
  expect(left).toBeLessThanOrEqual(parts.length / 2);
  return [...own, ...(line.parts ?? []).flatMap(missingCents)];
}

describe('an explanation', () => {
  it.each(['okx-pm-2025-01', 'bybit-uta-pm-2025', 'span-nse-2018', 'parametric-t'])(
    'under %s adds up to the cent, down to its last line, and to the figures',
    (name) => {
      const model = modelOf(name);
      fc.assert(
        fc.property(accounts, (drawn) => {
          const [report] = marginOf([accountOf(drawn)], market, collateral, model);
          const [explanation] = report!.explanations!;
          const { equity, margin } = explanation!;
          for (const line of [equity, margin.initial, margin.maintenance]) {
            expect(new Set([0, ...missingCents(line)])).toEqual(new Set([0]));
          }
          // Equity is a sum all the way down.
          expect(missingCents(equity).length).toBeGreaterThan(1);
          const { figures } = report!;
          expect(equity.amount).toBeCloseTo(figures.equity, 5);
          expect(margin.initial.amount).toBeCloseTo(figures.initial, 5);
          expect(margin.maintenance.amount).toBeCloseTo(figures.maintenance, 5);
          const alone = margin.positions.reduce((sum, { standalone }) => sum + standalone, 0);
          expect(alone).toBeCloseTo(explanation!.alternatives.isolated.maintenance, 5);
        }),
        { numRuns: 8 },
      );
    },
  );

  it('with every correlation at one is there for models that have correlations, and asks no less of a long-only book', () => {
    const long = { balances: [{ currency: -1 as const, amount: 1e6 }] };
    const account = accountOf({
      ...long,
      positions: ([1, 6] as const).map((contract) => ({ contract, size: 5, drift: 1 })),
    });
    const [risk] = marginOf([account], market, collateral, modelOf('parametric-t'));
    const { alternatives, figures } = risk!.explanations![0]!;
    expect(alternatives.unitCorrelation!.maintenance).toBeGreaterThan(figures.maintenance);
    // Article 27: at most 80 % of the difference is saved, so that all of it lost is the sum of both alone.
    expect(alternatives.unitCorrelation!.maintenance).toBeCloseTo(alternatives.isolated.maintenance, 4);
    const [grid] = marginOf([account], market, collateral, modelOf('okx-pm-2025-01'));
    expect(grid!.explanations![0]!.alternatives.unitCorrelation).toBeNull();
  });
});

describe('lines of arithmetic', () => {
  const style = { width: 60, colour: false, unicode: true };
  const part = (label: string, amount: number): ExplanationLine => ({ label, formula: '', amount });

  it('name what rounding to cents leaves over', () => {
    const third = {
      label: 'whole',
      formula: '3 parts',
      amount: 1,
      parts: [1, 2, 3].map((k) => part(`part ${k}`, 1 / 3)),
    };
    expect(treeLines(third, style)).toEqual([
      'whole: 3 parts                                          1.00',
      '  part 1                                                0.33',
      '  part 2                                                0.33',
      '  part 3                                                0.33',
      '  rounding to cents                                     0.01',
    ]);
  });

  it('show a rate that is multiplied in full, and add nothing up then', () => {
    const product = {
      label: 'margin',
      formula: '200 x 1.25 %',
      amount: 2.5,
      parts: [part('value', 200), part('rate', 0.0125)],
    };
    expect(treeLines(product, style).slice(1)).toEqual([
      '  value                                               200.00',
      '  rate                                                0.0125',
    ]);
  });

  it('wrap a long sum and keep the amount at the edge', () => {
    const lines = treeLines({ label: 'a', formula: 'b '.repeat(60), amount: -1234.5 }, style);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.every((line) => line.length <= 60)).toBe(true);
    expect(lines.at(-1)).toMatch(/ -1,234\.50$/);
  });
});

describe('amounts', () => {
  it.each([
    [centsText(-0.004), '0.00'],
    [centsText(1234567.891), '1,234,567.89'],
    [priceText(0.0235), '0.0235'],
    [priceText(117000), '117,000.00'],
    [priceText(1.5), '1.50'],
    [sizeText(-0.5), '-0.5'],
    [sizeText(1000), '+1,000'],
    [ratioText(0.99999), '99.9 %'],
    [ratioText(1.3583), '135.8 %'],
    [ratioText(23.42), '2,342 %'],
    [ratioText(-0.2), 'below 0'],
    [ratioText(Infinity), 'none'],
    [ratioText(-Infinity), 'debt'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });
});

it('the list of presets names the files', async () => {
  const { readdirSync } = await import('node:fs');
  const names = readdirSync('presets/margin').map((file) => file.replace('.yaml', ''));
  expect(names.toSorted()).toEqual([...MARGIN_PRESETS].toSorted());
  const { SHOCK_PRESETS } = await import('../../../src/scenario/joint-shock-file.ts');
  const shocks = readdirSync('presets/shocks').map((file) => file.replace('.yaml', ''));
  expect(shocks.toSorted()).toEqual([...SHOCK_PRESETS].toSorted());
});
