// Goal and method: as test/model/funding-paths.test.ts, on a thousand random scenarios, every mark rule among them.
import { describe, expect, it } from 'vitest';
import { FundingSums } from '../model/funding-run.ts';
import { drawPortfolioScenario, drawScenario } from '../model/random-scenario.ts';

const BLOCKS = 10;
const PATHS_PER_BLOCK = 100;

describe('a path with funding, with the watch and with a look at everybody', () => {
  it.each(Array.from({ length: BLOCKS }, (_, block) => block))('is the same, block %i', (block) => {
    const sums = new FundingSums();
    const draw = block % 2 === 0 ? drawScenario : drawPortfolioScenario;
    for (let n = block * PATHS_PER_BLOCK; n < (block + 1) * PATHS_PER_BLOCK; n += 1) {
      sums.run(`funding-swarm-${n}`, draw);
    }
    expect(sums.rules.size).toBe(6);
    expect(sums.breaches).toBeGreaterThan(PATHS_PER_BLOCK / 2);
  });
});
