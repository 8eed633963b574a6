/**
 * Accounts for the benchmarks of the breach watch: cross-margin books with heavy-tailed leverage. Nobody is in breach
 * before the first tick.
 */
import { drawLogNormal, drawTruncatedPareto } from '../../../dist/numeric/distributions.js';
import { createStream } from '../../../dist/numeric/stream.js';

const LEVERAGE_MAX = 100;

/**
 * @param terms `sides`: 'oneSided' (seven in ten accounts all long, the others all short), 'long' or 'mixed' (each
 *   position for itself). `leverageMax` caps the heavy tail; with `atMaximum` everybody is there.
 * @returns columns by account; positions are [accounts x positions] row-major
 */
export function drawBooks(terms) {
  const { seed, accounts, positions, first, sides = 'oneSided', leverageMax = LEVERAGE_MAX, atMaximum = false } = terms;
  const stream = createStream(seed, 'books');
  const instruments = first.length;
  const cash = new Float64Array(accounts);
  const quantity = new Float64Array(accounts * positions);
  const entry = new Float64Array(accounts * positions);
  const instrument = new Int32Array(accounts * positions);
  const deck = Int32Array.from({ length: instruments }, (_, i) => i);
  const share = new Float64Array(positions);
  for (let a = 0; a < accounts; a += 1) {
    const equity = drawLogNormal(stream, 9.2, 1.5);
    const drawn = drawTruncatedPareto(stream, 1.1, 1, LEVERAGE_MAX);
    const leverage = atMaximum ? leverageMax : Math.min(drawn, leverageMax);
    const accountIsLong = stream.uniform() < 0.7;
    let shares = 0;
    for (let k = 0; k < positions; k += 1) shares += share[k] = 0.1 + stream.uniform();
    for (let k = 0; k < positions; k += 1) {
      // A different instrument each: the top of a deck that is shuffled as far as it is dealt.
      const pick = k + stream.integer(instruments - k);
      const dealt = deck[pick];
      deck[pick] = deck[k];
      deck[k] = dealt;
      const isLong = sides === 'long' || (sides === 'mixed' ? stream.uniform() < 0.6 : accountIsLong);
      const at = a * positions + k;
      instrument[at] = dealt;
      entry[at] = first[dealt];
      quantity[at] = ((isLong ? 1 : -1) * equity * leverage * share[k]) / shares / first[dealt];
    }
    cash[a] = equity;
  }
  return { accounts, positions, instruments, cash, quantity, entry, instrument };
}
