// Goal: no book's maintenance ever moves further than the sensitivity says. Method: random rules, books and moves,
// and a look at how near the bound is reached, so that it is no empty promise.

import { describe, expect, it } from 'vitest';
import { runBoundTrials } from './bound-trials.ts';

describe('the bound on maintenance', () => {
  it('holds in 200,000 moves and is reached by contracts whose requirement follows their value', () => {
    const { trials, moved, worst, tightest } = runBoundTrials(7, 500, 400);
    expect(trials).toBe(200_000);
    expect(moved).toBeGreaterThan(150_000);
    expect(worst).toBeLessThanOrEqual(1 + 1e-12);
    expect(worst).toBeGreaterThan(0.99);
    expect(tightest.size).toBeGreaterThan(8);
  });
});
