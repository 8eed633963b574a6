// Goal: no book and no move break the bound of a risk-based model. Method: millions of random ones.

import { expect, it } from 'vitest';
import { BOUND_CASES, tryBound } from '../margin/risk/bound-trials.ts';

it.each(BOUND_CASES)('the bound holds for %s over half a million trials', (name, specification) => {
  const { trials, closest } = tryBound(`long ${name}`, specification, 24, 21, 1_000);
  expect(trials).toBe(504_000);
  expect(closest).toBeLessThanOrEqual(1 + 1e-6);
});
