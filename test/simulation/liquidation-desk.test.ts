// Goal: the liquidation engine serves so many accounts a second in the order in which they fell due, and one that must
// try again holds nobody up. Method: the desk driven as the kernel drives it, by a clock of the test's own.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiquidationDesk } from '../../src/simulation/liquidation-desk.ts';

type Served = readonly [account: number, timeUs: number];

/** Runs the desk over arrivals (by rising time) and tells who was served when; an account may come back later. */
function serve(
  throughputPerSecond: number,
  arrivals: readonly Served[],
  retryUsOf: (account: number, timeUs: number) => number = () => -1,
): Served[] {
  const desk = new LiquidationDesk(throughputPerSecond);
  const due = arrivals.map(([account, timeUs], at) => ({ account, timeUs, at }));
  const served: Served[] = [];
  let stepUs = -1;
  let at = due.length;
  while (due.length > 0 || stepUs >= 0) {
    due.sort((x, y) => x.timeUs - y.timeUs || x.at - y.at);
    const next = due[0];
    // At the same instant accounts fall due before the next one is served.
    if (next !== undefined && (stepUs < 0 || next.timeUs <= stepUs)) {
      due.shift();
      const scheduledUs = desk.add(next.account, next.timeUs);
      if (scheduledUs >= 0) {
        expect(stepUs, 'two services were scheduled at once').toBe(-1);
        stepUs = scheduledUs;
      }
      continue;
    }
    const nowUs = stepUs;
    const account = desk.take(nowUs);
    served.push([account, nowUs]);
    const retryUs = retryUsOf(account, nowUs);
    if (retryUs >= 0) due.push({ account, timeUs: retryUs, at: (at += 1) });
    stepUs = desk.next(nowUs);
  }
  return served;
}

describe('the liquidation desk', () => {
  it('serves the first at once and the others at its pace', () => {
    expect(
      serve(4, [
        [7, 100],
        [5, 100],
        [9, 100],
      ]),
    ).toEqual([
      [7, 100],
      [5, 250_100],
      [9, 500_100],
    ]);
  });

  it('serves at once again after a pause, but never two within one service time', () => {
    expect(
      serve(10, [
        [1, 0],
        [2, 99_999],
        [3, 5_000_000],
      ]),
    ).toEqual([
      [1, 0],
      [2, 100_000],
      [3, 5_000_000],
    ]);
  });

  it('lets others go ahead of an account that must wait', () => {
    const retry = (account: number, timeUs: number) => (account === 1 && timeUs === 0 ? 150_000 : -1);
    expect(
      serve(
        10,
        [
          [1, 0],
          [2, 0],
          [3, 0],
          [4, 0],
        ],
        retry,
      ),
    ).toEqual([
      [1, 0],
      [2, 100_000],
      [3, 200_000],
      [4, 300_000],
      [1, 400_000],
    ]);
  });

  it('takes a microsecond at least, however fast it is', () => {
    expect(
      serve(1e9, [
        [1, 0],
        [2, 0],
      ]),
    ).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  it('has nobody to serve when nobody came', () => {
    const desk = new LiquidationDesk(1);
    expect(desk.next(0)).toBe(-1);
    expect(desk.take(0)).toBe(-1);
  });

  it('serves everybody once, in the order of their coming, never faster than its pace', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 3_000_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(arrivals, fc.constantFrom(1, 3, 20, 1_000), (times, pace) => {
        const coming = times.toSorted((x, y) => x - y).map((timeUs, account): Served => [account, timeUs]);
        const served = serve(pace, coming);
        expect(served.map(([account]) => account)).toEqual(coming.map(([account]) => account));
        served.forEach(([account, timeUs], n) => {
          expect(timeUs).toBeGreaterThanOrEqual(times.toSorted((x, y) => x - y)[account]!);
          if (n > 0) expect(timeUs - served[n - 1]![1]).toBeGreaterThanOrEqual(Math.round(1e6 / pace));
        });
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});

describe('a desk that ranks', () => {
  it('serves the largest figure first, equal ones in the order in which they came', () => {
    const property = fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 }), (priorities) => {
      const desk = new LiquidationDesk(1_000);
      priorities.forEach((priority, account) => desk.add(account, 0, priority));
      const served = priorities.map((_, n) => desk.take(n));
      const expected = priorities.map((_, account) => account);
      expect(served).toEqual(expected.toSorted((x, y) => priorities[y]! - priorities[x]! || x - y));
      expect(desk.take(1e6)).toBe(-1);
    });
    fc.assert(property);
  });
});
