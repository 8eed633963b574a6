// Goal: the engine and the reference exchange agree after every command on venues of any contracts, collateral and margin
// model, and the sequences have been where it matters. Method: as differential.test.ts, with venues of
// random-portfolio.ts. `REPLAY_SEED=portfolio-17 npx vitest run --project fast test/model` runs one of them alone.
import { describe, expect, it } from 'vitest';
import { runDifferential } from './differential-run.ts';
import { PORTFOLIO_MARK_PROBES } from './mark-probes.ts';
import { PORTFOLIO_PROBES as CONTRACT_PROBES } from './portfolio-probes.ts';
import { drawPortfolioInput } from './random-portfolio.ts';

const PORTFOLIO_PROBES = { ...CONTRACT_PROBES, ...PORTFOLIO_MARK_PROBES };

const BLOCKS = 10;
const VENUES_PER_BLOCK = 30;
const commandsOf = (n: number): number => (n % 10 === 9 ? 200 : 70);

const replayed = process.env['REPLAY_SEED'];
const isOurs = replayed !== undefined && /(^|-)portfolio-\d/.test(replayed);
const reached = new Set<string>();
const finished = new Set<number>();

function runBlock(block: number): void {
  if (finished.has(block)) return;
  for (let n = 0; n < VENUES_PER_BLOCK; n += 1) {
    runDifferential(
      `portfolio-${block * VENUES_PER_BLOCK + n}`,
      commandsOf(n),
      (step) => {
        for (const [name, isReached] of Object.entries(PORTFOLIO_PROBES)) {
          if (!reached.has(name) && isReached(step)) reached.add(name);
        }
      },
      drawPortfolioInput,
    );
  }
  finished.add(block);
}

const blocks = Array.from({ length: BLOCKS }, (_, block) => block);
const ranges = blocks.map((block) => [block, block * VENUES_PER_BLOCK, (block + 1) * VENUES_PER_BLOCK - 1] as const);

describe('the engine and the reference exchange on a venue of any contracts', () => {
  it.skipIf(!isOurs)(`agree on seed ${replayed}`, () => {
    runDifferential(replayed!, 240, () => {}, drawPortfolioInput);
  });

  it.skipIf(replayed !== undefined).each(ranges)(
    'agree after every command, block %i: seeds portfolio-%i to portfolio-%i',
    (block) => {
      runBlock(block);
    },
  );
});

describe.skipIf(replayed !== undefined)('the random sequences reach', () => {
  it.each(Object.keys(PORTFOLIO_PROBES))('%s', (name) => {
    blocks.forEach(runBlock);
    expect([...reached]).toContain(name);
  });
});
