// Goal: the bound that the breach watch stands on is one. Method: random books and moves, see bound-trials.ts; and books
// of one position, for which a change must come close to it, so that the bound is not idle.

import { describe, expect, it } from 'vitest';
import { withReturns } from '../../../src/margin/risk/recalibrate.ts';
import { createRiskModel } from '../../../src/margin/risk/risk-model.ts';
import { BOUND_CASES, tryBound } from './bound-trials.ts';
import { bookOf, drawHistory, drawMarket, PLAIN, testStream } from './risk-world.ts';

describe('the sensitivity of maintenance', () => {
  it.each(BOUND_CASES)('bounds %s', (name, specification) => {
    const { trials, closest } = tryBound(name, specification, 6, 12, 400);
    expect(trials).toBe(28_800);
    expect(closest).toBeGreaterThan(0.2);
    expect(closest).toBeLessThanOrEqual(1 + 1e-6);
  });

  it('is exact for one linear position under a shortfall', () => {
    const market = drawMarket(testStream('exact'), { assetCount: 2 });
    const shortfall = {
      ...PLAIN,
      measure: 'expected-shortfall',
      estimator: {
        kind: 'historical',
        scaling: null,
        convention: { valueAtRisk: 'ceiling', shortfall: 'worst' },
      },
    } as const;
    const history = drawHistory(testStream('exact'), 200, 2);
    const prepared = createRiskModel(withReturns(shortfall, market.assets, history)).prepare(market);
    const requireOne = (size: number): number => {
      const out = { initial: 0, maintenance: 0 };
      prepared.requireInto(bookOf([[0, size]]), out);
      return out.maintenance;
    };
    const before = [requireOne(3), requireOne(-3)];
    market.markPrices[0]! += 10;
    prepared.refresh();
    const changes = [requireOne(3) - before[0]!, requireOne(-3) - before[1]!];
    expect(Math.max(...changes)).toBeCloseTo(3 * prepared.sensitivity.markSlope[0]! * 10, 9);
    expect(prepared.sensitivity.figureColumns).toBe(0);
  });
});
