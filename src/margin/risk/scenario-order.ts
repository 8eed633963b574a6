/** In which order scenarios lie in a table: nothing but speed depends on it. */
import type { ScenarioSet } from './scenario-set.ts';

/** Blocks that share a range of severity; within it they are told apart by direction. */
const BLOCKS_OF_A_RANGE = 4;

/**
 * Scenarios by falling severity (largest |return| / root mean square of its asset), and within each range of 4 blocks
 * by rising common move (sum of those ratios). A block then holds scenarios of like size and direction: its bounds are
 * close for directional books, and small for all once the quiet days begin.
 */
export function orderBySeverity(set: ScenarioSet, assetCount: number, block: number): Int32Array {
  const { scenarioCount, returns } = set;
  const scales = new Float64Array(assetCount);
  for (let k = 0; k < returns.length; k += 1) scales[k % assetCount] += returns[k] * returns[k];
  for (let a = 0; a < assetCount; a += 1) scales[a] = scales[a] === 0 ? 0 : Math.sqrt(scenarioCount / scales[a]);
  const severity = new Float64Array(scenarioCount);
  const direction = new Float64Array(scenarioCount);
  for (let s = 0; s < scenarioCount; s += 1) {
    for (let a = 0; a < assetCount; a += 1) {
      const move = returns[s * assetCount + a] * scales[a];
      severity[s] = Math.max(severity[s], Math.abs(move));
      direction[s] += move;
    }
  }
  const bySeverity = Int32Array.from({ length: scenarioCount }, (_, s) => s).sort(
    (s, t) => severity[t] - severity[s] || s - t,
  );
  const range = BLOCKS_OF_A_RANGE * block;
  for (let from = 0; from < scenarioCount; from += range) {
    bySeverity.subarray(from, from + range).sort((s, t) => direction[s] - direction[t] || s - t);
  }
  return bySeverity;
}
