/**
 * Which scenario a maximum comes from: the first of those that tie up to rounding (weight x move of extended scenarios
 * often equals the largest plain move), -1 when nothing is lost.
 */
export function bindingScenario(losses: readonly number[]): number {
  const worst = Math.max(...losses);
  return worst > 0 ? losses.findIndex((loss) => loss >= worst * (1 - 1e-12)) : -1;
}
