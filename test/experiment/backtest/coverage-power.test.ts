// Goal: a verdict says what it could have found. Method: binomial tails added up term by term, and known cases.

import { describe, expect, it } from 'vitest';
import { measurePower } from '../../../src/experiment/backtest/coverage-power.ts';
import { runBacktest } from '../../../src/experiment/backtest/run-backtest.ts';
import { describeBacktest } from '../../../src/report/backtest/backtest-json.ts';
import { buildTerminalBacktest } from '../../../src/report/backtest/terminal-backtest.ts';
import { bookOf, normalHistory, optionsOf } from './support.ts';

/** P(X >= k) of Binomial(n, p), as a sum. */
function tailOf(n: number, k: number, p: number): number {
  let term = (1 - p) ** n;
  let below = 0;
  for (let x = 0; x < k; x += 1) {
    below += term;
    term *= ((n - x) / (x + 1)) * (p / (1 - p));
  }
  return 1 - below;
}

describe('the power of a verdict', () => {
  it.each([
    [37, 0.01, 1],
    [37, 0.01, 203],
    [250, 0.01, 1],
    [1_410, 0.01, 56],
    [500, 0.025, 10],
  ])('is the binomial chance of a refusal: %i periods at %f, %i books', (n, p, books) => {
    const found = measurePower(n, p, 0.05, books);
    expect(tailOf(n, found.leastRefused, p)).toBeLessThan(0.05 / books);
    expect(tailOf(n, found.leastRefused - 1, p)).toBeGreaterThanOrEqual(0.05 / books);
    expect(found.power).toBeCloseTo(tailOf(n, found.leastRefused, 5 * p), 9);
    expect(tailOf(n, found.leastRefused, 1 - found.detectable)).toBeCloseTo(0.8, 9);
    expect(found.isWeak).toBe(n * p < 5 || found.power < 0.8);
  });

  it('is 28 % for 37 periods of one book at 99 %, which three exceptions refuse', () => {
    // P(X >= 2) at 1 % = 1 - 0.99^37 - 37 x 0.01 x 0.99^36 = 5.3 %; P(X >= 3) = 0.6 %. At 5 %: 1 - 0.1499 - 0.2919 - 0.2766
    const found = measurePower(37, 0.01, 0.05, 1);
    expect(found.leastRefused).toBe(3);
    expect(found.power).toBeCloseTo(0.2816, 3);
    expect(found.isWeak).toBe(true);
  });

  it('is none where no number of exceptions is refused', () => {
    // One period at 90 %: an exception has p = 10 %.
    const found = measurePower(1, 0.1, 0.05, 1);
    expect([found.leastRefused, found.power, found.detectable, found.isWeak]).toEqual([2, 0, 0, true]);
  });

  it('is told beside a verdict that holds, in text and JSON, and makes no noise where it is high', async () => {
    const style = { width: 80, colour: false, unicode: false, isJudged: true, folder: null };
    const few = await runBacktest(normalHistory('power', 138, 1), optionsOf([bookOf([1])], 'historical-es'));
    const text = buildTerminalBacktest(few, style);
    expect(text).toContain('STATED COVERAGE  99 % holds, but 37 periods could not tell 99 % from 95 %');
    expect(text).toContain('a book is refused from 3 exceptions on');
    expect(describeBacktest(few).power).toMatchObject({ observations: 37, leastRefused: 3, isWeak: true });
    const many = await runBacktest(
      normalHistory('power', 800, 1),
      optionsOf([bookOf([1])], 'historical-es', { coverage: 0.95 }),
    );
    expect(buildTerminalBacktest(many, style)).toMatch(/STATED COVERAGE {2}95 % holds\n/);
    expect(many.power.isWeak).toBe(false);
  });
});
