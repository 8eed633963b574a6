/**
 * How fast a population is drawn on a pool, put into shared memory and netted. Threads are started before; one and two
 * of them must fill the memory with the same bytes.
 */
import { createHash } from 'node:crypto';
import { WorkerPool } from '../../../dist/workers/worker-pool.js';
import { figure, interleave, ratiosOf } from '../harness/measure.mjs';
import { loadOctober } from '../jobs/october.mjs';

export function parts({ full }) {
  return [{ name: 'population', accounts: full ? 1_000_000 : 50_000, rounds: full ? 5 : 3 }];
}

export async function measure(part, options) {
  const scenario = loadOctober(part);
  const pools = [1, 2].map((workers) => new WorkerPool(workers));
  const gross = {};
  const contestants = pools.map((pool) => ({
    name: pool.workers === 1 ? '1 worker' : `${pool.workers} workers`,
    run: async () => {
      const started = performance.now();
      const { population, summary } = await pool.spawnPopulation(scenario);
      const ms = performance.now() - started;
      Object.assign(gross, { accounts: summary.accounts, leverage: summary.leverage });
      return { ms, hash: createHash('sha256').update(new Uint8Array(population.buffer)).digest('hex') };
    },
  }));
  const rows = await interleave(contestants, options.rounds ?? part.rounds);
  await Promise.all(pools.map((pool) => pool.close()));
  const [single, both] = rows;
  const rateOf = ({ name, values, hashes }, ratios) => {
    const rates = values.map((ms) => gross.accounts / (ms / 1000));
    return figure(name, 'accounts/s', rates, { hash: hashes.join(' or '), ...(ratios && { ratios }) });
  };
  return {
    title: 'accounts drawn, stored and netted',
    work: `${gross.accounts.toLocaleString('en-US')} accounts of October 2025, leverage ${gross.leverage.toFixed(2)} after netting`,
    figures: [rateOf(both, { [single.name]: ratiosOf(both, single) }), rateOf(single)],
    equal: [
      { what: 'populations', hashes: Object.fromEntries(rows.map(({ name, hashes }) => [name, hashes.join(' or ')])) },
    ],
    notes: [],
  };
}
