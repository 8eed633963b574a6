/** Order statistics without sorting. */

/**
 * The `k`-th largest (from 0) of the first `count` elements of `values`, which are reordered. Hoare's quickselect with
 * the median of three as pivot. 0 <= k < count; no NaN.
 */
export function selectLargest(values: Float64Array, count: number, k: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = medianOfThree(values[low], values[(low + high) >> 1], values[high]);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] > pivot) i += 1;
      while (values[j] < pivot) j -= 1;
      if (i > j) break;
      const moved = values[i];
      values[i] = values[j];
      values[j] = moved;
      i += 1;
      j -= 1;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else return values[k];
  }
  return values[low];
}

function medianOfThree(x: number, y: number, z: number): number {
  return Math.max(Math.min(x, y), Math.min(Math.max(x, y), z));
}
