// Goal: a whole path on a venue of any contracts, with its agents and its event queue, is the same whichever exchange it runs
// on. Method: as whole-path.test.ts, with venues of random-portfolio.ts, coin as collateral and hedged classes.
import { testPaths } from './path-suite.ts';
import { drawPortfolioScenario } from './random-scenario.ts';

testPaths({
  title: 'on a venue of any contracts',
  family: 'portfolio-path',
  blocks: 4,
  pathsPerBlock: 10,
  draw: drawPortfolioScenario,
  reached: ['breaches', 'accountsClosed', 'liquidationOrders', 'takeovers', 'deleveragings', 'uncoveredLoss', 'halts'],
  ordered: ['deltaHedge', 'rehedge'],
});
