// Goal: each kind of oracle fault shows what docs/exchange-rules.md says, through every state and where several overlap.
// Method: prices by hand; for the delay a plain list that is searched anew each time.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OracleFault } from '../../../src/exchange/faults/fault-rules.ts';
import { OracleFaults } from '../../../src/exchange/faults/oracle-faults.ts';
import { PastPrices } from '../../../src/exchange/faults/past-prices.ts';

const fault = (error: OracleFault['error'], instruments = [0]): OracleFault => ({
  kind: 'oracle',
  atUs: 0,
  durationUs: 1,
  instruments,
  error,
});

/** One instrument at 100 ticks whose own book stands at 50. */
const oracle = () => new OracleFaults(Float64Array.of(100), () => 50);

describe('an oracle at fault', () => {
  it('that is late stands still, follows with the delay, and jumps to the present when it is over', () => {
    const prices = oracle();
    const late = fault({ kind: 'late', delayUs: 10 });
    expect(prices.see(0, 100, 0)).toBe(100);
    prices.begin(0, late, 0);
    // Nothing from before the fault is shown again: it stands still for as long as the delay.
    const seen = [1, 5, 10, 11, 15, 20, 24].map((timeUs) => prices.see(0, 100 + timeUs, timeUs));
    expect(seen).toEqual([100, 100, 100, 101, 105, 110, 111]);
    prices.end(0, late);
    expect(prices.see(0, 130, 25)).toBe(130);
  });

  it('that is stale shows the price at its start', () => {
    const prices = oracle();
    prices.see(0, 90, 3);
    prices.begin(0, fault({ kind: 'stale' }), 4);
    expect([5, 50, 500].map((timeUs) => prices.see(0, timeUs, timeUs))).toEqual([90, 90, 90]);
    prices.end(0, fault({ kind: 'stale' }));
    expect(prices.see(0, 77, 501)).toBe(77);
  });

  it.each([
    [{ kind: 'factor', factor: 0.7 }, 70],
    [{ kind: 'offset', ticks: [-30] }, 70],
    [{ kind: 'offset', ticks: [-300] }, 1],
    [{ kind: 'price', ticks: [12.5] }, 12.5],
    [{ kind: 'ownVenue', weight: 1 }, 50],
    // Half way in log price: 100 x sqrt(1 / 2).
    [{ kind: 'ownVenue', weight: 0.5 }, 70.710678],
  ] as const)('that errs by %j takes 100 for %d', (error, shown) => {
    const prices = oracle();
    prices.begin(0, fault(error), 0);
    expect(prices.see(0, 100, 1)).toBeCloseTo(shown, 5);
    prices.end(0, fault(error));
    expect(prices.see(0, 100, 2)).toBe(100);
  });

  it('shows the oldest view where several overlap, and errors on top in the order of the scenario', () => {
    const prices = oracle();
    const [stale, late] = [fault({ kind: 'stale' }), fault({ kind: 'late', delayUs: 10 })];
    const [doubled, raised] = [fault({ kind: 'factor', factor: 2 }), fault({ kind: 'offset', ticks: [7] })];
    prices.begin(3, raised, 0);
    prices.begin(2, doubled, 0);
    expect(prices.see(0, 100, 1)).toBe(207);
    prices.begin(1, late, 1);
    prices.see(0, 104, 20);
    prices.begin(0, stale, 20);
    // The delay goes back further than the fault that began last.
    expect(prices.see(0, 200, 25)).toBe(207);
    expect(prices.see(0, 200, 31)).toBe(215);
    prices.end(1, late);
    expect(prices.see(0, 300, 40)).toBe(215);
    prices.end(0, stale);
    expect(prices.see(0, 300, 41)).toBe(607);
    prices.end(2, doubled);
    prices.end(3, raised);
    expect(prices.see(0, 300, 42)).toBe(300);
  });

  it('leaves other instruments alone', () => {
    const prices = new OracleFaults(Float64Array.of(100, 200), () => 50);
    prices.begin(0, fault({ kind: 'factor', factor: 3 }, [1]), 0);
    expect([prices.see(0, 100, 1), prices.see(1, 200, 1)]).toEqual([100, 600]);
  });
});

describe('past prices', () => {
  it('are those of a list searched from its start', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 1_000 })), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 40 }), (moves, delay) => {
        const past = new PastPrices();
        const list: [timeUs: number, price: number][] = [];
        let now = 0;
        for (const [elapsed, price] of moves) {
          now += elapsed;
          past.add(now, price);
          if (list.at(-1)?.[0] === now) list.pop();
          list.push([now, price]);
          const known = list.filter(([timeUs]) => timeUs <= now - delay);
          expect(past.at(now - delay)).toBe((known.at(-1) ?? list[0]!)[1]);
        }
      }),
    );
  });
});
