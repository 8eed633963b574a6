// Goal: a whole path on which things break and accounts run for their money is the same whichever exchange it runs on; accounts
// are liquidated and withdrawals served when the rules say, by every order of accounts, and commands arrive, wait or are lost
// as they say. Method: as whole-path.test.ts, with rules of random-faults.ts.
import { testPaths } from './path-suite.ts';
import { drawFaultyScenario } from './random-faults.ts';

testPaths({
  title: 'on which things break',
  family: 'faults-path',
  blocks: 4,
  pathsPerBlock: 6,
  draw: drawFaultyScenario,
  reached: [
    'faults',
    'breaches',
    'recoveries',
    'liquidationOrders',
    'takeovers',
    'deposits',
    'withdrawalsPaid',
    'exitHaircuts',
    'ordersDelayed',
    'ordersLost',
    'transfersDelayed',
  ],
});
