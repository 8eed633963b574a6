// Goal: avoided, only delayed, not needed mean what docs/explain.md says. Method: paths of a few samples, by hand.

import { describe, expect, it } from 'vitest';
import { QUANTA_PER_USD } from '../../src/base/units.ts';
import { measureAmplification } from '../../src/experiment/counterfactuals/amplification.ts';
import { measureBenefit } from '../../src/experiment/counterfactuals/control-benefit.ts';
import { CONTROLS } from '../../src/experiment/counterfactuals/controls.ts';
import type { Trip } from '../../src/experiment/counterfactuals/list-trips.ts';
import type { PathFigures } from '../../src/experiment/counterfactuals/path-figures.ts';
import { bare } from '../simulation/small-scenario.ts';

const { instruments } = bare().venue;
const control = (name: string) => CONTROLS.find((one) => one.name === name)!;

/** Losses in USD and marks in ticks at 0, 10, 20, ... s. */
function figures(loss: readonly number[], marks: readonly number[], trips: readonly Trip[] = []): PathFigures {
  return {
    path: 0,
    failed: false,
    trips,
    timeUs: Float64Array.from(loss, (_, n) => n * 10_000_000),
    loss: Float64Array.from(loss, (usd) => usd * QUANTA_PER_USD),
    markTicks: Float64Array.from(marks),
  } as unknown as PathFigures;
}

function measure(name: string, withIt: PathFigures, withoutIt: PathFigures) {
  return measureBenefit(control(name), [{ path: 0, base: withIt, other: withoutIt }], instruments, Math.log(1.1))!;
}

/** Stopped from 10 s to 30 s after a fall from 10,000 to 8,900. */
const trip = (of: string): Trip => ({
  control: of,
  instrument: 0,
  timeUs: 10_000_000,
  untilUs: 30_000_000,
  moveLog: Math.log(0.89),
});
const FALL = [10_000, 8_900, 8_900, 8_900, 8_900];

describe('loss avoided and only delayed', () => {
  const marks = [10_000, 10_000, 10_000, 10_000, 10_000];

  it('is avoided where less is lost at the end, and nothing of that is delayed', () => {
    const { avoided, delayed } = measure(
      'throttle',
      figures([0, 0, 0, 0, 10], marks),
      figures([0, 40, 40, 40, 40], marks),
    );
    // The most that it was ahead is 40, of which 30 are left at the end.
    expect([avoided.value, delayed.value]).toEqual([30, 10]);
  });

  it('is only delayed where the same is lost later', () => {
    const { avoided, delayed } = measure(
      'throttle',
      figures([0, 0, 0, 40, 40], marks),
      figures([0, 40, 40, 40, 40], marks),
    );
    expect([avoided.value, delayed.value]).toEqual([0, 40]);
  });

  it('counts a path on which it did harm', () => {
    const benefit = measure('throttle', figures([0, 0, 5, 60, 60], marks), figures([0, 25, 25, 25, 25], marks));
    expect([benefit.avoided.value, benefit.delayed.value, benefit.pathsWorse]).toEqual([-35, 25, 1]);
  });
});

describe('a halt', () => {
  const none = [0, 0, 0, 0, 0];
  const back = [10_000, 8_900, 9_000, 9_900, 9_900];
  const deeper = [10_000, 8_900, 8_500, 8_000, 8_000];

  it.each([
    ['the mark came back without it and no more was lost', 'halt', back, none, 1],
    ['the mark stayed down without it', 'halt', deeper, none, 0],
    ['more was lost without it before it ended', 'halt', back, [0, 0, 0, 7, 7], 0],
    ['more was lost only after it had ended', 'halt', back, [0, 0, 0, 0, 7], 1],
    ['another control is judged by loss alone', 'dynamicBreaker', deeper, none, 1],
    ['another control that kept a loss away', 'dynamicBreaker', back, [0, 0, 3, 3, 3], 0],
  ] as const)('%s', (_, name, marks, loss, notNeeded) => {
    const { need } = measure(name, figures(none, FALL, [trip(name)]), figures(loss, marks));
    expect(need).toEqual({ trips: 1, notNeeded });
  });

  it('counts for its own control alone', () => {
    const { need } = measure('halt', figures(none, FALL, [trip('limitUpDown')]), figures(none, back));
    expect(need).toEqual({ trips: 0, notNeeded: 0 });
  });
});

describe('a trip that stops no trading', () => {
  const none = [0, 0, 0, 0, 0];
  /** It ends between two samples. */
  const short = (of: string): Trip => ({ ...trip(of), untilUs: 12_000_000, moveLog: 0 });

  it.each([
    ['no more was lost without it', none, 1],
    ['more was lost without it by the first sample after its end', [0, 0, 7, 7, 7], 0],
    ['more was lost only later', [0, 0, 0, 7, 7], 1],
  ] as const)('is judged by loss alone: %s', (_, loss, notNeeded) => {
    const { need } = measure('throttle', figures(none, FALL, [short('throttle')]), figures(loss, FALL));
    expect(need).toEqual({ trips: 1, notNeeded });
  });

  it('is judged at the end of a path that it outlasts', () => {
    const lasting = { ...trip('fundMode'), untilUs: Infinity };
    const { need } = measure('fundMode', figures(none, FALL, [lasting]), figures([0, 0, 0, 0, 7], FALL));
    expect(need).toEqual({ trips: 1, notNeeded: 0 });
  });

  it('is not told where it leaves no facts', () => {
    const { need, trips } = measure('orderBand', figures(none, FALL), figures(none, FALL));
    expect([need, trips]).toEqual([null, null]);
  });
});

describe('amplification', () => {
  const { expm1, log1p } = Math;
  const marks = (low: number, high: number) =>
    ({ tally: { markLowLog: [log1p(low)], markHighLog: [log1p(high)] } }) as unknown as PathFigures;

  it('is told of both sides: a squeeze lifts the mark as a cascade presses it down', () => {
    const pairs = [
      { path: 0, base: marks(-0.01, 0.5), other: marks(-0.01, 0.2) },
      { path: 1, base: marks(-0.03, 0.3), other: marks(0, 0.2) },
    ];
    const [fall, rise] = measureAmplification(pairs, instruments);
    expect([fall!.side, fall!.ratioMaxPath, rise!.side, rise!.ratioMaxPath]).toEqual(['fall', 0, 'rise', 0]);
    expect([fall!.moveWith, fall!.moveWithout, fall!.ratio!.value]).toEqual([0.02, 0.005, 1].map(near));
    expect([rise!.moveWith, rise!.moveWithout, rise!.ratio!.value]).toEqual([0.4, 0.2, 2].map(near));
    expect(rise!.ratioMax).toBeCloseTo(expm1(log1p(0.5)) / 0.2, 9);
  });
});

const near = (value: number): unknown => expect.closeTo(value, 9);

describe('the registry', () => {
  it('has every control of the venue once, each switched off by a key that the scenario reads', () => {
    const names = CONTROLS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { without, isOn } of CONTROLS) {
      const scenario = bare(Object.fromEntries(without.map(({ key, value }) => [key, value])));
      expect(isOn(scenario.venue)).toBe(false);
    }
    const rules = Object.keys(bare().venue.controls).filter((rule) => rule !== 'session');
    expect(rules.filter((rule) => !names.includes(rule))).toEqual([]);
  });
});
