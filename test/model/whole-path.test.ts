// Goal: a whole path, with its agents and its event queue, is the same whichever exchange it runs on. Method: random
// scenarios by seed, run on the engine and on the reference exchange; journals, tallies and samples must be equal.
import { describe, expect, it } from 'vitest';
import type { PathTally } from '../../src/simulation/path-outcome.ts';
import { runBothPaths } from './path-run.ts';
import { isReplayed, replayedSeed } from './replay.ts';

const BLOCKS = 6;
const SCENARIOS_PER_BLOCK = 30;

const sums = new Map<string, number>();
const finished = new Set<number>();

function runBlock(block: number): void {
  if (finished.has(block)) return;
  for (let n = 0; n < SCENARIOS_PER_BLOCK; n += 1) addUp(runBothPaths(`path-${block * SCENARIOS_PER_BLOCK + n}`).tally);
  finished.add(block);
}

function addUp(tally: PathTally): void {
  for (const [name, figure] of Object.entries(tally)) {
    const total = Array.isArray(figure) ? figure.reduce((sum, part) => sum + part, 0) : (figure as number);
    sums.set(name, (sums.get(name) ?? 0) + total);
  }
  for (const [n, amount] of tally.orderedByPurpose.entries())
    sums.set(`purpose ${n}`, (sums.get(`purpose ${n}`) ?? 0) + amount);
}

const blocks = Array.from({ length: BLOCKS }, (_, block) => block);

describe('a whole path on the engine and on the reference exchange', () => {
  it.skipIf(!isReplayed('path'))(`is the same on seed ${replayedSeed}`, () => {
    runBothPaths(replayedSeed!);
  });

  it
    .skipIf(replayedSeed !== undefined)
    .each(blocks.map((block) => [block, block * SCENARIOS_PER_BLOCK, (block + 1) * SCENARIOS_PER_BLOCK - 1]))(
    'is the same, block %i: seeds path-%i to path-%i',
    (block) => runBlock(block),
  );

  it
    .skipIf(replayedSeed !== undefined)
    .each([
      'breaches',
      'recoveries',
      'accountsClosed',
      'liquidationOrders',
      'liquidationsDeferred',
      'fundFees',
      'takeovers',
      'fundDeficitsPaid',
      'deleveragings',
      'uncoveredLoss',
      'halts',
      'marginCalls',
      'deposits',
      'makersLiquidated',
      'offloadedNotional',
      'purpose 0',
      'purpose 1',
      'purpose 2',
      'purpose 3',
    ])('comes to %s', (name) => {
    blocks.forEach(runBlock);
    expect(sums.get(name)).toBeGreaterThan(0);
  });
});
