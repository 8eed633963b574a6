/**
 * Margin as one sparse dot product. With a signal for each side of an instrument, price x (1 - rate) for longs and
 * price x (1 + rate) for shorts, what an account has above its maintenance margin is constant + sum(quantity x signal).
 */

/** What both watches read: the constant, quantity and signal of each position, and the job they belong to. */
export function foldBooks(books, market) {
  const { accounts, positions, cash, quantity, entry, instrument } = books;
  const constant = new Float64Array(accounts);
  const signal = new Uint8Array(accounts * positions);
  for (let a = 0; a < accounts; a += 1) {
    let sum = cash[a];
    for (let at = a * positions; at < (a + 1) * positions; at += 1) {
      sum -= quantity[at] * entry[at];
      signal[at] = 2 * instrument[at] + (quantity[at] < 0 ? 1 : 0);
    }
    constant[a] = sum;
  }
  return { accounts, positions, instruments: books.instruments, constant, quantity, signal, cash, market };
}

/** Writes the signals that follow from one row of prices. */
export function setSignals(signals, prices, row, rates) {
  const count = rates.length;
  for (let i = 0; i < count; i += 1) {
    const price = prices[row * count + i];
    signals[2 * i] = price * (1 - rates[i]);
    signals[2 * i + 1] = price * (1 + rates[i]);
  }
}

/** Signals of the prices before the first tick. */
export function firstSignals({ first, rates }) {
  const signals = new Float64Array(2 * first.length);
  setSignals(signals, first, 0, rates);
  return signals;
}
