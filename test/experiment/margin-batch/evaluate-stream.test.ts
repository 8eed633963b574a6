// Goal: an account whose figures overflow is left out with a problem of its own, and spoils neither the others nor the sums. Method:
// markets with a price that no file may state, so that accounts which can be read cannot be computed.

import { expect, it } from 'vitest';
import { BookEvaluator } from '../../../src/experiment/margin-batch/book-evaluator.ts';
import { ModelComparison } from '../../../src/experiment/margin-batch/compare-models.ts';
import { evaluateStream } from '../../../src/experiment/margin-batch/evaluate-stream.ts';
import { createNodeEnvironment } from '../../../src/cli/node-environment.ts';
import { NO_COLLATERAL } from '../../../src/margin/collateral.ts';
import { createJointShock } from '../../../src/margin/joint-shock.ts';
import { BookNames } from '../../../src/scenario/book-names.ts';
import { readBookTree } from '../../../src/scenario/account-book-tree.ts';
import { loadMarginModel } from '../../../src/scenario/margin-presets/registry.ts';
import { smallMarket } from '../../margin/small-market.ts';

const BOOK = `version: 1
accounts:
  - account: a
    collateral: [{ currency: USD, amount: 100000 }]
    positions: [{ symbol: BTC-PERP, size: 1, entryPrice: 50000 }]
  - account: b
    collateral: [{ currency: USD, amount: 7 }]
    positions: [{ symbol: BTC-PERP, size: 1, entryPrice: 50000 }, { symbol: ETH-PERP, size: -200, entryPrice: 1 }]
  - account: c
    collateral: [{ currency: USD, amount: 9 }]
`;

const market = { ...smallMarket(), markPrices: Float64Array.of(50_000, 50_100, 50_050, 50_600, 1_900, 0.03, 1e306) };
const terms = { assets: market.assets.map(() => NO_COLLATERAL) };

async function* entries() {
  yield await Promise.resolve(readBookTree(BOOK, 'book.yaml', new BookNames(market, 'USD')));
}

it.each(['deribit-spm-2024', 'okx-pm-2025-01'])('an account that overflows is a problem, with %s', async (name) => {
  const model = loadMarginModel(createNodeEnvironment(), name, { history: null });
  const shock = createJointShock(
    'down',
    market,
    new Map([['BTC', { index: -0.1, volatility: 0, volatilityShift: 0 }]]),
  );
  const comparison = new ModelComparison(market, terms, [model, model], [shock]);
  for (const accept of [undefined, comparison]) {
    const outcome = await evaluateStream(entries(), new BookEvaluator(market, terms, model, shock), {
      keep: 10,
      ...(accept === undefined ? {} : { accept: (one) => accept.add(one) }),
    });
    expect([outcome.seen, outcome.unsound, outcome.problemCount]).toEqual([3, 1, 1]);
    expect(outcome.unsoundListed).toMatchObject([
      {
        id: 'b',
        account: null,
        problems: [
          {
            code: 'out-of-range',
            key: 'b.size',
            message: 'account b: size of ETH-PERP is too large to compute with at the prices of the market: -200',
            place: { file: 'book.yaml', line: 6 },
          },
        ],
      },
    ]);
    const { accounts, equity, gross } = outcome.summary.totals;
    // 100,000 + 50,100 - 50,000, and 9.
    expect([accounts, equity, gross]).toEqual([2, 100_109, 50_100]);
  }
  expect(comparison.gross).toBe(50_100);
  expect(comparison.models.map(({ verdicts }) => verdicts.sound)).toEqual([2, 2]);
  expect(comparison.shocks[0]!.loss).toBeCloseTo(5_010, 6);
});
