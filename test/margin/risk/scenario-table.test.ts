// Goal: skipping scenarios changes no bit. Method: random books, sides and sizes against the naive definition, for every
// rule by which losses become a number; returns with many ties; and a count of the blocks that were skipped.

import { describe, expect, it } from 'vitest';
import { createRiskModel } from '../../../src/margin/risk/risk-model.ts';
import { withReturns } from '../../../src/margin/risk/recalibrate.ts';
import type { RiskEstimator, RiskSpecification } from '../../../src/margin/risk/risk-parameters.ts';
import type { ReturnHistory } from '../../../src/margin/risk/return-history.ts';
import { ScenarioTable } from '../../../src/margin/risk/scenario-table.ts';
import { ageWeights } from '../../../src/margin/risk/scenario-weights.ts';
import { naiveMaintenance, type NaiveTerms } from './naive-risk.ts';
import { drawBook, drawHistory, drawMarket, PLAIN, testStream } from './risk-world.ts';

const HULL = { kind: 'historical', scaling: null, convention: { valueAtRisk: 'ceiling', shortfall: 'worse' } } as const;
const AGED: RiskEstimator = { kind: 'age-weighted', scaling: null, decay: 0.97 };

function rowsOf(history: ReturnHistory, assetCount: number): number[][] {
  return Array.from({ length: history.dayCount }, (_, day) =>
    Array.from(history.returns.subarray(day * assetCount, (day + 1) * assetCount)),
  );
}

interface Case {
  readonly name: string;
  readonly specification: Partial<RiskSpecification>;
  readonly days: number;
  readonly weights: (days: number) => NaiveTerms['weights'];
  /** Returns rounded to this step: many equal losses. */
  readonly step?: number;
}

const CASES: readonly Case[] = [
  {
    name: 'value at risk, 5th worst of 500',
    specification: {},
    days: 500,
    weights: () => ({ ofRanks: [0, 0, 0, 0, 1] }),
  },
  {
    name: 'value at risk of a last block that is not full, among ties',
    specification: {},
    days: 203,
    weights: () => ({ ofRanks: [0, 0, 1] }),
    step: 0.02,
  },
  {
    name: 'shortfall, mean of the 12 worst of 500',
    specification: { measure: 'expected-shortfall', confidence: 0.975, estimator: HULL },
    days: 500,
    weights: () => ({ ofRanks: Array.from({ length: 12 }, () => 1 / 12) }),
  },
  {
    name: 'age-weighted value at risk',
    specification: { estimator: AGED },
    days: 300,
    weights: (days) => ({ ofScenarios: Array.from(ageWeights(days, 0.97)), tail: 0.01, isShortfall: false }),
  },
  {
    name: 'age-weighted shortfall among ties',
    specification: { measure: 'expected-shortfall', confidence: 0.95, estimator: AGED },
    days: 150,
    weights: (days) => ({ ofScenarios: Array.from(ageWeights(days, 0.97)), tail: 0.05, isShortfall: true }),
    step: 0.02,
  },
];

describe.each(CASES)('$name', ({ specification, days, weights, step }) => {
  it.each([
    ['linear and inverse contracts', { assetCount: 15, hasInverse: true }, 400, null, null],
    ['with options and a cap on offsets', { assetCount: 6, hasInverse: true, optionsPerAsset: 3 }, 120, 0.8, 0.25],
  ] as const)('has the bits of looking at everything: %s', (_, terms, books, capShare, bufferShare) => {
    const stream = testStream('oracle', days, terms.assetCount);
    const drawn = drawHistory(stream, days, terms.assetCount);
    const history =
      step === undefined ? drawn : { ...drawn, returns: drawn.returns.map((value) => Math.round(value / step) * step) };
    const market = drawMarket(stream, terms);
    const model = createRiskModel(
      withReturns(
        {
          ...PLAIN,
          ...specification,
          offsetCap: capShare === null ? null : { share: capShare, groups: null },
          antiProcyclicality: { ...PLAIN.antiProcyclicality, bufferShare },
        },
        market.assets,
        history,
      ),
    );
    const prepared = model.prepare(market);
    const naive: NaiveTerms = {
      assets: market.assets,
      returns: rowsOf(history, terms.assetCount),
      weights: weights(days),
      capShare,
      buffer: bufferShare ?? 0,
    };
    const out = { initial: 0, maintenance: 0 };
    for (let n = 0; n < books; n += 1) {
      const book = drawBook(stream, market, 1 + stream.integer(14));
      prepared.requireInto(book, out);
      expect(out.maintenance).toBe(naiveMaintenance(market, naive, book));
      expect(out.initial).toBe(out.maintenance * 1.25);
    }
  });
});

describe('pruning', () => {
  it('skips most scenarios for directional books and some for hedged ones', () => {
    const assetCount = 15;
    const history = drawHistory(testStream('pruning'), 500, assetCount);
    const set = {
      scenarioCount: 500,
      returns: history.returns,
      labels: [],
      originOf: null,
      rule: { kind: 'ranks', weights: Float64Array.of(0, 0, 0, 0, 1) },
    } as const;
    const blocks = Math.ceil(500 / 16);
    const shareLookedAt = (coefficients: number[]): number => {
      const table = new ScenarioTable(set, assetCount, assetCount);
      table.measure(
        Int32Array.from(coefficients, (_, i) => i),
        Float64Array.from(coefficients),
        coefficients.length,
      );
      return table.blocksSummed / blocks;
    };
    expect(shareLookedAt([1, 1, 1, 1, 1])).toBeLessThan(0.3);
    expect(shareLookedAt([1, -1, 1, -1, 1])).toBeLessThan(0.9);
  });
});

describe('what is not a number', () => {
  const history = drawHistory(testStream('nan'), 200, 2);

  it('is refused where a price is missing, instead of the margin of somebody else', () => {
    const market = drawMarket(testStream('nan'), { assetCount: 2 });
    const prepared = createRiskModel(withReturns(PLAIN, market.assets, history)).prepare(market);
    const out = { initial: 0, maintenance: 0 };
    prepared.requireInto(drawBook(testStream('nan'), market, 2), out);
    market.markPrices[0] = Number.NaN;
    prepared.refresh();
    expect(() => prepared.requireInto(drawBook(testStream('nan'), market, 2), out)).toThrow('must be numbers');
  });

  it('is refused where an option cannot be priced', () => {
    const market = drawMarket(testStream('nan'), { assetCount: 2, optionsPerAsset: 1 });
    const prepared = createRiskModel(withReturns(PLAIN, market.assets, history)).prepare(market);
    market.indexPrices[1] = Number.NaN;
    expect(() => prepared.refresh()).toThrow('finite');
  });
});
