// Goal: the watch changes no bit of any path, far beyond the paths of the fast suite. Method: as test/model/watch-paths,
// ten thousand random scenarios. SWARM_SEED=<text> draws other ones.
import { describe, expect, it } from 'vitest';
import { runRandomPath } from '../model/watch-run.ts';

const swarm = process.env['SWARM_SEED'] ?? 'watch-long';
const PATHS = 10_000;
const PATHS_PER_BLOCK = 500;

describe(`swarm "${swarm}" with the watch and with a look at everybody`, () => {
  const sums = { paths: 0, sweeps: 0, levelsScanned: 0, breaches: 0, halts: 0, deleveragings: 0 };

  it.each(Array.from({ length: PATHS / PATHS_PER_BLOCK }, (_, block) => block))('is the same, block %i', (block) => {
    for (let n = block * PATHS_PER_BLOCK; n < (block + 1) * PATHS_PER_BLOCK; n += 1) {
      const { outcome, watch } = runRandomPath(swarm, n);
      sums.paths += 1;
      if (watch.sweeps > 0) sums.sweeps += 1;
      if (watch.levelsScanned > 0) sums.levelsScanned += 1;
      if (outcome.tally.breaches > 0) sums.breaches += 1;
      if (outcome.tally.halts > 0) sums.halts += 1;
      if (outcome.tally.deleveragings > 0) sums.deleveragings += 1;
    }
  });

  it('has been where it matters', () => {
    const { paths, sweeps, ...others } = sums;
    expect(paths).toBe(PATHS);
    // Only crowds can sweep, which one in a hundred is; some of them do.
    expect(sweeps).toBeGreaterThan(0);
    for (const [what, count] of Object.entries(others)) expect(count, what).toBeGreaterThan(PATHS / 50);
  });
});
