// Goal: degrees of freedom are found, with an interval that holds them. Method: simulated t variables; golden figures by
// scipy 1.17 (BFGS on scipy.stats.t.logpdf, and on the joint density) on the same ones.

import { describe, expect, it } from 'vitest';
import { fitSharedFreedom, fitStudent } from '../../src/numeric/student-fit.ts';
import { simulateSharedDistances, simulateStudent } from './simulated-returns.ts';

describe('a t fit', () => {
  it('is the maximum that scipy finds', () => {
    const fit = fitStudent(simulateStudent('recovery', 4000, 4, 0.001, 0.02));
    expect(fit.degreesOfFreedom).toBeCloseTo(4.001283, 5);
    expect(fit.location).toBeCloseTo(0.00109956, 7);
    expect(fit.scale).toBeCloseTo(0.02017922, 7);
    expect(fit.logLikelihood).toBeCloseTo(8885.718123, 5);
  });

  it.each([2.2, 3, 6, 12])('holds %d degrees of freedom within its interval', (freedom) => {
    const { interval } = fitStudent(simulateStudent(`interval${freedom}`, 3000, freedom));
    expect(interval.lower!).toBeLessThan(freedom);
    expect(interval.upper!).toBeGreaterThan(freedom);
    expect(interval.upper! / interval.lower!).toBeLessThan(2.2);
  });

  it('covers the truth in about 95 % of samples', () => {
    let covered = 0;
    for (let k = 0; k < 100; k += 1) {
      const { interval } = fitStudent(simulateStudent(`coverage${k}`, 400, 4));
      if (interval.lower! <= 4 && (interval.upper ?? Infinity) >= 4) covered += 1;
    }
    // Binomial(100, 0.95): below 88 in 1 of 1,000.
    expect(covered).toBeGreaterThanOrEqual(88);
  });

  it('has no upper end where a normal fits as well', () => {
    const fit = fitStudent(simulateStudent('normal', 1000, 900));
    expect(fit.interval.upper).toBeNull();
    expect(fit.interval.lower).toBeGreaterThan(8);
  });
});

describe('degrees of freedom that variables share', () => {
  it('are the maximum that scipy finds', () => {
    const fit = fitSharedFreedom(simulateSharedDistances('recovery', 3000, 5, 4), 5);
    expect(fit.degreesOfFreedom).toBeCloseTo(4.180021, 5);
    expect(fit.logLikelihood).toBeCloseTo(-24612.38255, 4);
    expect(fit.interval.lower!).toBeLessThan(4);
    expect(fit.interval.upper!).toBeGreaterThan(4);
  });

  it('do not depend on the scale of the distances: a covariance does as well as a scatter', () => {
    const distances = simulateSharedDistances('scale', 2000, 3, 5);
    const covarianceScale = distances.map((distance) => distance * (3 / 5));
    expect(fitSharedFreedom(covarianceScale, 3).degreesOfFreedom).toBeCloseTo(
      fitSharedFreedom(distances, 3).degreesOfFreedom,
      5,
    );
  });

  it('agree with the fit of one variable where there is one', () => {
    const values = simulateStudent('single', 3000, 5);
    const single = fitStudent(values);
    const shared = fitSharedFreedom(
      values.map((value) => (value - single.location) ** 2),
      1,
    );
    expect(shared.degreesOfFreedom).toBeCloseTo(single.degreesOfFreedom, 3);
  });
});
