// Goal: engine and reference exchange agree where things break and accounts take their money out, far beyond the sequences of
// the fast suite. Method: as test/model/faults-*.test.ts, twenty times as many, by fixed seeds; a failure names the seed,
// which REPLAY_SEED runs alone in test/model.
import { describe, expect, it } from 'vitest';
import { runDifferential } from '../model/differential-run.ts';
import { COMMANDS_MAX, mostlyShort } from '../model/differential-suite.ts';
import { FAULT_PROBES, RARE_FAULT_PROBES } from '../model/fault-probes.ts';
import { runBothPaths } from '../model/path-run.ts';
import { ProbeWatch } from '../model/probe-watch.ts';
import { drawFaultyAuctionInput, drawFaultyInput, drawFaultyScenario } from '../model/random-faults.ts';
import { isWholeSwarm, swarmBlocks } from './swarm-blocks.ts';

const probes = new ProbeWatch({ ...FAULT_PROBES, ...RARE_FAULT_PROBES });

describe('a swarm of venues where things break', () => {
  it.each(swarmBlocks)('agrees after every command, block %i', (block) => {
    for (let n = 0; n < 100; n += 1) {
      runDifferential(`long-faults-${1_000 * block + n}`, mostlyShort(n), probes.look, drawFaultyInput);
    }
  });

  it.each(swarmBlocks.filter((block) => block < 4))(
    'agrees where the engine goes down in the midst of auctions, block %i',
    (block) => {
      for (let n = 0; n < 40; n += 1) {
        runDifferential(`auction-faults-${1_000 * block + n}`, COMMANDS_MAX, probes.look, drawFaultyAuctionInput);
      }
    },
  );

  it.runIf(isWholeSwarm)('reaches every probe', () => {
    expect(probes.missing).toEqual([]);
  });

  it.each(swarmBlocks)('agrees on whole paths, block %i', (block) => {
    for (let n = 0; n < 20; n += 1) runBothPaths(`long-faults-path-${1_000 * block + n}`, drawFaultyScenario);
  });
});
