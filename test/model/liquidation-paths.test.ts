// Goal: whole paths under any liquidation policy and any takers, with their timers in the kernel's queue, are the same whichever
// exchange they run on. Method: as whole-path.test.ts and portfolio-paths.test.ts, with rules of random-liquidation.ts on
// their scenarios. A failure names the scenario's seed. test/long has many more.
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { runBothPaths } from './path-run.ts';
import { withLiquidation } from './random-liquidation.ts';
import { drawPortfolioScenario, drawScenario } from './random-scenario.ts';

function countTaken(name: string, count: number, draw: (seed: string) => Scenario): number {
  let taken = 0;
  for (let n = 0; n < count; n += 1) {
    taken += runBothPaths(`${name}-${n}`, (seed) => withLiquidation(draw(seed))).tally.positionsTaken;
  }
  return taken;
}

describe('a whole path under any liquidation policy, on the engine and on the reference exchange', () => {
  it('is the same on venues of linear perpetuals', () => {
    expect(countTaken('liquidation-path', 16, drawScenario)).toBeGreaterThan(0);
  });

  it('is the same on venues of any contracts', () => {
    expect(countTaken('liquidation-portfolio', 8, drawPortfolioScenario)).toBeGreaterThan(0);
  });
});
