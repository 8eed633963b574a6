// Goal: a level is never left asleep when prices have moved its threshold, and both displacements are what they are
// said to be. Method: random walks of prices beside references kept by the test, every displacement computed anew.
import { describe, expect, it } from 'vitest';
import {
  GAUGE_LONG,
  GAUGE_MIXED,
  GAUGE_SHORT,
  GAUGE_SINGLE,
  gaugeOf,
  LEVELS_PER_GAUGE,
  RescanGauges,
} from '../../src/exchange/rescan-gauges.ts';
import { createStream } from '../../src/numeric/stream.ts';
import { Draw } from '../model/random-venue.ts';
import { PriceWalk } from './price-walk.ts';

const CLOSE = 1e-9;

/** Largest move between two sets of prices that hurts an account of the gauge, in scales. */
function hurtOf(gauge: number, from: readonly number[], to: readonly number[], scales: readonly number[]): number {
  const rises = from.map((price, i) => (to[i]! - price) / scales[i]!);
  if (gauge === GAUGE_LONG) return Math.max(0, ...rises.map((rise) => -rise));
  if (gauge === GAUGE_SHORT) return Math.max(0, ...rises);
  if (gauge === GAUGE_MIXED) return Math.max(...rises.map(Math.abs));
  const rise = rises[Math.floor((gauge - GAUGE_SINGLE) / 2)]!;
  return Math.max(0, (gauge - GAUGE_SINGLE) % 2 === 0 ? -rise : rise);
}

describe('gauges', () => {
  it('have thresholds 0, 2^-15, ... 2 scales, and know the highest that a radius reaches', () => {
    const { thresholds } = new RescanGauges(Float64Array.of(1), [1]);
    expect([thresholds[0], thresholds[1], thresholds[LEVELS_PER_GAUGE - 1]]).toEqual([0, 2 ** -15, 2]);
    const gauges = new RescanGauges(Float64Array.of(1), [1]);
    const radii = [0, 2 ** -16, 1e-300, 5e-324, 1e300, ...thresholds].flatMap((radius) => [
      radius,
      radius * (1 - 2 ** -53),
      radius * (1 + 2 ** -52),
      radius * 1.37,
    ]);
    for (const radius of radii) {
      expect(gauges.highestLevel(radius), `${radius}`).toBe(thresholds.findLastIndex((each) => each <= radius));
    }
  });

  it.each(Array.from({ length: 12 }, (_, n) => n))('wake in time and measure right, walk %i', (seed) => {
    const draw = new Draw(createStream(`gauges-${seed}`));
    const walk = new PriceWalk(draw, [1, 2, 5][seed % 3]!);
    const { prices, scales } = walk;
    const gauges = new RescanGauges(prices, scales);
    expect(gauges.gaugeCount).toBe(3 + 2 * prices.length);
    const references = new Map<number, number[]>();
    const reset = (level: number): void => {
      gauges.reset(level);
      references.set(level, Array.from(prices));
    };
    // Some levels have members, in every gauge; some are awake and some are not.
    for (let level = 0; level < gauges.levelCount; level += draw.whole(1, 3)) {
      reset(level);
      gauges.keepAwake(level);
    }
    let [due, asleep, notYet, back] = [0, 0, 0, 0];
    const faults: string[] = [];
    for (let look = 0; look < 400; look += 1) {
      for (let moves = draw.of([1, 1, 1, 3]); moves > 0; moves -= 1) walk.move();
      gauges.observe();
      const now = Array.from(prices);
      const woken = new Set(gauges.woken.subarray(0, gauges.wokenCount));
      for (const gauge of woken) gauges.letSleep(gauge);
      for (const [level, reference] of references) {
        const gauge = gaugeOf(level);
        const threshold = gauges.thresholds[level % LEVELS_PER_GAUGE]!;
        const forward = hurtOf(gauge, reference, now, scales);
        const fault = (what: string): unknown => faults.push(`look ${look}, level ${level}: ${what} at ${forward}`);
        if (!woken.has(gauge) || !gauges.mayBeDue(level)) {
          if (forward > 0 && forward >= threshold + CLOSE) fault('asleep');
          asleep += 1;
        } else if (gauges.isDue(level)) {
          if (forward < threshold - CLOSE) fault('due');
          reset(level);
          due += 1;
        } else {
          if (forward > threshold + CLOSE) fault('not yet due');
          notYet += 1;
        }
        const reverse = hurtOf(gauge, now, references.get(level)!, scales);
        if (Math.abs(gauges.reverseOf(level) - reverse) > CLOSE) fault(`reverse ${reverse}`);
        if (reverse > 0) back += 1;
        if (woken.has(gauge)) gauges.keepAwake(level);
      }
      // A level may be begun anew at any time, as one is that had no member.
      const level = draw.of([...references.keys()]);
      if (draw.chance(0.3)) {
        reset(level);
        gauges.keepAwake(level);
        expect(gauges.reverseOf(level)).toBe(0);
      }
    }
    expect(faults).toEqual([]);
    expect(Math.min(due, asleep, notYet, back)).toBeGreaterThan(100);
  });

  it('measure what is no price for mixed books alone', () => {
    const prices = Float64Array.of(100, 7, 0);
    const gauges = new RescanGauges(prices, [100, 2, 4], 1);
    expect(gauges.gaugeCount).toBe(GAUGE_SINGLE + 2);
    const levelOf = (gauge: number) => gauge * LEVELS_PER_GAUGE + 10; // 2^-6 scales
    for (let gauge = 0; gauge < gauges.gaugeCount; gauge += 1) {
      gauges.reset(levelOf(gauge));
      gauges.keepAwake(levelOf(gauge));
    }
    prices[2] = -1;
    gauges.observe();
    expect(Array.from(gauges.woken.subarray(0, gauges.wokenCount))).toEqual([GAUGE_MIXED]);
    // A quarter of its scale, and back by as much; a fall of a hundredth of the price is the smaller move.
    expect(gauges.isDue(levelOf(GAUGE_MIXED))).toBe(true);
    expect(gauges.reverseOf(levelOf(GAUGE_MIXED))).toBe(0.25);
    prices[0] = 99;
    gauges.observe();
    expect(gauges.reverseOf(levelOf(GAUGE_MIXED))).toBe(0.25);
    expect(gauges.isDue(levelOf(GAUGE_LONG))).toBe(false);
    prices[0] = 98;
    gauges.observe();
    expect(gauges.isDue(levelOf(GAUGE_LONG))).toBe(true);
    expect(gauges.reverseOf(levelOf(GAUGE_SHORT))).toBe(0.02);
  });

  it('sleep while nothing that hurts moves', () => {
    const prices = Float64Array.of(100, 100);
    const gauges = new RescanGauges(prices, [100, 50]);
    const levelOf = (gauge: number) => gauge * LEVELS_PER_GAUGE + 10; // 2^-6 scales
    for (let gauge = 0; gauge < gauges.gaugeCount; gauge += 1) {
      gauges.reset(levelOf(gauge));
      gauges.keepAwake(levelOf(gauge));
    }
    const wokenAt = (...next: number[]): number[] => {
      prices.set(next);
      gauges.observe();
      return Array.from(gauges.woken.subarray(0, gauges.wokenCount)).sort((x, y) => x - y);
    };
    expect(wokenAt(100, 100)).toEqual([]);
    expect(wokenAt(101, 100)).toEqual([]);
    // 1.5625 of the first, or 0.78125 of the second, are 2^-6 scales: up, and only shorts and mixed books care.
    expect(wokenAt(101.6, 100)).toEqual([GAUGE_SHORT, GAUGE_MIXED, GAUGE_SINGLE + 1]);
    expect(gauges.isDue(levelOf(GAUGE_SINGLE + 1))).toBe(true);
    expect(gauges.isDue(levelOf(GAUGE_MIXED))).toBe(true);
    expect(wokenAt(101.6, 99.2)).toContain(GAUGE_LONG);
    expect(gauges.isDue(levelOf(GAUGE_LONG))).toBe(true);
    expect(gauges.isDue(levelOf(GAUGE_SINGLE + 2))).toBe(true);
    expect(gauges.isDue(levelOf(GAUGE_SINGLE))).toBe(false);
    expect(gauges.reverseOf(levelOf(GAUGE_LONG))).toBeCloseTo(0.016, 12);
    expect(gauges.reverseOf(levelOf(GAUGE_SHORT))).toBeCloseTo(0.016, 12);
    expect(gauges.reverseOf(levelOf(GAUGE_SINGLE))).toBeCloseTo(0.016, 12);
    expect(gauges.reverseOf(levelOf(GAUGE_SINGLE + 1))).toBe(0);
  });
});
