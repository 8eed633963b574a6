/** Timing: rounds of what is compared are interleaved, so that a machine that slows down slows all of them. */
import { performance } from 'node:perf_hooks';

export function median(values) {
  const sorted = values.toSorted((x, y) => x - y);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function elapsedMs() {
  return performance.now();
}

/** Not bent by what else runs on the machine, but only for work on one thread. */
export function processorMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * @param contestants [{ name, prepare?, run }]: `prepare` is not timed; `run` returns a hash of its result, or
 *   { hash, ms } when it took the time itself
 * @param rounds timed ones; `warmUps` rounds go before and count for nothing but the hash
 * @param clock milliseconds so far: elapsed ones, or those that this process had a processor for
 * @param turning every other round goes through them from the last to the first
 * @returns by contestant: { name, values (ms of each round), hashes (every different one) }
 */
export async function interleave(contestants, rounds, warmUps = 1, clock = elapsedMs, turning = false) {
  const rows = contestants.map(({ name }) => ({ name, values: [], hashes: [] }));
  for (let round = -warmUps; round < rounds; round += 1) {
    const order = [...contestants.entries()];
    for (const [k, { prepare, run }] of turning && round % 2 !== 0 ? order.reverse() : order) {
      await prepare?.();
      const started = clock();
      const result = await run();
      const taken = clock() - started;
      const { hash, ms } = typeof result === 'object' ? result : { hash: result, ms: taken };
      if (round >= 0) rows[k].values.push(ms);
      if (!rows[k].hashes.includes(hash)) rows[k].hashes.push(hash);
    }
  }
  return rows;
}

/** How many times faster `row` was than `other`, round by round where both have as many. */
export function ratiosOf(row, other) {
  if (row.values.length !== other.values.length) return [median(other.values) / median(row.values)];
  return row.values.map((value, k) => other.values[k] / value);
}

/** A figure of a result: `values` one a round; `hash` joins what differs, so that nothing is hidden. */
export function figure(name, unit, values, more = {}) {
  return { name, unit, values, ...more };
}

/** Figures in milliseconds for all rows, each with its ratio to the row called `against`. */
export function timeFigures(rows, against, scale = 1) {
  const base = rows.find(({ name }) => name === against);
  return rows.map((row) =>
    figure(
      row.name,
      'ms',
      row.values.map((value) => value * scale),
      {
        hash: row.hashes.join(' or '),
        ...(base === undefined || row === base ? {} : { ratios: { [against]: ratiosOf(row, base) } }),
      },
    ),
  );
}
