// Goal: published examples of shared losses come out as published. Method: their figures.
import { describe, expect, it } from 'vitest';
import { computeLossPerUnit, computeLossRatePpm, countCovered } from '../../src/margin/loss-shares.ts';

describe('a loss that is shared', () => {
  it('per unit of open position is rounded up', () => {
    // 100 over 7 + 4 base: 9.0909... up to a millionth. Source: Drift protocol v2.
    expect(computeLossPerUnit(100, 7 + 4, 1e6)).toBe(9.09091);
    expect(computeLossPerUnit(100, 0, 1e6)).toBe(0);
  });

  it('takes a rate of all claims, and never more than all of them', () => {
    // A deficit of 100 k against a supply of 1.1 M: 9.09 %. Source: Derive, security module.
    expect(computeLossRatePpm(100_000, 1_100_000)).toBe(90_909);
    expect(computeLossRatePpm(5, 4)).toBe(1_000_000);
    expect(computeLossRatePpm(0, 0)).toBe(0);
  });

  it('is covered as far as prefunded money goes, the largest first', () => {
    expect(countCovered([70, 30, 10], 100)).toBe(2);
    expect(countCovered([70, 30, 10], 99)).toBe(1);
    expect(countCovered([70, 30, 10], 110)).toBe(3);
    expect(countCovered([70], 0)).toBe(0);
    expect(countCovered([], 0)).toBe(0);
  });
});
