import { normalDensity, normalQuantile } from '../../numeric/normal.ts';
import { quantileOfSorted, expectedShortfallOfSorted, sortSample } from '../../numeric/quantiles.ts';
import type { TailForecast } from './margin-estimator.ts';
import type { ModelId } from './model-id.ts';

export function estimateTail(id: ModelId, losses: Float64Array, confidence: number, out: TailForecast): void {
  if (id.estimator === 'normal') {
    let s = 0;
    for (const l of losses) s += l * l;
    const sd = Math.sqrt(s / losses.length);
    const z = normalQuantile(confidence);
    out.valueAtRisk = sd * z;
    out.expectedShortfall = (sd * normalDensity(z)) / (1 - confidence);
    return;
  }
  const sorted = sortSample(losses);
  out.valueAtRisk = quantileOfSorted(sorted, confidence);
  out.expectedShortfall = expectedShortfallOfSorted(sorted, confidence);
}
