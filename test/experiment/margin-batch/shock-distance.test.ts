// Goal: distances are where accounts fail, whoever else is in the batch. Method: surpluses that are known functions of the
// multiple, in place of markets; the answer is worked by hand, and a batch is compared with its accounts one by one.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pool } from '../../../src/experiment/margin-batch/account-pools.ts';
import { DISTANCE_MAX, findDistances } from '../../../src/experiment/margin-batch/shock-distance.ts';
import { balancesOf, positionsOf } from '../../margin/small-market.ts';

type Surplus = (multiple: number) => number;

/** Pools that stand for functions; `looks` counts how often the market was moved. */
function distancesOf(accounts: readonly (readonly Surplus[])[]): { distances: number[]; looks: number } {
  let at = 0;
  let looks = 0;
  const surpluses = new Map<Pool, Surplus>();
  const pools = accounts.map((account) =>
    account.map((surplus) => {
      const pool = { isIsolated: false, positions: positionsOf([]), balances: balancesOf([]) };
      surpluses.set(pool, surplus);
      return pool;
    }),
  );
  const distances = findDistances(pools, {
    setMultiple: (multiple) => {
      at = multiple;
      looks += 1;
    },
    surplusOf: (pool) => surpluses.get(pool)!(at),
  });
  return { distances: [...distances], looks };
}

describe('the distance of an account', () => {
  it.each([
    ['falls evenly', [(x: number) => 100 - 37 * x], 100 / 37],
    ['is below its requirement already', [(x: number) => -1 + x], 0],
    ['never falls', [() => 5], Infinity],
    ['falls only beyond reach', [(x: number) => (x > DISTANCE_MAX ? -1 : 1)], Infinity],
    ['is its weakest pool', [(x: number) => 10 - x, (x: number) => 9 - 6 * x], 1.5],
    // A straddle sold: sound again beyond 3, but liquidated at 1 on the way.
    ['falls and rises again', [(x: number) => (x - 1) * (x - 3)], 1],
  ])('that %s', (_, account, distance) => {
    expect(distancesOf([account]).distances[0]).toBeCloseTo(distance, 9);
  });

  it('of a bent surplus is right to a 1/1000', () => {
    expect(distancesOf([[(x) => 20 - x * x * x]]).distances[0]).toBeCloseTo(Math.cbrt(20), 3);
  });

  it('does not depend on the batch, and a batch moves the market hardly more often than the accounts alone', () => {
    const slope = fc.double({ min: 0.01, max: 300, noNaN: true });
    fc.assert(
      fc.property(fc.array(slope, { minLength: 1, maxLength: 40 }), (slopes) => {
        const accounts = slopes.map((fall): Surplus[] => [(x) => 100 - fall * x - 0.1 * x * x]);
        const together = distancesOf(accounts);
        expect(together.distances).toEqual(accounts.map((account) => distancesOf([account]).distances[0]));
      }),
    );
    const many = Array.from({ length: 5_000 }, (_, k): Surplus[] => [(x) => 100 - (10 + k / 10) * x]);
    // The grid between the first steps has 64 points a step.
    expect(distancesOf(many).looks).toBeLessThan(11 * 64);
  });
});
