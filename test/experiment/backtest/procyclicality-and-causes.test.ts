// Goal: what is said of a margin's rises and of an exception's cause is so. Method: series and books small enough to see.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCause } from '../../../src/experiment/backtest/exception-cause.ts';
import { measureProcyclicality } from '../../../src/experiment/backtest/procyclicality.ts';

describe('procyclicality', () => {
  it('is the peak over the trough and the largest rise over so many days', () => {
    const margins = Float64Array.of(0.1, 0.12, 0.08, 0.16, 0.15, 0.2, 0.19);
    const { peakToTrough, peakRow, troughRow, calls } = measureProcyclicality(margins, 1);
    expect(peakToTrough).toBeCloseTo(0.2 / 0.08, 12);
    expect([peakRow, troughRow]).toEqual([5, 2]);
    // 1 day: 0.08 to 0.16. 5 days: 0.1 to 0.2. 30 days: the run is shorter.
    expect(calls[0]).toMatchObject({ days: 1, row: 3 });
    expect(calls[0].shareOfGross).toBeCloseTo(0.08, 12);
    expect(calls[0].shareOfMargin).toBeCloseTo(1, 12);
    expect(calls[1].shareOfGross).toBeCloseTo(0.1, 12);
    expect(calls[2]).toEqual({ days: 30, shareOfGross: null, shareOfMargin: null, row: null });
  });

  it('counts days in rows of hours', () => {
    const hourly = Float64Array.from({ length: 60 }, (_, t) => 1 + t / 100);
    const { calls } = measureProcyclicality(hourly, 24);
    expect(calls[0].shareOfGross).toBeCloseTo(0.24, 12);
    expect(calls[1].shareOfGross).toBeNull();
  });

  it('of falling margins has no call, and none is ever larger than peak less trough', () => {
    expect(measureProcyclicality(Float64Array.of(3, 2, 1), 1).calls[0].shareOfGross).toBe(0);
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 40, maxLength: 80 }),
        (values) => {
          const { calls } = measureProcyclicality(Float64Array.from(values), 1);
          for (const { shareOfGross } of calls) {
            expect(shareOfGross).toBeGreaterThanOrEqual(0);
            expect(shareOfGross).toBeLessThanOrEqual(Math.max(...values) - Math.min(...values) + 1e-12);
          }
        },
      ),
    );
  });
});

describe('the cause of an exception', () => {
  const assets = ['A', 'B', 'C', 'D'];
  const causeOf = (exposures: number[], moves: number[], sigmas = [0.02, 0.02, 0.02, 0.02]) =>
    findCause(assets, Float64Array.from(exposures), Float64Array.from(moves), Float64Array.from(sigmas));

  it('is one asset when it makes three quarters of the losses, whatever was won elsewhere', () => {
    // Losses 0.1 x 0.5 = 0.05 of A and 0.01 of B; C wins.
    const cause = causeOf([0.5, 0.5, -0.5, 0], [-0.1, -0.02, -0.3, 0.9]);
    expect(cause).toMatchObject({ leader: 'A', leaderMove: -0.1, kind: 'one asset', held: 3, beyondTwoSigmas: 1 });
    expect(cause.leaderSigmas).toBeCloseTo(5, 12);
    expect(cause.leaderShare).toBeCloseTo(0.05 / 0.06, 12);
  });

  it('is several together when they lost beyond two standard deviations, short ones by rising', () => {
    const cause = causeOf([0.3, -0.3, 0.3, 0], [-0.05, 0.06, -0.041, 0]);
    expect(cause).toMatchObject({ leader: 'B', kind: 'together', beyondTwoSigmas: 3, held: 3 });
  });

  it('is mixed when nothing was large', () => {
    expect(causeOf([1, 1, 1, 1], [-0.03, -0.03, -0.03, -0.035])).toMatchObject({ leader: 'D', kind: 'mixed' });
  });

  it('has no standard deviations where the window had none', () => {
    expect(causeOf([1, 0, 0, 0], [-0.1, 0, 0, 0], [0, 1, 1, 1]).leaderSigmas).toBeNull();
  });
});
