// Goal: Student's density and tail mean to 1e-12. Method: against values computed from their definitions with 40 digits.

import { describe, expect, it } from 'vitest';
import { studentQuantile } from '../../src/numeric/special-functions.ts';
import { studentDensity, studentTailMean } from '../../src/numeric/student.ts';

const relative = (found: number, expected: number): number => Math.abs(found / expected - 1);

describe('the density of Student t', () => {
  it.each([
    [2.5, 0, 0.361808724029565029],
    [2.5, 2.5, 0.0403980085588663857],
    [2.5, 12, 0.000291513187668835042],
    [3, 0, 0.367552596947861366],
    [3, 12, 0.000153083130757126766],
    [4, 0, 0.375],
    [4, 2.5, 0.0356756243695566503],
    [6.7, 2.5, 0.030402765121624895],
    [6.7, 12, 2.39560754009897582e-6],
    [10, 0, 0.389108383966031051],
    [10, 12, 1.1447393818571898e-7],
    [30, 2.5, 0.0210570192206216317],
    [30, 12, 5.80975360671610497e-13],
    [100, 0, 0.397946186935893807],
    [100, 12, 1.08802310392103784e-20],
    [1000, 0, 0.398842557313858155],
    [1000, 2.5, 0.0176401330951334865],
  ])('with %d degrees of freedom at %d', (nu, t, expected) => {
    expect(relative(studentDensity(t, nu), expected)).toBeLessThan(1e-12);
    expect(studentDensity(-t, nu)).toBe(studentDensity(t, nu));
  });
});

describe('quantile and tail mean of Student t', () => {
  it.each([
    [3, 0.05, 2.35336343480182388, 3.87426751771930205],
    [3, 0.01, 4.54070285856813356, 7.00308203624211211],
    [3, 0.0005, 12.9239786366874831, 19.4553224355806881],
    [4, 0.025, 2.77644510519779436, 3.99355702271285109],
    [4, 0.01, 3.74694738797919684, 5.22058419449221963],
    [6.7, 0.05, 1.90741961355472559, 2.6250213925165409],
    [6.7, 0.0005, 5.54857636070369816, 6.67969749069776029],
    [10, 0.01, 2.7637694581126962, 3.36325147501456065],
    [100, 0.025, 1.98397151852355229, 2.37849709274108428],
    [100, 0.01, 2.36421736623848214, 2.7224381085979992],
    [1000, 0.01, 2.33008267475551298, 2.67083067153210814],
    [1000, 0.0005, 3.30028264842391291, 3.56670680951729025],
  ])('with %d degrees of freedom beyond %d', (nu, tail, quantile, mean) => {
    const t = -studentQuantile(tail, nu);
    expect(relative(t, quantile)).toBeLessThan(1e-12);
    expect(relative(studentTailMean(t, tail, nu), mean)).toBeLessThan(1e-12);
  });

  it('have no mean with one degree of freedom', () => {
    expect(studentTailMean(3, 0.01, 1)).toBe(Infinity);
  });
});
