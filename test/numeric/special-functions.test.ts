/**
 * Goal: binomial and Student-t probabilities good to many more digits than a confidence interval needs.
 * Method: values from mpmath (sums of binomial terms at 200 bits, logarithms of Gamma) and from tables of Student's t.
 */
import { describe, expect, it } from 'vitest';
import { binomialCdf, logGamma, studentCdf, studentQuantile } from '../../src/numeric/special-functions.ts';

describe('special functions', () => {
  it.each([
    [0.5, 0.5723649429247001],
    [1, 0],
    [2.5, 0.2846828704729192],
    [10, 12.801827480081469],
    [100.5, 361.4355404677776],
    [12_345, 103_953.5324720479],
  ])('have log Gamma of %d', (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-14 * Math.max(1, Math.abs(expected)));
  });

  // The first row is the one printed for a backtest of 1,043 days with 57 exceptions at 5 %: 0.77913.
  it.each([
    [57, 1_043, 0.05, 0.779127243332813],
    [4, 250, 0.01, 0.8921876269036253],
    [9, 250, 0.01, 0.9997498099312595],
    [0, 500, 0.01, 0.006570483042414632],
    [3, 10, 0.5, 0.171875],
  ])('have P(X <= %d) of %d trials at %d', (successes, trials, probability, expected) => {
    expect(Math.abs(binomialCdf(successes, trials, probability) / expected - 1)).toBeLessThan(1e-11);
  });

  it('have the ends of the binomial distribution', () => {
    expect([binomialCdf(-1, 10, 0.5), binomialCdf(10, 10, 0.5), binomialCdf(11, 10, 0.5)]).toEqual([0, 1, 1]);
  });

  it.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 2, 4.302652729749462],
    [0.975, 9, 2.262157162798205],
    [0.995, 30, 2.7499956535672254],
    [0.975, 199, 1.9719565442517533],
    [0.1, 4, -1.5332062740589436],
  ])('have the %d quantile of t with %d degrees of freedom', (p, degreesOfFreedom, expected) => {
    const t = studentQuantile(p, degreesOfFreedom);
    expect(Math.abs(t / expected - 1)).toBeLessThan(1e-11);
    expect(Math.abs(studentCdf(t, degreesOfFreedom) - p)).toBeLessThan(1e-12);
  });
});
