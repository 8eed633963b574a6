// Goal: engine and reference exchange share losses alike far beyond the sequences of the fast suite. Method: as
// test/model/loss-differential.test.ts and loss-paths.test.ts, twenty times as many. SWARM_SEED=<text> draws other ones; a
// failure names the seed, which REPLAY_SEED runs alone in test/model.
import { describe, expect, it } from 'vitest';
import { runDifferential } from '../model/differential-run.ts';
import { mostlyShort } from '../model/differential-suite.ts';
import { LOSS_PROBES } from '../model/loss-probes.ts';
import { runBothPaths } from '../model/path-run.ts';
import { ProbeWatch } from '../model/probe-watch.ts';
import { drawLossInput, drawLossScenario } from '../model/random-losses.ts';
import { isWholeSwarm, swarmBlocks } from './swarm-blocks.ts';

const swarm = process.env['SWARM_SEED'] ?? 'long';
const probes = new ProbeWatch(LOSS_PROBES);

describe(`swarm "${swarm}" of venues that share losses`, () => {
  it.each(swarmBlocks)('agrees after every command, block %i', (block) => {
    for (let n = 0; n < 200; n += 1) {
      runDifferential(`${swarm}-losses-${1_000 * block + n}`, mostlyShort(n), probes.look, drawLossInput);
    }
  });

  it.runIf(isWholeSwarm)('reaches every probe', () => {
    expect(probes.missing).toEqual([]);
  });

  it.each(swarmBlocks)('agrees on whole paths, block %i', (block) => {
    for (let n = 0; n < 30; n += 1) runBothPaths(`${swarm}-loss-path-${1_000 * block + n}`, drawLossScenario);
  });
});
