// Goal: whole paths under any liquidation policy and any takers, with their timers in the kernel's queue, are the same whichever
// exchange they run on. Method: as whole-path.test.ts and portfolio-paths.test.ts, with rules of random-liquidation.ts on
// their scenarios. A failure names the scenario's seed. test/long has many more.
import { testPaths } from './path-suite.ts';
import { withLiquidation } from './random-liquidation.ts';
import { drawPortfolioScenario, drawScenario } from './random-scenario.ts';

testPaths({
  title: 'under any liquidation policy',
  family: 'liquidation-path',
  blocks: 1,
  pathsPerBlock: 16,
  draw: (seed) => withLiquidation(drawScenario(seed)),
  reached: ['positionsTaken', 'auctions', 'takersLiquidated'],
});

testPaths({
  title: 'of any contracts under any liquidation policy',
  family: 'portfolio-liquidation-path',
  blocks: 1,
  pathsPerBlock: 8,
  draw: (seed) => withLiquidation(drawPortfolioScenario(seed)),
  reached: ['positionsTaken'],
});
