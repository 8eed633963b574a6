// Goal: a whole path on which things break and accounts run for their money is the same whichever exchange it runs on; accounts
// are liquidated and withdrawals served when the rules say, by every order of accounts, and commands arrive, wait or are lost
// as they say. Method: as whole-path.test.ts, with rules of random-faults.ts.
import { describe, expect, it } from 'vitest';
import type { PathTally } from '../../src/simulation/path-outcome.ts';
import { runBothPaths } from './path-run.ts';
import { drawFaultyScenario } from './random-faults.ts';
import { isReplayed, replayedSeed } from './replay.ts';

const BLOCKS = 4;
const PATHS_PER_BLOCK = 6;
const REACHED = [
  'faults',
  'breaches',
  'recoveries',
  'liquidationOrders',
  'takeovers',
  'deposits',
  'withdrawalsPaid',
  'exitHaircuts',
  'ordersDelayed',
  'ordersLost',
  'transfersDelayed',
] as const satisfies readonly (keyof PathTally)[];

const sums = new Map<string, number>();
const finished = new Set<number>();

function runBlock(block: number): void {
  if (finished.has(block)) return;
  for (let n = block * PATHS_PER_BLOCK; n < (block + 1) * PATHS_PER_BLOCK; n += 1) {
    const { tally } = runBothPaths(`faults-path-${n}`, drawFaultyScenario);
    for (const name of REACHED) sums.set(name, (sums.get(name) ?? 0) + tally[name]);
  }
  finished.add(block);
}

const blocks = Array.from({ length: BLOCKS }, (_, block) => block);

describe('a whole path on which things break, on the engine and on the reference exchange', () => {
  it.skipIf(!isReplayed('faults-path'))(`is the same on seed ${replayedSeed}`, () => {
    runBothPaths(replayedSeed!, drawFaultyScenario);
  });

  it.skipIf(replayedSeed !== undefined).each(blocks)('is the same, whatever breaks, block %i', (block) => {
    runBlock(block);
  });

  it.skipIf(replayedSeed !== undefined).each(REACHED)('comes to %s', (name) => {
    blocks.forEach(runBlock);
    expect(sums.get(name)).toBeGreaterThan(0);
  });
});
