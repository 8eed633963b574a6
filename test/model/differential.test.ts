// Goal: the engine and the reference exchange agree after every command, and the sequences have been where it matters.
// Method: random venues, populations and command sequences, all by seed. `REPLAY_SEED=fast-17 npx vitest run
// --project fast test/model` runs one of them alone.
import { describe, expect, it } from 'vitest';
import { runDifferential } from './differential-run.ts';
import { MARK_PROBES } from './mark-probes.ts';
import { PROBES as CORE_PROBES } from './probes.ts';

const PROBES = { ...CORE_PROBES, ...MARK_PROBES };

const BLOCKS = 16;
const VENUES_PER_BLOCK = 50;
/** Most sequences are short; some go on until inventories have been built up and sold more than once. */
const commandsOf = (n: number): number => (n % 10 === 9 ? 240 : 70);

const replayed = process.env['REPLAY_SEED'];
const isPath = replayed !== undefined && /(^|-)(path|portfolio)-/.test(replayed);
const reached = new Map<string, number>();
const finished = new Set<number>();

function runBlock(block: number): void {
  if (finished.has(block)) return;
  for (let n = 0; n < VENUES_PER_BLOCK; n += 1) {
    runDifferential(`fast-${block * VENUES_PER_BLOCK + n}`, commandsOf(n), (step) => {
      for (const [name, isReached] of Object.entries(PROBES)) {
        if (isReached(step)) reached.set(name, (reached.get(name) ?? 0) + 1);
      }
    });
  }
  finished.add(block);
}

const blocks = Array.from({ length: BLOCKS }, (_, block) => block);
const ranges = blocks.map((block) => [block, block * VENUES_PER_BLOCK, (block + 1) * VENUES_PER_BLOCK - 1] as const);

describe('the engine and the reference exchange', () => {
  it.skipIf(replayed === undefined || isPath)(`agree on seed ${replayed}`, () => {
    runDifferential(replayed!, 240, () => {});
  });

  it.skipIf(replayed !== undefined).each(ranges)(
    'agree after every command, block %i: seeds fast-%i to fast-%i',
    (block) => {
      runBlock(block);
    },
  );
});

describe.skipIf(replayed !== undefined)('the random sequences reach', () => {
  it.each(Object.keys(PROBES))('%s', (name) => {
    blocks.forEach(runBlock);
    expect(reached.get(name) ?? 0).toBeGreaterThan(0);
  });
});
