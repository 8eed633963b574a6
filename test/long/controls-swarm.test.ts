// Goal: engine and reference exchange agree on venues with controls far beyond the sequences of the fast suite, and have been
// in every state. Method: as test/model/controls-differential.test.ts. SWARM_SEED=<text> draws other ones.
import { describe, expect, it } from 'vitest';
import { CONTROL_PROBES } from '../model/controls/control-probes.ts';
import { runBothControlledPaths } from '../model/controls/controlled-path-run.ts';
import { drawControlledInput, drawMixedInput, drawMixedScenario } from '../model/controls/random-controls.ts';
import { runDifferential } from '../model/differential-run.ts';
import { drawPortfolioScenario } from '../model/random-scenario.ts';

const swarm = process.env['SWARM_SEED'] ?? 'long';
const blocks = Array.from({ length: 20 }, (_, block) => block);
const reached = new Set<string>();

describe(`swarm "${swarm}" with controls`, () => {
  it.each(blocks)('agrees after every command, venues of block %i', (block) => {
    for (let n = 0; n < 150; n += 1) {
      runDifferential(
        `controls-${swarm}-${block}-${n}`,
        n % 5 === 4 ? 240 : 100,
        (step) => {
          for (const [name, isReached] of Object.entries(CONTROL_PROBES))
            if (!reached.has(name) && isReached(step)) reached.add(name);
        },
        drawControlledInput,
      );
    }
  });

  it.each(blocks)(
    'agrees where losses are shared, or accounts liquidated in another way, as well, block %i',
    (block) => {
      for (let n = 0; n < 50; n += 1) {
        runDifferential(`mixed-controls-${swarm}-${block}-${n}`, n % 5 === 4 ? 240 : 100, () => {}, drawMixedInput);
      }
      for (let n = 0; n < 15; n += 1) {
        runBothControlledPaths(`mixed-controls-${swarm}-path-${block}-${n}`, drawMixedScenario);
      }
    },
  );

  it('reaches every probe', () => {
    expect(Object.keys(CONTROL_PROBES).filter((name) => !reached.has(name))).toEqual([]);
  });

  it.each(blocks)('agrees on whole paths, block %i', (block) => {
    for (let n = 0; n < 30; n += 1) runBothControlledPaths(`controls-${swarm}-path-${block}-${n}`);
    for (let n = 0; n < 8; n += 1) {
      runBothControlledPaths(`portfolio-controls-${swarm}-path-${block}-${n}`, drawPortfolioScenario);
    }
  });
});
