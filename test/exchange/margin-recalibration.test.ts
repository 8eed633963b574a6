/** Rates that follow volatility: the recursions by hand, bounds and steps, and the spiral on common random numbers. */
import { describe, expect, it } from 'vitest';
import { US_PER_YEAR } from '../../src/base/units.ts';
import { MarginRecalibration } from '../../src/exchange/margin-recalibration.ts';
import { createState, setMark, type ExchangeState } from '../../src/exchange/state.ts';
import type { MarginRecalibrationRules } from '../../src/exchange/venue-rules.ts';
import { log } from '../../src/numeric/math.ts';
import { summariseMargin } from '../../src/experiment/margin-summary.ts';
import { simulatePath } from '../../src/simulation/simulate-path.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import { crowd } from '../simulation/small-scenario.ts';
import { smallPopulation, smallRules } from './small-venue.ts';

/** One interval is the 10,000th part of a year: a volatility of 80 % is a deviation of 0.8 %. */
const rules: MarginRecalibrationRules = {
  intervalUs: US_PER_YEAR / 10_000,
  estimator: { kind: 'ewma', lambda: 0.9 },
  volatilityAnnual: [0.8],
  floorPpm: 1_000_000,
  capPpm: 3_000_000,
  stepPpm: 1,
};

function venue(): ExchangeState {
  const small = { priceUsd: 100, holders: [{ equityUsd: 1, lots: 0 }] };
  return createState(smallRules(small), smallPopulation(small));
}

/** The multiple after the mark has gone to each price in turn. */
function multiplesAfter(more: Partial<MarginRecalibrationRules>, ...pricesUsd: number[]): number[] {
  const state = venue();
  const recalibration = new MarginRecalibration(state, { ...rules, ...more });
  return pricesUsd.map((price) => {
    setMark(state, 0, price * 100);
    recalibration.observe();
    return recalibration.multiplesPpm[0]! / 1e6;
  });
}

describe('the multiple', () => {
  const move = log(100 / 98);
  const margined = 0.008 * 0.008;

  it('follows an exponentially weighted variance', () => {
    const variance = 0.9 * margined + 0.1 * move * move;
    expect(multiplesAfter({}, 98)[0]).toBeCloseTo(Math.sqrt(variance / margined), 6);
  });

  it('follows GARCH(1,1) about the volatility that rates stand for', () => {
    const variance = 0.05 * margined + 0.1 * move * move + 0.85 * margined;
    const estimator = { kind: 'garch', alpha: 0.1, beta: 0.85 } as const;
    expect(multiplesAfter({ estimator }, 98)[0]).toBeCloseTo(Math.sqrt(variance / margined), 6);
  });

  it('stays at its floor in a calm, and at its cap in a storm', () => {
    expect(multiplesAfter({}, 100, 100, 100)).toEqual([1, 1, 1]);
    expect(multiplesAfter({}, 60)).toEqual([3]);
    expect(multiplesAfter({ floorPpm: 500_000 }, ...Array.from({ length: 60 }, () => 100)).at(-1)).toBe(0.5);
  });

  it('is a whole number of steps, rounded up', () => {
    expect(multiplesAfter({ stepPpm: 250_000 }, 98)[0]).toBe(1.25);
  });
});

describe('on common random numbers', () => {
  const moving = '{ estimator: { kind: ewma, lambda: 0.8 }, interval: 1 min, cap: 4x }';
  const runOf = (sets: Readonly<Record<string, string>>) => {
    const scenario = crowd(sets);
    return simulatePath({ scenario, population: buildPopulation(scenario, null).population, path: 0, audit: true });
  };
  const fixed = runOf({});
  const spiral = runOf({ 'venue.marginRecalibration': moving });

  it('margin that follows volatility breaches more accounts than margin that stays', () => {
    expect(spiral.failure).toBeNull();
    expect(spiral.series.indexTicks).toEqual(fixed.series.indexTicks);
    expect(spiral.tally.accountsLiquidated).toBeGreaterThan(fixed.tally.accountsLiquidated);
    expect(spiral.tally.firstBreachAtUs).toBeLessThanOrEqual(fixed.tally.firstBreachAtUs);
  });

  it('the summary says how far the requirement rose', () => {
    expect(fixed.margin).toBeNull();
    const summary = summariseMargin([spiral])!;
    expect(summary.models.map(({ model }) => model)).toEqual(['tiered']);
    expect(summary.models[0]!.peakRatio).toBeGreaterThan(1.2);
    expect(summary.nettingBenefit).toBe(0);
    expect(summary.timeS).toHaveLength(21);
  });
});
