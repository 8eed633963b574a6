// Goal: a whole path on a venue that shares losses is the same whichever exchange it runs on, timers of the venue among its
// events. Method: as whole-path.test.ts, with rules of random-losses.ts.
import { describe, expect, it } from 'vitest';
import { drawLossScenario } from './random-losses.ts';
import { runBothPaths } from './path-run.ts';
import { isReplayed, replayedSeed } from './replay.ts';

const PATHS = 25;

describe('a whole path on a venue that shares losses, on the engine and on the reference exchange', () => {
  it.skipIf(!isReplayed('loss-path'))(`is the same on seed ${replayedSeed}`, () => {
    runBothPaths(replayedSeed!, drawLossScenario);
  });

  it.skipIf(replayedSeed !== undefined)('is the same, whatever the waterfall', () => {
    const sums = { deleveragings: 0, uncoveredLoss: 0, takeovers: 0 };
    for (let n = 0; n < PATHS; n += 1) {
      const { tally } = runBothPaths(`loss-path-${n}`, drawLossScenario);
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += tally[name];
    }
    expect(Math.min(...Object.values(sums))).toBeGreaterThan(0);
  });

  it.skipIf(replayedSeed !== undefined)(
    'is the same where a position ends with the last account that was in order',
    () => {
      runBothPaths('long-loss-path-3005', drawLossScenario);
    },
  );
});
