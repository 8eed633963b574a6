// Goal: engine and reference exchange agree far beyond the sequences of the fast suite. Method: as test/model, ten times
// as many. SWARM_SEED=<text> draws other ones; a failure names the seed, which REPLAY_SEED runs alone in test/model.
import { describe, expect, it } from 'vitest';
import { runDifferential } from '../model/differential-run.ts';
import { runBothPaths } from '../model/path-run.ts';
import { PROBES } from '../model/probes.ts';

const swarm = process.env['SWARM_SEED'] ?? 'long';
const blocks = Array.from({ length: 20 }, (_, block) => block);
const reached = new Set<string>();

describe(`swarm "${swarm}"`, () => {
  it.each(blocks)('agrees after every command, venues of block %i', (block) => {
    for (let n = 0; n < 400; n += 1) {
      runDifferential(`${swarm}-${block}-${n}`, n % 10 === 9 ? 240 : 70, (step) => {
        for (const [name, isReached] of Object.entries(PROBES))
          if (!reached.has(name) && isReached(step)) reached.add(name);
      });
    }
  });

  it('reaches every probe', () => {
    expect(Object.keys(PROBES).filter((name) => !reached.has(name))).toEqual([]);
  });

  it.each(blocks)('agrees on whole paths, scenarios of block %i', (block) => {
    for (let n = 0; n < 90; n += 1) runBothPaths(`${swarm}-path-${block}-${n}`);
  });
});
