// Goal: with funding and any mark rule a path is the same to the last bit whether the watch leaves accounts out or looks at
// everybody, and every invariant holds after every event. Method: random small scenarios, linear ones and ones of any
// contracts, with payments every few seconds. A failure names the scenario's seed. test/long has many more.
import { describe, expect, it } from 'vitest';
import { FundingSums } from './funding-run.ts';
import { drawPortfolioScenario, drawScenario } from './random-scenario.ts';

const PATHS = 12;

describe('a path with funding, with the watch and with a look at everybody', () => {
  it('is the same on venues of linear perpetuals', () => {
    const sums = new FundingSums();
    for (let n = 0; n < PATHS; n += 1) sums.run(`funding-${n}`, drawScenario);
    expect(sums.breaches).toBeGreaterThan(PATHS);
    expect(sums.payments).toBeGreaterThan(10 * PATHS);
    expect(Math.min(sums.paid, sums.received)).toBeGreaterThan(0);
    expect(sums.rules.size).toBeGreaterThan(3);
    expect(sums.derived).toBeLessThan(sums.lookedAt);
  });

  it('is the same on venues of any contracts', () => {
    const sums = new FundingSums();
    for (let n = 0; n < PATHS; n += 1) sums.run(`portfolio-funding-${n}`, drawPortfolioScenario);
    expect(sums.breaches).toBeGreaterThan(0);
    expect(Math.min(sums.paid, sums.received)).toBeGreaterThan(0);
  });
});
