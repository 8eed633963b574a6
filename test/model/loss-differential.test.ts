// Goal: the engine and the reference exchange agree after every command on venues that share losses by any waterfall, and the
// sequences have been at every stage, ranking, price and allocation. Method: as differential.test.ts, with rules of
// random-losses.ts. `REPLAY_SEED=losses-17 npx vitest run --project fast test/model` runs one of them alone.
import { describe, expect, it } from 'vitest';
import { runDifferential } from './differential-run.ts';
import { LOSS_PROBES } from './loss-probes.ts';
import { drawLossInput } from './random-losses.ts';

const BLOCKS = 8;
const VENUES_PER_BLOCK = 25;
const commandsOf = (n: number): number => (n % 10 === 9 ? 240 : 70);

const replayed = process.env['REPLAY_SEED'];
const isOurs = replayed !== undefined && /(^|-)losses-\d/.test(replayed);
const reached = new Map<string, number>();
const finished = new Set<number>();

function runBlock(block: number): void {
  if (finished.has(block)) return;
  for (let n = block * VENUES_PER_BLOCK; n < (block + 1) * VENUES_PER_BLOCK; n += 1) {
    const seen = new Set<string>();
    runDifferential(
      `losses-${n}`,
      commandsOf(n),
      (step) => {
        for (const [name, isReached] of Object.entries(LOSS_PROBES)) {
          if (!seen.has(name) && isReached(step)) seen.add(name);
        }
      },
      drawLossInput,
    );
    for (const name of seen) reached.set(name, (reached.get(name) ?? 0) + 1);
  }
  finished.add(block);
}

const blocks = Array.from({ length: BLOCKS }, (_, block) => block);
const ranges = blocks.map((block) => [block, block * VENUES_PER_BLOCK, (block + 1) * VENUES_PER_BLOCK - 1] as const);

describe('the engine and the reference exchange on a venue that shares losses', () => {
  it.skipIf(!isOurs)(`agree on seed ${replayed}`, () => {
    runDifferential(replayed!, 240, () => {}, drawLossInput);
  });

  it.skipIf(replayed !== undefined).each(ranges)(
    'agree after every command, block %i: seeds losses-%i to losses-%i',
    (block) => {
      runBlock(block);
    },
  );
});

describe.skipIf(replayed !== undefined)('the random sequences reach', () => {
  it.each(Object.keys(LOSS_PROBES))('%s', (name) => {
    blocks.forEach(runBlock);
    expect(reached.get(name) ?? 0).toBeGreaterThan(0);
  });
});
