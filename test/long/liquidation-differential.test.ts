// Goal: engine and reference exchange agree under liquidation policies and takers far beyond the sequences of the fast suite, and
// are where only many sequences come to. Method: as test/model/liquidation-*.test.ts, ten times as many. SWARM_SEED=<text>
// draws other ones; a failure names the seed, which REPLAY_SEED runs alone in test/model.
import { describe, expect, it } from 'vitest';
import { runDifferential } from '../model/differential-run.ts';
import { mostlyShort } from '../model/differential-suite.ts';
import { LIQUIDATION_PROBES, RARE_LIQUIDATION_PROBES } from '../model/liquidation-probes.ts';
import { runBothPaths } from '../model/path-run.ts';
import { ProbeWatch } from '../model/probe-watch.ts';
import { drawLiquidationInput, withLiquidation } from '../model/random-liquidation.ts';
import { drawPortfolioScenario, drawScenario } from '../model/random-scenario.ts';
import { isWholeSwarm, swarmBlocks } from './swarm-blocks.ts';

const swarm = process.env['SWARM_SEED'] ?? 'long';
const probes = new ProbeWatch({ ...LIQUIDATION_PROBES, ...RARE_LIQUIDATION_PROBES });

describe(`swarm "${swarm}" under any liquidation policy`, () => {
  it.each(swarmBlocks)('agrees after every command, block %i', (block) => {
    for (let n = 0; n < 150; n += 1) {
      runDifferential(`${swarm}-liquidation-${1_000 * block + n}`, mostlyShort(n), probes.look, drawLiquidationInput);
    }
  });

  it.runIf(isWholeSwarm)('reaches every probe', () => {
    expect(probes.missing).toEqual([]);
  });

  it.each(swarmBlocks)('agrees on whole paths, block %i', (block) => {
    for (let n = 1_000 * block; n < 1_000 * block + 15; n += 1) {
      runBothPaths(`${swarm}-liquidation-path-${n}`, (seed) => withLiquidation(drawScenario(seed)));
    }
    for (let n = 1_000 * block; n < 1_000 * block + 5; n += 1) {
      runBothPaths(`${swarm}-portfolio-liquidation-path-${n}`, (seed) => withLiquidation(drawPortfolioScenario(seed)));
    }
  });
});
