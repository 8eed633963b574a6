/** A margin model of the library behind the port of the backtest. */
import type { PriceHistory } from '../../scenario/price-history.ts';
import { estimateTail } from './interim-estimators.ts';
import type { BacktestOptions } from './backtest-options.ts';
import { movesOver } from './book-losses.ts';
import type { MarginEstimator } from './margin-estimator.ts';
import type { ModelId } from './model-id.ts';

export function createEstimator(
  id: ModelId,
  history: PriceHistory,
  { confidence, window, horizon, scaling }: BacktestOptions,
): MarginEstimator {
  const span = scaling === 'overlapping' ? horizon : 1;
  const scale = scaling === 'overlapping' ? 1 : Math.sqrt(horizon);
  const moves = movesOver(history, span);
  const losses = new Float64Array(window);
  const assetCount = history.assets.length;
  return {
    id: id.text,
    title: id.text,
    hasBuffer: id.tools.includes('buffer'),
    at: (row) => ({
      forecast: (exposures, out) => {
        const from = row - span + 1 - window;
        for (let s = 0; s < window; s += 1) {
          losses[s] = 0;
          for (let a = 0; a < assetCount; a += 1)
            losses[s] -= exposures[a] * moves[(from + s) * assetCount + a] * scale;
        }
        estimateTail(id, losses, confidence, out);
        out.margin = id.measure === 'value-at-risk' ? out.valueAtRisk : out.expectedShortfall;
      },
    }),
  };
}
