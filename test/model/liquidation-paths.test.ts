// Goal: whole paths under any liquidation policy and any takers, with their timers in the kernel's queue, are the same whichever
// exchange they run on. Method: as whole-path.test.ts and portfolio-paths.test.ts, with rules of random-liquidation.ts on
// their scenarios. A failure names the scenario's seed. test/long has many more.
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { runBothPaths } from './path-run.ts';
import { withLiquidation } from './random-liquidation.ts';
import { drawPortfolioScenario, drawScenario } from './random-scenario.ts';
import { isReplayed, replayedSeed } from './replay.ts';

const KINDS = [
  ['liquidation-path', 'linear perpetuals', 16, drawScenario],
  ['portfolio-liquidation-path', 'any contracts', 8, drawPortfolioScenario],
] as const;

const run = (seed: string, draw: (seed: string) => Scenario) =>
  runBothPaths(seed, (drawn) => withLiquidation(draw(drawn)));

describe('a whole path under any liquidation policy, on the engine and on the reference exchange', () => {
  it.each(KINDS.filter(([family]) => isReplayed(family)))(`is the same on seed ${replayedSeed}, a %s`, (...kind) => {
    run(replayedSeed!, kind[3]);
  });

  it.skipIf(replayedSeed !== undefined).each(KINDS)(
    'of seeds %s is the same on venues of %s',
    (family, _, paths, draw) => {
      let taken = 0;
      for (let n = 0; n < paths; n += 1) taken += run(`${family}-${n}`, draw).tally.positionsTaken;
      expect(taken).toBeGreaterThan(0);
    },
  );
});
