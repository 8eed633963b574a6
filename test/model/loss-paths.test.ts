// Goal: a whole path on a venue that shares losses is the same whichever exchange it runs on, timers of the venue among its
// events. Method: as whole-path.test.ts, with rules of random-losses.ts.
import { it } from 'vitest';
import { runBothPaths } from './path-run.ts';
import { testPaths } from './path-suite.ts';
import { drawLossScenario } from './random-losses.ts';
import { replayedSeed } from './replay.ts';

testPaths({
  title: 'on a venue that shares losses',
  family: 'loss-path',
  blocks: 1,
  pathsPerBlock: 25,
  draw: drawLossScenario,
  reached: ['deleveragings', 'uncoveredLoss', 'takeovers'],
});

it.skipIf(replayedSeed !== undefined)(
  'a path is the same where a position ends with the last account that was in order',
  () => {
    runBothPaths('long-loss-path-3005', drawLossScenario);
  },
);
