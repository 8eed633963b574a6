// Goal: a whole path on a venue that shares losses is the same whichever exchange it runs on, timers of the venue among its
// events. Method: as whole-path.test.ts, with rules of random-losses.ts.
// `REPLAY_SEED=loss-path-17 npx vitest run --project fast test/model` runs one of them alone.
import { describe, expect, it } from 'vitest';
import { drawLossScenario } from './random-losses.ts';
import { runBothPaths } from './path-run.ts';

const PATHS = 25;

const replayed = process.env['REPLAY_SEED'];
const isOurs = replayed !== undefined && /(^|-)loss-path-/.test(replayed);

describe('a whole path on a venue that shares losses, on the engine and on the reference exchange', () => {
  it.skipIf(!isOurs)(`is the same on seed ${replayed}`, () => {
    runBothPaths(replayed!, drawLossScenario);
  });

  it.skipIf(replayed !== undefined)('is the same, whatever the waterfall', () => {
    const sums = { deleveragings: 0, uncoveredLoss: 0, takeovers: 0 };
    for (let n = 0; n < PATHS; n += 1) {
      const { tally } = runBothPaths(`loss-path-${n}`, drawLossScenario);
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += tally[name];
    }
    expect(Math.min(...Object.values(sums))).toBeGreaterThan(0);
  });
});
