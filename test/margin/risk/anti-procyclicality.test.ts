// Goal: the tools of EMIR article 28 do what the rule says. Method: the worked figures (8 % base, 20 % stressed, 9 % floor)
// through whole models whose returns make the base exactly that, and the buffer's states by hand.

import { describe, expect, it } from 'vitest';
import { stepBuffer, type BufferRule, type BufferState } from '../../../src/margin/risk/margin-buffer.ts';
import { recalibrate, withReturns } from '../../../src/margin/risk/recalibrate.ts';
import { createRiskModel } from '../../../src/margin/risk/risk-model.ts';
import type {
  AntiProcyclicality,
  RiskParameters,
  RiskSpecification,
} from '../../../src/margin/risk/risk-parameters.ts';
import { bookOf, drawMarket, PLAIN, testStream } from './risk-world.ts';

const market = drawMarket(testStream('apc'), { assetCount: 1 });
market.markPrices.fill(100);
market.indexPrices.fill(100);

/** Of a book of 1 at 100: per cent of its value. */
function maintenanceOf(parameters: RiskParameters): number {
  const out = { initial: 0, maintenance: 0 };
  createRiskModel(parameters)
    .prepare(market)
    .requireInto(bookOf([[0, 1]]), out);
  return out.maintenance;
}

function modelOf(tools: Partial<AntiProcyclicality>, more: Partial<RiskSpecification> = {}): RiskParameters {
  // 20 stressed days of -20 %, then 100 days of which the worst is -8 %, and never quiet.
  const returns = Float64Array.from({ length: 120 }, (_, day) => (day < 20 ? -0.2 : day === 70 ? -0.08 : 0.01));
  const specification = {
    ...PLAIN,
    windowDays: 100,
    antiProcyclicality: { ...PLAIN.antiProcyclicality, ...tools },
    ...more,
  };
  return withReturns(specification, market.assets, { dayCount: 120, returns });
}

describe('the tools of article 28', () => {
  it('ask for 8 % without any of them', () => {
    expect(maintenanceOf(modelOf({}))).toBeCloseTo(8, 12);
  });

  it('add a buffer of 25 %: 8 x 1.25 = 10 %, less what of it is used up', () => {
    const buffered = modelOf({ bufferShare: 0.25 });
    expect(maintenanceOf(buffered)).toBeCloseTo(10, 12);
    expect(maintenanceOf(recalibrate(buffered, { bufferReleased: 0.5 }))).toBeCloseTo(9, 12);
    expect(maintenanceOf(recalibrate(buffered, { bufferReleased: 1 }))).toBeCloseTo(8, 12);
  });

  it('weigh the stressed days with 25 %: 0.75 x 8 + 0.25 x 20 = 11 %', () => {
    const stressed = { weight: 0.25, days: 20, blend: 'requirements' } as const;
    expect(maintenanceOf(modelOf({ stressed }))).toBeCloseTo(11, 12);
  });

  it('or weigh them in the sample, where 25 % of all days at -20 % decide the worst 1 %', () => {
    const stressed = { weight: 0.25, days: 20, blend: 'observations' } as const;
    expect(maintenanceOf(modelOf({ stressed }))).toBeCloseTo(20, 12);
  });

  it('do not fall below the volatility of a long look-back', () => {
    // Root mean squares: window sqrt((0.08^2 + 99 x 0.01^2) / 100) = sqrt(1.63e-4), all days
    // sqrt((20 x 0.2^2 + 0.08^2 + 99 x 0.01^2) / 120) = sqrt(0.8163 / 120). Floor = 8 % x their ratio.
    const expected = 8 * Math.sqrt(0.8163 / 120 / 1.63e-4);
    expect(maintenanceOf(modelOf({ floorDays: 120 }))).toBeCloseTo(expected, 10);
    const covariance = { kind: 'equal', about: 'zero' } as const;
    const estimator = { kind: 'normal', mean: 'zero', covariance } as const;
    // 9 % volatility x 2.3263: the parametric model with the floor's covariance
    const parametric = maintenanceOf(modelOf({ floorDays: 120 }, { estimator }));
    expect(parametric).toBeCloseTo(100 * 2.3263478740408408 * Math.sqrt(0.8163 / 120), 9);
    expect(maintenanceOf(modelOf({ floorDays: 100 }, { estimator }))).toBeCloseTo(
      100 * 2.3263478740408408 * Math.sqrt(1.63e-4),
      9,
    );
  });

  it('blend covariances when a parametric model weighs stressed days as observations', () => {
    const covariance = { kind: 'equal', about: 'zero' } as const;
    const estimator = { kind: 'normal', mean: 'zero', covariance } as const;
    const stressed = { weight: 0.25, days: 20, blend: 'observations' } as const;
    // variance 0.75 x 1.63e-4 + 0.25 x 0.04
    expect(maintenanceOf(modelOf({ stressed }, { estimator }))).toBeCloseTo(
      100 * 2.3263478740408408 * Math.sqrt(0.75 * 1.63e-4 + 0.01),
      9,
    );
  });
});

describe('the buffer over time', () => {
  const rule: BufferRule = { share: 0.25, riseMin: 0.05, lookbackDays: 5, rebuildDays: 10 };
  const run = (margins: readonly number[]): BufferState[] => {
    const states: BufferState[] = [];
    for (const margin of margins) states.push(stepBuffer(states.at(-1) ?? null, margin, rule));
    return states;
  };

  it('absorbs a rise until it is used up, and is then pushed along', () => {
    // Calm 100: called 125. Margins of 110 and 120 leave the call alone; 130 is more than all of it.
    const states = run([100, 100, 110, 120, 130, 140]);
    expect(states.map(({ called }) => called)).toEqual([125, 125, 125, 125, 130, 140]);
    // 110 x 0.25 = 27.5, of which 15 are left: 12.5 / 27.5 are used
    expect(states[2]!.released).toBeCloseTo(12.5 / 27.5, 12);
    expect(states[4]!.released).toBe(1);
    expect(states[2]!.isRising).toBe(true);
  });

  it('is filled again by a tenth a day once margins have stopped rising', () => {
    const states = run([100, 130, 130, 130, 130, 130, 130, 130, 130, 130, 130, 130, 130, 130, 130, 130, 130, 130, 130]);
    // The look-back still holds 100 for five days; from then on 130 x 0.25 / 10 = 3.25 a day
    expect(states[5]!.called).toBe(130);
    expect(states[6]!.called).toBeCloseTo(133.25, 12);
    expect(states.at(-1)!.called).toBe(162.5);
    expect(states.at(-1)!.released).toBe(0);
  });

  it('never calls less than the calculated margin nor more than the whole buffer above it', () => {
    const stream = testStream('buffer');
    let state: BufferState | null = null;
    let margin = 100;
    for (let day = 0; day < 5_000; day += 1) {
      margin *= 1 + 0.2 * (stream.uniform() - 0.5);
      state = stepBuffer(state, margin, rule);
      expect(state.called).toBeGreaterThanOrEqual(margin);
      expect(state.called).toBeLessThanOrEqual(margin * 1.25);
      expect(state.called).toBeCloseTo(margin * (1 + 0.25 * (1 - state.released)), 8);
    }
  });

  it('makes calls smoother than margins without it', () => {
    const margins = [100, 100, 104, 112, 121, 120, 118, 119, 117, 110];
    const calls = run(margins).map(({ called }) => called);
    const largestRise = (values: readonly number[]): number =>
      Math.max(...values.slice(1).map((value, i) => value / values[i]! - 1));
    expect(largestRise(calls)).toBeLessThan(largestRise(margins));
  });
});
