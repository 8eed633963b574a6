// Goal: engine and reference exchange agree after every command whatever controls a venue has, and the sequences have been
// in every state of each. Method: as differential.test.ts. `REPLAY_SEED=controls-17 npx vitest run --project fast test/model`.
import { describe, expect, it } from 'vitest';
import { CONTROL_PROBES, RARE_PROBES } from './controls/control-probes.ts';
import { runBothControlledPaths } from './controls/controlled-path-run.ts';
import { drawControlledInput, drawMixedInput, drawMixedScenario } from './controls/random-controls.ts';
import { runDifferential } from './differential-run.ts';

const BLOCKS = 4;
const VENUES_PER_BLOCK = 25;
const PATHS = 12;
const MIXED_VENUES = 30;
const MIXED_PATHS = 10;
const commandsOf = (n: number): number => (n % 5 === 4 ? 240 : 100);

const replayed = process.env['REPLAY_SEED'];
const isOurs = /^(mixed-)?controls-\d/.test(replayed ?? '');
const reached = new Set<string>();
const finished = new Set<number>();

function runBlock(block: number): void {
  if (finished.has(block)) return;
  for (let n = 0; n < VENUES_PER_BLOCK; n += 1) {
    runDifferential(
      `controls-${block * VENUES_PER_BLOCK + n}`,
      commandsOf(n),
      (step) => {
        for (const [name, isReached] of Object.entries(CONTROL_PROBES)) {
          if (!reached.has(name) && isReached(step)) reached.add(name);
        }
      },
      drawControlledInput,
    );
  }
  finished.add(block);
}

const blocks = Array.from({ length: BLOCKS }, (_, block) => block);

describe('the engine and the reference exchange, with controls', () => {
  it.skipIf(!isOurs)(`agree on seed ${replayed}`, () => {
    runDifferential(replayed!, 240, () => {}, replayed!.startsWith('mixed') ? drawMixedInput : drawControlledInput);
  });

  it.skipIf(replayed !== undefined).each(blocks)('agree after every command, block %i', (block) => runBlock(block));

  it.skipIf(replayed !== undefined)('agree on whole paths', () => {
    for (let n = 0; n < PATHS; n += 1) runBothControlledPaths(`controls-path-${n}`);
  });

  it.skipIf(replayed !== undefined)(
    'agree where losses are shared, or accounts liquidated in another way, as well',
    () => {
      for (let n = 0; n < MIXED_VENUES; n += 1) {
        runDifferential(`mixed-controls-${n}`, commandsOf(n), () => {}, drawMixedInput);
      }
      for (let n = 0; n < MIXED_PATHS; n += 1) runBothControlledPaths(`mixed-controls-path-${n}`, drawMixedScenario);
    },
  );
});

describe.skipIf(replayed !== undefined)('the random sequences reach', () => {
  it.each(Object.keys(CONTROL_PROBES).filter((name) => !RARE_PROBES.includes(name)))('%s', (name) => {
    blocks.forEach(runBlock);
    expect(reached.has(name)).toBe(true);
  });
});
