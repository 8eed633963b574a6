/** max((1 - weight) x current + weight x stressed, floor): tools (b) and (c) of article 28 in one, never below 0. */
export function combineMeasures(
  current: number,
  stressed: number | null,
  stressedWeight: number,
  floor: number | null,
): number {
  const blended = stressed === null ? current : (1 - stressedWeight) * current + stressedWeight * stressed;
  return Math.max(0, floor === null ? blended : Math.max(blended, floor));
}
