/** Tests of one kind of scenario: whole paths are the same on both exchanges, and have come to what they are there for. */
import { describe, expect, it } from 'vitest';
import { ORDER_PURPOSES, type OrderPurpose } from '../../src/exchange/fact.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { PathTally } from '../../src/simulation/path-outcome.ts';
import { runBothPaths } from './path-run.ts';
import { isReplayed, replayedSeed } from './replay.ts';

export interface PathSuite {
  readonly title: string;
  /** What seeds begin with, and words of them that say that a seed is one of these; see replay.ts. */
  readonly family: string;
  readonly blocks: number;
  readonly pathsPerBlock: number;
  readonly draw: (seed: string) => Scenario;
  /** Figures that are above nothing on some path. */
  readonly reached: readonly (keyof PathTally)[];
  /** Purposes of orders that filled on some path. */
  readonly ordered?: readonly OrderPurpose[];
}

export function testPaths({ title, family, blocks, pathsPerBlock, draw, reached, ordered = [] }: PathSuite): void {
  const sums = new Map<string, number>();
  const finished = new Set<number>();
  const add = (name: string, figure: number): void => void sums.set(name, (sums.get(name) ?? 0) + figure);
  const runBlock = (first: number): void => {
    if (finished.has(first)) return;
    for (let n = first; n < first + pathsPerBlock; n += 1) {
      const { tally } = runBothPaths(`${family}-${n}`, draw);
      for (const name of reached)
        add(
          name,
          [tally[name]].flat().reduce((sum, figure) => sum + figure, 0),
        );
      for (const purpose of ordered) add(purpose, tally.orderedByPurpose[ORDER_PURPOSES.indexOf(purpose)]!);
    }
    finished.add(first);
  };
  const ranges = Array.from({ length: blocks }, (_, block) => {
    return [block * pathsPerBlock, (block + 1) * pathsPerBlock - 1] as const;
  });

  describe(`a whole path ${title}, on the engine and on the reference exchange`, () => {
    it.skipIf(!isReplayed(family))(`is the same on seed ${replayedSeed}`, () => {
      runBothPaths(replayedSeed!, draw);
    });

    it.skipIf(replayedSeed !== undefined).each(ranges)(`is the same: seeds ${family}-%i to ${family}-%i`, (first) =>
      runBlock(first),
    );

    it.skipIf(replayedSeed !== undefined).each([...reached, ...ordered])('comes to %s', (name) => {
      for (const [first] of ranges) runBlock(first);
      expect(sums.get(name)).toBeGreaterThan(0);
    });
  });
}
