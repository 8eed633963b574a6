// Goal: a whole path, with its agents and its event queue, is the same whichever exchange it runs on. Method: random
// scenarios by seed, run on the engine and on the reference exchange; journals, tallies and samples must be equal.
import { ORDER_PURPOSES } from '../../src/exchange/fact.ts';
import { testPaths } from './path-suite.ts';
import { drawScenario } from './random-scenario.ts';

testPaths({
  title: 'on linear contracts',
  family: 'path',
  blocks: 6,
  pathsPerBlock: 30,
  draw: drawScenario,
  reached: [
    'breaches',
    'recoveries',
    'accountsClosed',
    'liquidationOrders',
    'liquidationsDeferred',
    'fundFees',
    'takeovers',
    'fundDeficitsPaid',
    'deleveragings',
    'uncoveredLoss',
    'halts',
    'marginCalls',
    'deposits',
    'makersLiquidated',
    'offloadedNotional',
  ],
  // Whoever hedges delta needs options, which portfolio-paths.test.ts has.
  ordered: ORDER_PURPOSES.filter((purpose) => purpose !== 'deltaHedge'),
});
