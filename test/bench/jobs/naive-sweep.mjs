/**
 * The naive watch: looks at every account at every tick. Written as fast as plain JavaScript allows (a small closure
 * over typed arrays of constant identity, the dot product unrolled for the job's number of positions): what is
 * compared with it should win against it, not against carelessness.
 */
import { loadGenerated } from './generated.mjs';

/** `signals` is read at each sweep; its owner sets it before. */
export async function createNaiveSweep(folded, signals) {
  const { accounts, positions, quantity, signal } = folded;
  const constant = folded.constant.slice();
  const breached = new Int32Array(accounts);
  const { bind } = await loadGenerated(sweepSource(positions));
  return {
    breached,
    /** Number of accounts in breach now, listed in `breached` by rising index. */
    collect: bind(accounts, constant, quantity, signal, signals, breached),
    /** The account's constant is another one: Infinity takes it out. */
    setConstant(account, value) {
      constant[account] = value;
    },
    reset() {
      constant.set(folded.constant);
    },
  };
}

function sweepSource(positions) {
  // Left to right, as the definition adds: the same bits everywhere.
  const terms = Array.from({ length: positions }, (_, k) => `quantity[at + ${k}] * signals[signal[at + ${k}]]`);
  return `export function bind(accounts, constant, quantity, signal, signals, breached) {
    function surplusOf(account) {
      const at = account * ${positions};
      return constant[account] + ${terms.join(' + ')};
    }
    return function collect() {
      let count = 0;
      for (let account = 0; account < accounts; account += 1) {
        if (surplusOf(account) < 0) breached[count++] = account;
      }
      return count;
    };
  }`;
}
