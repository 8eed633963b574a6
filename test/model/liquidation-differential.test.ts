// Goal: the engine and the reference exchange agree after every command on venues of any liquidation policy and any takers, and
// the sequences have been where it matters. Method: as differential.test.ts, with rules of random-liquidation.ts.
// `REPLAY_SEED=liquidation-17 npx vitest run --project fast test/model` runs one of them alone.
import { describe, expect, it } from 'vitest';
import { runDifferential } from './differential-run.ts';
import { LIQUIDATION_PROBES } from './liquidation-probes.ts';
import { drawLiquidationInput } from './random-liquidation.ts';

const BLOCKS = 12;
const VENUES_PER_BLOCK = 25;
const commandsOf = (n: number): number => (n % 10 === 9 ? 240 : 70);

const replayed = process.env['REPLAY_SEED'];
const isOurs = replayed !== undefined && /(^|-)liquidation-\d/.test(replayed);
const reached = new Set<string>();
const finished = new Set<number>();

function runBlock(block: number): void {
  if (finished.has(block)) return;
  for (let n = 0; n < VENUES_PER_BLOCK; n += 1) {
    runDifferential(
      `liquidation-${block * VENUES_PER_BLOCK + n}`,
      commandsOf(n),
      (step) => {
        for (const [name, isReached] of Object.entries(LIQUIDATION_PROBES)) {
          if (!reached.has(name) && isReached(step)) reached.add(name);
        }
      },
      drawLiquidationInput,
    );
  }
  finished.add(block);
}

const blocks = Array.from({ length: BLOCKS }, (_, block) => block);
const ranges = blocks.map((block) => [block, block * VENUES_PER_BLOCK, (block + 1) * VENUES_PER_BLOCK - 1] as const);

describe('the engine and the reference exchange under any liquidation policy', () => {
  it.skipIf(!isOurs)(`agree on seed ${replayed}`, () => {
    runDifferential(replayed!, 240, () => {}, drawLiquidationInput);
  });

  it.skipIf(replayed !== undefined).each(ranges)(
    'agree after every command, block %i: seeds liquidation-%i to liquidation-%i',
    (block) => {
      runBlock(block);
    },
  );
});

describe.skipIf(replayed !== undefined)('the random sequences reach', () => {
  it.each(Object.keys(LIQUIDATION_PROBES))('%s', (name) => {
    blocks.forEach(runBlock);
    expect([...reached]).toContain(name);
  });
});
