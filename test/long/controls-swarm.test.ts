// Goal: engine and reference exchange agree on venues with controls far beyond the sequences of the fast suite, and have been
// in every state. Method: as test/model/controls-differential.test.ts. SWARM_SEED=<text> draws other ones; a failure names the
// seed, which REPLAY_SEED runs alone in test/model.
import { describe, expect, it } from 'vitest';
import { CONTROL_PROBES } from '../model/controls/control-probes.ts';
import {
  drawControlledInput,
  drawMixedInput,
  drawMixedScenario,
  withControlledVenue,
} from '../model/controls/random-controls.ts';
import { runDifferential } from '../model/differential-run.ts';
import { runBothPaths } from '../model/path-run.ts';
import { ProbeWatch } from '../model/probe-watch.ts';
import { drawPortfolioScenario, drawScenario } from '../model/random-scenario.ts';
import { isWholeSwarm, swarmBlocks } from './swarm-blocks.ts';

const swarm = process.env['SWARM_SEED'] ?? 'long';
const probes = new ProbeWatch(CONTROL_PROBES);
const runPath = (seed: string, draw = drawScenario) => runBothPaths(seed, (drawn) => withControlledVenue(draw(drawn)));

describe(`swarm "${swarm}" with controls`, () => {
  it.each(swarmBlocks)('agrees after every command, venues of block %i', (block) => {
    for (let n = 0; n < 150; n += 1) {
      runDifferential(`controls-${swarm}-${block}-${n}`, n % 5 === 4 ? 240 : 100, probes.look, drawControlledInput);
    }
  });

  it.each(swarmBlocks)(
    'agrees where losses are shared, or accounts liquidated in another way, as well, block %i',
    (block) => {
      for (let n = 0; n < 50; n += 1) {
        runDifferential(`mixed-controls-${swarm}-${block}-${n}`, n % 5 === 4 ? 240 : 100, () => {}, drawMixedInput);
      }
      for (let n = 0; n < 15; n += 1) {
        runPath(`mixed-controls-${swarm}-path-${block}-${n}`, drawMixedScenario);
      }
    },
  );

  it.runIf(isWholeSwarm)('reaches every probe', () => {
    expect(probes.missing).toEqual([]);
  });

  it.each(swarmBlocks)('agrees on whole paths, block %i', (block) => {
    for (let n = 0; n < 30; n += 1) runPath(`controls-${swarm}-path-${block}-${n}`);
    for (let n = 0; n < 8; n += 1) {
      runPath(`portfolio-controls-${swarm}-path-${block}-${n}`, drawPortfolioScenario);
    }
  });
});
