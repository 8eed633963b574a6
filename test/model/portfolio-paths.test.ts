// Goal: a whole path on a venue of any contracts, with its agents and its event queue, is the same whichever exchange it runs
// on. Method: as whole-path.test.ts, with venues of random-portfolio.ts, coin as collateral and hedged classes.
import { describe, expect, it } from 'vitest';
import { runBothPaths } from './path-run.ts';
import { isReplayed, replayedSeed } from './replay.ts';
import { drawPortfolioScenario } from './random-scenario.ts';

const BLOCKS = 4;
const SCENARIOS_PER_BLOCK = 10;

const sums = new Map<string, number>();
const finished = new Set<number>();

function runBlock(block: number): void {
  if (finished.has(block)) return;
  for (let n = block * SCENARIOS_PER_BLOCK; n < (block + 1) * SCENARIOS_PER_BLOCK; n += 1) {
    const { tally } = runBothPaths(`portfolio-path-${n}`, drawPortfolioScenario);
    for (const [name, figure] of Object.entries(tally)) {
      if (typeof figure === 'number') sums.set(name, (sums.get(name) ?? 0) + figure);
    }
  }
  finished.add(block);
}

const blocks = Array.from({ length: BLOCKS }, (_, block) => block);

describe('a whole path on a venue of any contracts, on the engine and on the reference exchange', () => {
  it.skipIf(!isReplayed('portfolio-path'))(`is the same on seed ${replayedSeed}`, () => {
    runBothPaths(replayedSeed!, drawPortfolioScenario);
  });

  it
    .skipIf(replayedSeed !== undefined)
    .each(blocks.map((block) => [block, block * SCENARIOS_PER_BLOCK, (block + 1) * SCENARIOS_PER_BLOCK - 1]))(
    'is the same, block %i: seeds portfolio-path-%i to portfolio-path-%i',
    (block) => runBlock(block),
  );

  it
    .skipIf(replayedSeed !== undefined)
    .each(['breaches', 'accountsClosed', 'liquidationOrders', 'takeovers', 'deleveragings', 'uncoveredLoss', 'halts'])(
    'comes to %s',
    (name) => {
      blocks.forEach(runBlock);
      expect(sums.get(name)).toBeGreaterThan(0);
    },
  );
});
