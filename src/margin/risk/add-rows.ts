/**
 * Sums of scaled rows: the one loop that everything about scenarios spends its time in.
 *
 * out[j] = ((c_0 x_0[j] + c_1 x_1[j]) + c_2 x_2[j]) + ..., from left to right for each j, so that the bits do not depend
 * on how the loop is cut. Four rows at a time: reading and writing `out` for every row would double the traffic.
 *
 * Because rounding is monotone, rows of upper bounds give an upper bound of the sum in the same arithmetic, without slack.
 */

/**
 * @param rows [count] offset of each row in `data`
 * @param out [from, to) is written
 */
export function addRows(
  data: Float64Array,
  rows: Int32Array,
  coefficients: Float64Array,
  count: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  let i = startSum(data, rows, coefficients, count, from, to, out);
  for (; i + 4 <= count; i += 4) {
    const a = rows[i];
    const b = rows[i + 1];
    const c = rows[i + 2];
    const d = rows[i + 3];
    const p = coefficients[i];
    const q = coefficients[i + 1];
    const r = coefficients[i + 2];
    const s = coefficients[i + 3];
    for (let j = from; j < to; j += 1) {
      out[j] = out[j] + p * data[a + j] + q * data[b + j] + r * data[c + j] + s * data[d + j];
    }
  }
  for (; i < count; i += 1) {
    const a = rows[i];
    const p = coefficients[i];
    for (let j = from; j < to; j += 1) out[j] = out[j] + p * data[a + j];
  }
}

/** Writes the sum of the first rows, up to four, and returns how many they were. */
function startSum(
  data: Float64Array,
  rows: Int32Array,
  coefficients: Float64Array,
  count: number,
  from: number,
  to: number,
  out: Float64Array,
): number {
  const a = rows[0];
  const b = rows[1];
  const c = rows[2];
  const d = rows[3];
  const p = coefficients[0];
  const q = coefficients[1];
  const r = coefficients[2];
  const s = coefficients[3];
  if (count >= 4) {
    for (let j = from; j < to; j += 1) {
      out[j] = p * data[a + j] + q * data[b + j] + r * data[c + j] + s * data[d + j];
    }
    return 4;
  }
  if (count === 3) for (let j = from; j < to; j += 1) out[j] = p * data[a + j] + q * data[b + j] + r * data[c + j];
  else if (count === 2) for (let j = from; j < to; j += 1) out[j] = p * data[a + j] + q * data[b + j];
  else for (let j = from; j < to; j += 1) out[j] = p * data[a + j];
  return count;
}
