// Goal: a whole path is the same to the last bit whether the watch leaves accounts out or looks at everybody. Method:
// random small scenarios, every mechanism switched on and off at random, crowds among them; journals, samples, digests
// and numbers of events compared. A failure names the scenario's seed. test/long has ten thousand of them.
import { describe, expect, it } from 'vitest';
import { CROWD_EVERY, runRandomPath } from './watch-run.ts';

const BLOCKS = 3;
const PATHS_PER_BLOCK = CROWD_EVERY;

describe('a path with the watch and with a look at everybody', () => {
  it.each(Array.from({ length: BLOCKS }, (_, block) => block))('is the same, block %i', (block) => {
    const sums = { breaches: 0, calls: 0, derived: 0, lookedAt: 0 };
    for (let n = block * PATHS_PER_BLOCK; n < (block + 1) * PATHS_PER_BLOCK; n += 1) {
      const { outcome, watch, naive } = runRandomPath('watch', n);
      expect(watch.looks).toBe(naive.looks);
      sums.breaches += outcome.tally.breaches;
      sums.calls += outcome.tally.marginCalls;
      sums.derived += watch.accountsDerived;
      sums.lookedAt += naive.accountsDerived;
    }
    expect(sums.breaches).toBeGreaterThan(PATHS_PER_BLOCK);
    expect(sums.calls).toBeGreaterThan(PATHS_PER_BLOCK);
    expect(sums.derived).toBeLessThan(sums.lookedAt * 0.5);
  });
});
