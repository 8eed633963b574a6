/**
 * How fast portfolio margin requirements are: accounts of five option legs on 200 listed options, under SPAN and under a grid
 * of 24 scenarios. Our models price each contract in each scenario once a refresh, which is timed along, and then add up
 * rows; the naive row prices every leg of every account in every scenario anew with the same formulas. Both must require the
 * same. What bounds ours is reading five rows of 16 or 24 figures an account and keeping their sums.
 */
import { BreachHash } from '../jobs/hash.mjs';
import { figure, interleave, processorMs, ratiosOf } from '../harness/measure.mjs';
import { createOptionsJob } from '../jobs/options-job.mjs';

const OURS = 'shared figures';
const NAIVE = 'repriced legs';

export function parts({ full }) {
  const sizes = { accounts: full ? 1_000_000 : 200_000, naive: full ? 5_000 : 1_000, rounds: full ? 5 : 3 };
  return [
    { name: 'SPAN', model: 'span', ...sizes },
    { name: 'grid of 24 scenarios', model: 'grid', ...sizes },
  ];
}

export async function measure(part, options) {
  const job = await createOptionsJob(part.model, part.accounts);
  const requireAll = (count, require) => {
    const hash = new BreachHash();
    for (let account = 0; account < count; account += 1) {
      // Whole units: the naive sum adds in another order.
      hash.add(account, Math.round(require(account)));
    }
    return String(hash);
  };
  const [ours, check, naive] = await interleave(
    [
      {
        name: OURS,
        run: () => {
          job.prepared.refresh();
          let sum = 0;
          const started = processorMs();
          for (let account = 0; account < part.accounts; account += 1) sum += job.require(account);
          return { hash: sum.toFixed(2), ms: processorMs() - started + job.refreshMs };
        },
      },
      { name: 'check', run: () => requireAll(part.naive, job.require) },
      { name: NAIVE, run: () => requireAll(part.naive, job.requireNaively) },
    ],
    options.rounds ?? part.rounds,
    1,
    processorMs,
  );
  const rateOf = (row, accounts) => row.values.map((ms) => accounts / (ms / 1000));
  const perAccount = (row, accounts) => ({ ...row, values: row.values.map((ms) => ms / accounts) });
  const ratios = ratiosOf(perAccount(ours, part.accounts), perAccount(naive, part.naive));
  const text = (value) => value.toLocaleString('en-US');
  return {
    title: 'requirements of five option legs on one core',
    work: `${text(part.accounts)} accounts on ${job.contracts} options; ${text(part.naive)} of them naively`,
    figures: [
      figure(OURS, 'accounts/s', rateOf(ours, part.accounts), {
        hash: ours.hashes.join(' or '),
        ratios: { [NAIVE]: ratios },
      }),
      figure(NAIVE, 'accounts/s', rateOf(naive, part.naive), { hash: naive.hashes.join(' or ') }),
    ],
    equal: [{ what: 'requirements', hashes: { [OURS]: check.hashes.join(), [NAIVE]: naive.hashes.join() } }],
    notes: [`one refresh of all contracts takes ${job.refreshMs.toFixed(1)} ms and is counted once a round`],
  };
}
