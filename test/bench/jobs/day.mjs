/** Runs a watch through ticks of a day: what is found at each tick is hashed, then taken out or replaced. */
import { BreachHash } from './hash.mjs';
import { setSignals } from './folded.mjs';

/** Present prices and the signals that follow, which the watches of a job share; columns that exist are used. */
export function createTape({ prices, first, rates, instruments }, ...columns) {
  const [present = first.slice(), signals = new Float64Array(2 * instruments)] = columns;
  return {
    present,
    signals,
    moveTo(tick) {
      const at = tick * instruments;
      for (let i = 0; i < instruments; i += 1) present[i] = prices[at + i];
      setSignals(signals, prices, tick, rates);
    },
  };
}

/**
 * From a watch that was reset, `count` ticks from `from`. With `refill`, a new account stands in the place of a
 * breached one at the same tick: the same quantities bought at present prices, with as much equity for their notional.
 */
export function runTicks(watch, folded, tape, { from, count, refill = false }) {
  const hash = new BreachHash();
  for (let tick = from; tick < from + count; tick += 1) {
    tape.moveTo(tick);
    const found = watch.collect();
    for (let n = 0; n < found; n += 1) {
      const account = watch.breached[n];
      hash.add(tick, account);
      watch.setConstant(account, refill ? refilledConstant(folded, account, tape.present) : Infinity);
    }
  }
  return hash;
}

function refilledConstant({ positions, quantity, signal, cash, market }, account, present) {
  let value = 0;
  let gross = 0;
  let grossAtStart = 0;
  for (let at = account * positions; at < (account + 1) * positions; at += 1) {
    const i = signal[at] >> 1;
    value += quantity[at] * present[i];
    gross += Math.abs(quantity[at]) * present[i];
    grossAtStart += Math.abs(quantity[at]) * market.first[i];
  }
  return (cash[account] / grossAtStart) * gross - value;
}
