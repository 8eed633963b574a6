// Goal: what is said of a Hawkes process is true of it. Method: the identities by hand, and processes simulated in
// continuous time by Ogata's thinning, seen in whole periods.

import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { describeHawkes, fitHawkes } from '../../src/numeric/hawkes.ts';
import { simulateHawkes } from './simulated-returns.ts';

function inPeriods(times: readonly number[], periods: number): Uint8Array {
  const events = new Uint8Array(periods);
  for (const time of times) events[Math.floor(time)] = 1;
  return events;
}

describe('a Hawkes process', () => {
  it('of mu 2, alpha 0.8 and beta 1 has a mean rate of 10 in clusters of 5', () => {
    // n = 0.8 / 1; 2 / (1 - 0.8) = 10; 1 / (1 - 0.8) = 5.
    const { branching, meanRate, clusterSize } = describeHawkes({ mu: 2, alpha: 0.8, beta: 1 });
    expect(branching).toBeCloseTo(0.8, 12);
    expect(meanRate).toBeCloseTo(10, 10);
    expect(clusterSize).toBeCloseTo(5, 10);
  });

  it('without excitement is its own events alone', () => {
    expect(describeHawkes({ mu: 3, alpha: 0, beta: 1 })).toEqual({ branching: 0, meanRate: 3, clusterSize: 1 });
  });

  it('that never dies out is refused', () => {
    expect(() => describeHawkes({ mu: 2, alpha: 1, beta: 1 })).toThrow(InvariantError);
  });

  it('simulated by thinning comes at the mean rate of the formula', () => {
    const times = simulateHawkes('rate', 20_000, 0.03, 0.06, 0.1);
    // 0.03 / (1 - 0.6) = 0.075; counts of clusters of 2.5 have a deviation of sqrt(1500) / 0.4 = 97.
    expect(Math.abs(times.length - 1500)).toBeLessThan(300);
  });
});

describe('a Hawkes fit', () => {
  it('finds the branching and the decay of a process in continuous time seen in periods', () => {
    const fit = fitHawkes(inPeriods(simulateHawkes('recovery', 20_000, 0.03, 0.06, 0.1), 20_000));
    expect(fit.branchingError!).toBeLessThan(0.05);
    expect(Math.abs(fit.branching - 0.6)).toBeLessThan(2.5 * fit.branchingError!);
    expect(Math.abs(fit.beta - 0.1)).toBeLessThan(0.04);
    expect(Math.abs(fit.mu - 0.03)).toBeLessThan(0.006);
    expect(fit.likelihoodGain).toBeGreaterThan(100);
  });

  it('gains nothing on events that come independently', () => {
    const fit = fitHawkes(inPeriods(simulateHawkes('poisson', 5_000, 0.05, 0, 1), 5_000));
    expect(fit.likelihoodGain).toBeGreaterThanOrEqual(-1e-6);
    expect(fit.likelihoodGain).toBeLessThan(4.6);
  });
});
