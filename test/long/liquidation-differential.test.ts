// Goal: engine and reference exchange agree under liquidation policies and takers far beyond the sequences of the fast suite, and
// are where only many sequences come to. Method: as test/model/liquidation-*.test.ts, ten times as many. SWARM_SEED=<text>
// draws other ones; a failure names the seed, which REPLAY_SEED runs alone in test/model.
import { describe, expect, it } from 'vitest';
import { runDifferential } from '../model/differential-run.ts';
import { LIQUIDATION_PROBES, RARE_LIQUIDATION_PROBES } from '../model/liquidation-probes.ts';
import { runBothPaths } from '../model/path-run.ts';
import { drawLiquidationInput, withLiquidation } from '../model/random-liquidation.ts';
import { drawPortfolioScenario, drawScenario } from '../model/random-scenario.ts';

const swarm = process.env['SWARM_SEED'] ?? 'long';
const blocks = Array.from({ length: 20 }, (_, block) => block);
const probes = { ...LIQUIDATION_PROBES, ...RARE_LIQUIDATION_PROBES };
const reached = new Set<string>();

describe(`swarm "${swarm}" under any liquidation policy`, () => {
  it.each(blocks)('agrees after every command, block %i', (block) => {
    for (let n = 0; n < 150; n += 1) {
      runDifferential(
        `${swarm}-liquidation-${1_000 * block + n}`,
        n % 10 === 9 ? 240 : 70,
        (step) => {
          for (const [name, isReached] of Object.entries(probes))
            if (!reached.has(name) && isReached(step)) reached.add(name);
        },
        drawLiquidationInput,
      );
    }
  });

  it('reaches every probe', () => {
    expect(Object.keys(probes).filter((name) => !reached.has(name))).toEqual([]);
  });

  it.each(blocks)('agrees on whole paths, block %i', (block) => {
    for (let n = 0; n < 20; n += 1) {
      const draw = n % 4 === 3 ? drawPortfolioScenario : drawScenario;
      runBothPaths(`${swarm}-liquidation-path-${1_000 * block + n}`, (seed) => withLiquidation(draw(seed)));
    }
  });
});
