// Goal: margin steps go up and down where docs/controls.md says: at a threshold exactly, after a whole hold, by what is measured.
// Method: a small venue with one long; its lots, prices and times by hand.
import { describe, expect, it } from 'vitest';
import type { MarginStepsRules } from '../../../src/exchange/controls/control-rules.ts';
import { usd } from '../small-venue.ts';
import { ControlWalk } from './control-walk.ts';

const SECOND_US = 1_000_000;

describe('margin steps', () => {
  const rules: MarginStepsRules = {
    instruments: [0],
    by: 'openInterest',
    steps: [
      { above: 1.5, multiplePpm: 2_000_000 },
      { above: 2, multiplePpm: 3_000_000 },
    ],
    intervalUs: 10 * SECOND_US,
    windowIntervals: 1,
    holdUs: 20 * SECOND_US,
    initialOnly: false,
  };
  const make = (initialOnly = false): ControlWalk =>
    new ControlWalk(
      'marginSteps',
      { marginSteps: { ...rules, initialOnly } },
      { holders: [{ equityUsd: 10_000, lots: 10 }] },
    );

  it('go up at their threshold exactly, and down one at a time after a whole hold without a break', () => {
    const walk = make();
    walk.small.order(4, 5);
    expect(walk.wait(10)).toEqual([['step1', 2_000_000]]);
    walk.small.order(4, -1);
    expect(walk.wait(20)).toEqual([]);
    walk.small.order(4, 1);
    expect(walk.wait(30)).toEqual([]);
    walk.small.order(4, -1);
    // Below since 40 s.
    expect([walk.wait(40), walk.wait(50), walk.wait(60)]).toEqual([[], [], [['step0', 1_000_000]]]);
    walk.small.order(4, 6);
    expect(walk.wait(70)).toEqual([['step2', 3_000_000]]);
    walk.small.order(4, -15);
    // Below since 80 s; each further step takes a hold of its own.
    expect([80, 90, 100, 110, 120].map((seconds) => walk.wait(seconds))).toEqual([
      [],
      [],
      [['step1', 2_000_000]],
      [],
      [['step0', 1_000_000]],
    ]);
  });

  it('by volatility count the returns of the last intervals, those before the start as none', () => {
    // One return of log(1.01) in two intervals of 10 s is 12.49 a year, two are 17.67.
    const walk = new ControlWalk('marginSteps', {
      marginSteps: {
        ...rules,
        by: 'volatility',
        steps: [
          { above: 12, multiplePpm: 2_000_000 },
          { above: 15, multiplePpm: 3_000_000 },
        ],
        windowIntervals: 2,
        holdUs: 0,
      },
    });
    const at = (seconds: number, priceUsd: number) => {
      walk.to(seconds - 1, priceUsd);
      return walk.wait(seconds);
    };
    expect([at(10, 101), at(20, 102.01), at(30, 102.01), at(40, 102.01)]).toEqual([
      [['step1', 2_000_000]],
      [['step2', 3_000_000]],
      [['step1', 2_000_000]],
      [['step0', 1_000_000]],
    ]);
  });

  it('leave maintenance alone where they are for initial margin', () => {
    for (const [initialOnly, maintenance] of [
      [false, 2_000_000],
      [true, 1_000_000],
    ] as const) {
      const walk = make(initialOnly);
      walk.small.order(4, 5);
      walk.small.runTo(10);
      expect(walk.small.take('marginChange').map(([, , , , a, b]) => [a, b])).toEqual([[maintenance, 2_000_000]]);
    }
  });

  it('that ask for nothing leave a schedule below one alone', () => {
    const walk = make();
    expect(walk.small.exchange.maintenanceOf(4)).toBe(usd(10));
    walk.small.exchange.changeMargins({ instruments: [0], multiplePpm: 500_000, initialOnly: false });
    expect(walk.small.exchange.maintenanceOf(4)).toBe(usd(5));
  });
});
