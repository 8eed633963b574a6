/** The spacing of a series of bars, as the bars themselves tell it. */

/** The most frequent distance of neighbours, in microseconds; the shortest of several, 0 for fewer than two times. */
export function mostFrequentStepUs(timesUs: readonly number[]): number {
  const counts = new Map<number, number>();
  for (let t = 1; t < timesUs.length; t += 1) {
    const stepUs = timesUs[t] - timesUs[t - 1];
    counts.set(stepUs, (counts.get(stepUs) ?? 0) + 1);
  }
  let best = 0;
  let bestCount = 0;
  for (const [stepUs, count] of counts) {
    if (count > bestCount || (count === bestCount && stepUs < best)) {
      best = stepUs;
      bestCount = count;
    }
  }
  return best;
}
