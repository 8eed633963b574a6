// Goal: the bound of tiered margin holds over millions of moves. Method: as in the fast test, from other seeds.

import { expect, it } from 'vitest';
import { runBoundTrials } from '../margin/tiered/bound-trials.ts';

it.each([101, 102, 103, 104])('no book moves beyond its bound, seed %i', (seed) => {
  const { trials, worst } = runBoundTrials(seed, 2_000, 500);
  expect(trials).toBe(1_000_000);
  expect(worst).toBeLessThanOrEqual(1 + 1e-12);
});
