// Goal: a verdict over many books refuses what is wrong and little of what is right. Method: exact p-values against
// enumeration of all cases, and whole verdicts on simulated exceptions.

import { describe, expect, it } from 'vitest';
import type { BookResult } from '../../../src/experiment/backtest/book-result.ts';
import {
  countTransitions,
  testConditionalCoverage,
  testIndependence,
} from '../../../src/experiment/backtest/christoffersen.ts';
import { clusteringPValue, combinePValues, excessPValue } from '../../../src/experiment/backtest/exact-tests.ts';
import { testUnconditionalCoverage } from '../../../src/experiment/backtest/kupiec.ts';
import { judgeModel } from '../../../src/experiment/backtest/verdict.ts';
import { createStream } from '../../../src/numeric/stream.ts';

const flagsOf = (bits: number, length: number): boolean[] => Array.from({ length }, (_, t) => ((bits >> t) & 1) === 1);
const adjacentIn = (flags: readonly boolean[]): number =>
  flags.filter((flag, t) => t > 0 && flag && flags[t - 1]).length;

describe('exact p-values', () => {
  it('of clusters are shares of all placements', () => {
    const length = 12;
    const placements = Array.from({ length: 1 << length }, (_, bits) => flagsOf(bits, length));
    for (let exceptions = 1; exceptions <= length; exceptions += 1) {
      const ofCount = placements.filter((flags) => flags.filter(Boolean).length === exceptions);
      for (let adjacent = 0; adjacent < exceptions; adjacent += 1) {
        const share = ofCount.filter((flags) => adjacentIn(flags) >= adjacent).length / ofCount.length;
        expect(clusteringPValue(length, exceptions, adjacent)).toBeCloseTo(share, 11);
      }
    }
  });

  it('of clusters are 1 without exceptions', () => {
    expect(clusteringPValue(100, 0, 0)).toBe(1);
  });

  it('of too many exceptions are binomial', () => {
    // 1 - 0.99^250 and 0.01^250
    expect(excessPValue(250, 1, 0.01)).toBeCloseTo(1 - 0.99 ** 250, 12);
    expect(excessPValue(250, 0, 0.01)).toBe(1);
    expect(excessPValue(100, 100, 0.01) / 1e-200).toBeCloseTo(1, 9);
    // Basel: P(X >= 5) = 10.8 %
    expect(excessPValue(250, 5, 0.01)).toBeCloseTo(0.1078, 4);
  });

  it('combine as Fisher has it: chi-square with four degrees, whose tail is exp(-x/2) (1 + x/2)', () => {
    // p q (1 - ln(p q))
    expect(combinePValues(0.05, 0.2)).toBeCloseTo(0.01 * (1 - Math.log(0.01)), 12);
    expect(combinePValues(1, 1)).toBe(1);
    expect(combinePValues(0, 0.5)).toBe(0);
  });
});

/** The part of a result that a verdict reads. */
function resultOf(name: string, flags: readonly boolean[], p: number): BookResult {
  const exceptions = flags.filter(Boolean);
  const transitions = countTransitions(flags);
  const unconditional = testUnconditionalCoverage(flags.length, exceptions.length, p);
  const independence = testIndependence(transitions);
  const tests = { unconditional, independence, conditional: testConditionalCoverage(unconditional, independence) };
  const partial = {
    book: { name },
    observations: flags.length,
    exceptions,
    expectedExceptions: flags.length * p,
    transitions,
    tests,
  };
  return partial as unknown as BookResult;
}

describe('a verdict', () => {
  const simulate = (seed: number, books: number, p: number, days = 500): BookResult[] => {
    const stream = createStream('verdict', seed);
    return Array.from({ length: books }, (_, b) =>
      resultOf(
        `${b}`,
        Array.from({ length: days }, () => stream.uniform() < p),
        0.01,
      ),
    );
  };

  it('on 40 books that are right is wrong in less than its share of cases, although single tests refuse some', () => {
    const verdicts = Array.from({ length: 150 }, (_, seed) => judgeModel('m', simulate(seed, 40, 0.01), 0.01));
    const alone = verdicts.reduce(
      (sum, { refusedAlone }) => sum + refusedAlone.independence + refusedAlone.coverage,
      0,
    );
    expect(alone).toBeGreaterThan(150);
    // Three tests at 5 % each: 15 % at most, exact tests of whole numbers less.
    expect(verdicts.filter(({ passed }) => !passed).length / 150).toBeLessThan(0.12);
  });

  it('refuses three times too many exceptions, naming books and test', () => {
    const { passed, failures } = judgeModel('m', simulate(1, 10, 0.03), 0.01);
    expect(passed).toBe(false);
    expect(failures.filter(({ test }) => test === 'coverage').length).toBeGreaterThan(5);
    expect(failures[0].exceptions).toBeGreaterThan(failures[0].expectedExceptions);
  });

  it('refuses clusters where coverage is right', () => {
    const flags = Array.from({ length: 1_000 }, (_, t) => t % 200 < 2);
    const { failures } = judgeModel('m', [resultOf('clustered', flags, 0.01)], 0.01);
    expect(failures.map(({ test }) => test)).toEqual(['independence', 'joint']);
  });

  it('passes books that are only too safe', () => {
    const none = Array.from({ length: 2_000 }, () => false);
    expect(judgeModel('m', [resultOf('safe', none, 0.01)], 0.01)).toMatchObject({
      passed: true,
      refusedAlone: { coverage: 0, independence: 0, joint: 0 },
    });
  });
});
