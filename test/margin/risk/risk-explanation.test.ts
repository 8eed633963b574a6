// Goal: a requirement can be redone by hand from its explanation. Method: redo it from the lines alone, for books of linear
// contracts and options, under every tool; and read a small one as a person would.

import { describe, expect, it } from 'vitest';
import type { ExplanationLine, MarginExplanation, PositionColumns } from '../../../src/margin/margin-model.ts';
import { amountText, ordinal, shareText } from '../../../src/margin/risk/explanation-text.ts';
import { withReturns, withVolatilities } from '../../../src/margin/risk/recalibrate.ts';
import { createRiskModel } from '../../../src/margin/risk/risk-model.ts';
import type { RiskSpecification } from '../../../src/margin/risk/risk-parameters.ts';
import { bookOf, drawBook, drawHistory, drawMarket, PLAIN, testStream } from './risk-world.ts';

const market = drawMarket(testStream('explain'), {
  assetCount: 4,
  hasInverse: true,
  optionsPerAsset: 2,
  depth: 20_000,
});
const history = drawHistory(testStream('explain'), 250, 4);
const EVERYTHING: Partial<RiskSpecification> = {
  offsetCap: { share: 0.8, groups: null },
  liquidity: { law: 'linear', freeShare: 0.5, impactMax: 0.15 },
  antiProcyclicality: {
    bufferShare: 0.25,
    stressed: { weight: 0.25, days: 30, blend: 'requirements' },
    floorDays: 250,
  },
};

function explain(specification: Partial<RiskSpecification>, book: PositionColumns): MarginExplanation {
  const parameters = withReturns({ ...PLAIN, ...specification }, market.assets, history);
  return createRiskModel(parameters).prepare(market).explain(book);
}

function partOf(line: ExplanationLine, label: RegExp): ExplanationLine {
  const found = line.parts?.find((part) => label.test(part.label));
  if (found === undefined) throw new Error(`no part ${label} in ${line.label}`);
  return found;
}

/** The estimate from the sorted tails: weight (in the formula) x loss (the amount). */
function redoTail(line: ExplanationLine): number {
  return (line.parts ?? []).reduce((sum, { formula, amount }) => {
    const [above, below = '1'] = formula.replace('weight ', '').split('/');
    return sum + (Number(above) / Number(below)) * amount;
  }, 0);
}

describe('an explanation', () => {
  it.each([
    ['value at risk', { confidence: 0.98 }],
    ['shortfall', { measure: 'expected-shortfall', confidence: 0.95 } as const],
  ])('can be redone from its lines, with every tool on: %s', (_, specification) => {
    const stream = testStream('redo');
    for (let n = 0; n < 40; n += 1) {
      const book = drawBook(stream, market, 2 + stream.integer(7));
      const { maintenance, initial } = explain({ ...EVERYTHING, ...specification }, book);
      const estimate = partOf(maintenance, / of the book$/);
      const [current, stressed, floor] = [/^current/, /^stressed/, /^floor/].map((name) =>
        redoTail(partOf(estimate, name)),
      );
      const portfolio = Math.max(0, 0.75 * current! + 0.25 * stressed!, floor!);
      const alone = partOf(maintenance, /^products alone/).parts!.reduce((sum, { amount }) => sum + amount, 0);
      const capped = Math.max(portfolio, alone - 0.8 * (alone - portfolio));
      const charges = partOf(maintenance, /^liquidity/).parts!.reduce((sum, { amount }) => sum + amount, 0);
      expect(maintenance.amount).toBeCloseTo(capped * 1.25 + charges, 5);
      expect(initial.amount).toBeCloseTo(1.25 * maintenance.amount, 5);
    }
  });

  it('has the whole scenario vector, each loss a sum over exposures, and marks the scenarios that bind', () => {
    // 250 days at 98 %: the 5th worst
    const book = bookOf([
      [0, 2],
      [4, -5],
    ]);
    const { scenarios, maintenance } = explain({ confidence: 0.98 }, book);
    expect(scenarios).toHaveLength(250);
    const [first, second] = [0, 4].map((c) => book.sizes[c === 0 ? 0 : 1]! * market.markPrices[c]!);
    scenarios.forEach(({ loss }, day) => {
      const [r0, r1] = [0, market.underlyingOf[4]!].map((asset) => history.returns[day * 4 + asset]!);
      expect(loss).toBeCloseTo(-(first! * r0! + second! * r1!), 8);
    });
    const sorted = scenarios.map(({ loss }) => loss).sort((x, y) => y - x);
    const binding = scenarios.filter(({ isBinding }) => isBinding);
    expect(binding.map(({ loss }) => loss)).toEqual([sorted[4]]);
    expect(maintenance.amount).toBe(sorted[4]);
    const current = partOf(partOf(maintenance, / of the book$/), /^current/);
    expect(current.parts!.map(({ label }) => label.split(':')[0])).toEqual([
      '1st worst',
      '2nd worst',
      '3rd worst',
      '4th worst',
      '5th worst',
    ]);
  });

  it('marks what age weights select: the loss at which they reach the tail', () => {
    const estimator = { kind: 'age-weighted', scaling: null, decay: 0.97 } as const;
    const book = bookOf([
      [0, 2],
      [4, -5],
    ]);
    const { scenarios, maintenance } = explain({ estimator }, book);
    const binding = scenarios.filter(({ isBinding }) => isBinding);
    expect(binding).toHaveLength(1);
    expect(binding[0]!.loss).toBe(maintenance.amount);
    const shortfall = explain({ estimator, measure: 'expected-shortfall' }, book);
    const current = partOf(partOf(shortfall.maintenance, / of the book$/), /^current/);
    expect(redoTail(current) / 0.01).toBeCloseTo(shortfall.maintenance.amount, 3);
  });

  it('says what each position needs alone and what the whole falls by without it', () => {
    const book = bookOf([
      [0, 2],
      [4, -5],
      [8, 1],
    ]);
    const found = explain(EVERYTHING, book);
    const model = createRiskModel(withReturns({ ...PLAIN, ...EVERYTHING }, market.assets, history)).prepare(market);
    const requireRows = (rows: readonly (readonly [number, number])[]): number => {
      const out = { initial: 0, maintenance: 0 };
      model.requireInto(bookOf(rows), out);
      return out.maintenance;
    };
    expect(found.positions.map(({ contract }) => contract)).toEqual([0, 4, 8]);
    expect(found.positions[1]!.standalone).toBe(requireRows([[4, -5]]));
    expect(found.positions[1]!.marginal).toBe(
      found.maintenance.amount -
        requireRows([
          [0, 2],
          [8, 1],
        ]),
    );
  });

  it('names each offset, who grants it and what it saves', () => {
    // Long and short of one asset net within the product; the other asset offsets between products, up to the cap.
    const inverse = market.contracts.findIndex(({ symbol }) => symbol === 'A0-I');
    const notional = 10 * market.markPrices[0]!;
    const other = market.contracts.findIndex(({ symbol }) => symbol === 'A1-L');
    const book = bookOf([
      [0, 10],
      [inverse, -notional / 200],
      [other, -notional / market.markPrices[other]! / 2],
    ]);
    const { offsets, positions, maintenance } = explain({ offsetCap: { share: 0.8, groups: null } }, book);
    expect(offsets.map(({ between }) => between)).toEqual(['positions of one product', 'A0, A1']);
    expect(offsets[1]!.grantedBy).toMatch(/value at risk at 99 % over 1 d of the whole book.*80 %.*article 27/);
    const alone = positions.reduce((sum, { standalone }) => sum + standalone, 0);
    const saved = offsets.reduce((sum, { amount }) => sum + amount, 0);
    expect(alone - saved).toBeCloseTo(maintenance.amount, 6);
  });

  it('of a covariance adds up asset by asset and pair by pair', () => {
    const pair = drawMarket(testStream('pair'), { assetCount: 2 });
    pair.markPrices.set([100, 50]);
    const estimator = { kind: 'normal', mean: 'zero', covariance: { kind: 'equal', about: 'zero' } } as const;
    const parameters = withVolatilities(
      { ...PLAIN, estimator },
      pair.assets,
      Float64Array.of(0.04, 0.06),
      Float64Array.of(1, 0.8, 0.8, 1),
    );
    const { maintenance } = createRiskModel(parameters)
      .prepare(pair)
      .explain(
        bookOf([
          [0, 10],
          [1, -10],
        ]),
      );
    const covariance = partOf(partOf(maintenance, / of the book$/), /^current covariance/);
    expect(covariance.formula).toBe('2.3263479 x sqrt(580)');
    // 40^2, 30^2 and -2 x 0.8 x 40 x 30
    const terms = covariance.parts![0]!.parts!;
    [1_600, 900, -1_920].forEach((amount, k) => {
      expect(terms.map((term) => term.amount).sort((x, y) => y - x)[k]).toBeCloseTo(amount, 9);
    });
    expect(terms.map(({ formula }) => formula)).toContain('(1,000 x 0.04)^2');
  });

  it('of an empty book is all zeros', () => {
    const found = explain(EVERYTHING, bookOf([]));
    expect([found.maintenance.amount, found.initial.amount]).toEqual([0, 0]);
    expect([found.positions, found.scenarios, found.offsets]).toEqual([[], [], []]);
  });
});

describe('its numbers', () => {
  it('are written so that they can be used', () => {
    expect([1_234_567.891, -1_000, 0.00123456789, 0, 12.5].map(amountText)).toEqual([
      '1,234,567.89',
      '-1,000',
      '0.00123457',
      '0',
      '12.50',
    ]);
    expect([0.975, 0.8, 0.9995].map(shareText)).toEqual(['97.5 %', '80 %', '99.95 %']);
    expect([1, 2, 3, 4, 11, 12, 13, 21, 111].map(ordinal)).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '13th',
      '21st',
      '111th',
    ]);
  });
});
