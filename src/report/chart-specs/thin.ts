/** Fewer points for a line than there are samples, without losing its lows: those are what a stress test is about. */

const POINTS_MAX = 480;

/** Rows to keep of `count`: the first, the last, and from each bucket in between the one with the lowest score. */
export function thinnedRows(count: number, scoreOf: (row: number) => number): number[] {
  if (count <= POINTS_MAX) return Array.from({ length: count }, (_, row) => row);
  const size = (count - 2) / (POINTS_MAX - 2);
  const rows = [0];
  for (let bucket = 0; bucket < POINTS_MAX - 2; bucket += 1) {
    const from = 1 + Math.floor(bucket * size);
    const to = 1 + Math.floor((bucket + 1) * size);
    let best = from;
    for (let row = from + 1; row < to; row += 1) if (scoreOf(row) < scoreOf(best)) best = row;
    rows.push(best);
  }
  return [...rows, count - 1];
}
