/** Tests of one kind of venue: both exchanges agree on many random sequences, which have been at every probe. */
import { describe, expect, it } from 'vitest';
import { runDifferential } from './differential-run.ts';
import { type Probes, ProbeWatch } from './probe-watch.ts';
import type { Draw, RandomInput } from './random-venue.ts';
import { isReplayed, replayedSeed } from './replay.ts';

export interface DifferentialSuite {
  readonly title: string;
  /** What seeds begin with. */
  readonly prefix: string;
  /** Words of a seed that say that it is one of these; see replay.ts. */
  readonly family: string;
  readonly blocks: number;
  readonly venuesPerBlock: number;
  readonly commandsOf: (venue: number) => number;
  readonly probes: Probes;
  readonly drawVenue?: (draw: Draw) => RandomInput;
}

/** Commands of a sequence that is run alone: as many as the longest has. */
export const COMMANDS_MAX = 240;

/** Most sequences are short; some go on until inventories have been built up and sold more than once. */
export const mostlyShort = (venue: number): number => (venue % 10 === 9 ? COMMANDS_MAX : 70);

export function testDifferential(suite: DifferentialSuite): void {
  const { prefix, venuesPerBlock, drawVenue } = suite;
  const watch = new ProbeWatch(suite.probes);
  const finished = new Set<number>();
  const runBlock = (first: number): void => {
    if (finished.has(first)) return;
    for (let n = 0; n < venuesPerBlock; n += 1) {
      runDifferential(`${prefix}-${first + n}`, suite.commandsOf(first + n), watch.look, drawVenue);
    }
    finished.add(first);
  };
  const ranges = Array.from({ length: suite.blocks }, (_, block) => {
    return [block * venuesPerBlock, (block + 1) * venuesPerBlock - 1] as const;
  });

  describe(`the engine and the reference exchange ${suite.title}`, () => {
    it.skipIf(!isReplayed(suite.family))(`agree on seed ${replayedSeed}`, () => {
      runDifferential(replayedSeed!, COMMANDS_MAX, () => {}, drawVenue);
    });

    it.skipIf(replayedSeed !== undefined).each(ranges)(
      `agree after every command: seeds ${prefix}-%i to ${prefix}-%i`,
      (first) => runBlock(first),
    );
  });

  describe.skipIf(replayedSeed !== undefined)('the random sequences reach', () => {
    it.each(Object.keys(suite.probes))('%s', (name) => {
      for (const [first] of ranges) runBlock(first);
      expect(watch.missing).not.toContain(name);
    });
  });
}
