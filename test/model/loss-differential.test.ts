// Goal: the engine and the reference exchange agree after every command on venues that share losses by any waterfall, and the
// sequences have been at every stage. Method: as differential.test.ts, with rules of random-losses.ts.
// `REPLAY_SEED=losses-17 npx vitest run --project fast test/model` runs one of them alone.
import { describe, it } from 'vitest';
import { runDifferential } from './differential-run.ts';
import { drawLossInput } from './random-losses.ts';

const BLOCKS = 24;
const VENUES_PER_BLOCK = 50;
const commandsOf = (n: number): number => (n % 10 === 9 ? 240 : 70);

const replayed = process.env['REPLAY_SEED'];
const isOurs = replayed !== undefined && /(^|-)losses-\d/.test(replayed);
const blocks = Array.from({ length: BLOCKS }, (_, block) => block);

describe('the engine and the reference exchange on a venue that shares losses', () => {
  it.skipIf(!isOurs)(`agree on seed ${replayed}`, () => {
    runDifferential(replayed!, 240, () => {}, drawLossInput);
  });

  it.skipIf(replayed !== undefined).each(blocks)('agree after every command, block %i', (block) => {
    for (let n = 0; n < VENUES_PER_BLOCK; n += 1) {
      runDifferential(`losses-${block * VENUES_PER_BLOCK + n}`, commandsOf(n), () => {}, drawLossInput);
    }
  });
});
