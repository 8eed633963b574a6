// Goal: engine and reference exchange agree far beyond the sequences of the fast suite. Method: as test/model, ten times
// as many. SWARM_SEED=<text> draws other ones; a failure names the seed, which REPLAY_SEED runs alone in test/model.
import { describe, expect, it } from 'vitest';
import { runDifferential } from '../model/differential-run.ts';
import { mostlyShort } from '../model/differential-suite.ts';
import { MARK_PROBES, PORTFOLIO_MARK_PROBES } from '../model/mark-probes.ts';
import { runBothPaths } from '../model/path-run.ts';
import { PORTFOLIO_PROBES } from '../model/portfolio-probes.ts';
import { ProbeWatch } from '../model/probe-watch.ts';
import { PROBES } from '../model/probes.ts';
import { drawPortfolioInput } from '../model/random-portfolio.ts';
import { drawPortfolioScenario } from '../model/random-scenario.ts';
import { isWholeSwarm, swarmBlocks } from './swarm-blocks.ts';

const swarm = process.env['SWARM_SEED'] ?? 'long';
const probes = new ProbeWatch({ ...PROBES, ...MARK_PROBES });
const portfolioProbes = new ProbeWatch({ ...PORTFOLIO_PROBES, ...PORTFOLIO_MARK_PROBES });

describe(`swarm "${swarm}"`, () => {
  it.each(swarmBlocks)('agrees after every command, venues of block %i', (block) => {
    for (let n = 0; n < 400; n += 1) {
      runDifferential(`${swarm}-${block}-${n}`, mostlyShort(n), probes.look);
    }
  });

  it.runIf(isWholeSwarm)('reaches every probe', () => {
    expect(probes.missing).toEqual([]);
  });

  it.each(swarmBlocks)('agrees on whole paths, scenarios of block %i', (block) => {
    for (let n = 0; n < 90; n += 1) runBothPaths(`${swarm}-path-${block}-${n}`);
  });

  it.each(swarmBlocks)('agrees after every command on venues of any contracts, block %i', (block) => {
    for (let n = 0; n < 150; n += 1) {
      runDifferential(
        `${swarm}-portfolio-${1_000 * block + n}`,
        n % 10 === 9 ? 200 : 70,
        portfolioProbes.look,
        drawPortfolioInput,
      );
    }
  });

  it.runIf(isWholeSwarm)('reaches every probe on venues of any contracts', () => {
    expect(portfolioProbes.missing).toEqual([]);
  });

  it.each(swarmBlocks)('agrees on whole paths of venues of any contracts, block %i', (block) => {
    for (let n = 0; n < 30; n += 1) runBothPaths(`${swarm}-portfolio-path-${1_000 * block + n}`, drawPortfolioScenario);
  });
});
