// Goal: the traffic light has the published zones and probabilities, for any sample and coverage. Method: every
// published number, deviations named with what is wrong in the source, and what must hold for all samples.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trafficLight, zoneEdges } from '../../../src/experiment/backtest/traffic-light.ts';
import { binomialCdf } from '../../../src/numeric/special-functions.ts';

describe('the traffic light', () => {
  it('has the cumulative probabilities of Basel: 250 observations at 99 %', () => {
    const percent = Array.from({ length: 11 }, (_, k) => (trafficLight(250, k, 0.01).cumulative * 100).toFixed(2));
    expect(percent).toEqual([
      '8.11',
      '28.58',
      '54.32',
      '75.81',
      '89.22',
      '95.88',
      '98.63',
      '99.60',
      '99.89',
      '99.97',
      '99.99',
    ]);
  });

  it('has the zones and multipliers of Basel', () => {
    const lights = Array.from({ length: 12 }, (_, k) => trafficLight(250, k, 0.01));
    expect(lights.map(({ zone }) => zone[0]).join('')).toBe('gggggyyyyyrr');
    expect(lights.map(({ multiplier }) => multiplier)).toEqual([3, 3, 3, 3, 3, 3.4, 3.5, 3.65, 3.75, 3.85, 4, 4]);
  });

  it.each([
    [250, 0.01, 5, 10],
    [750, 0.005, 7, 13],
  ])('of %d observations at %d is yellow from %d and red from %d', (observations, p, yellowFrom, redFrom) => {
    expect(zoneEdges(observations, p)).toEqual({ yellowFrom, redFrom });
  });

  it('has what MathWorks prints for 57 of 1043 at 5 %', () => {
    const light = trafficLight(1043, 57, 0.05);
    expect(light.zone).toBe('green');
    expect(light.cumulative).toBeCloseTo(0.77913, 5);
    expect(light.typeOneError).toBeCloseTo(0.26396, 5);
    expect(light.multiplier).toBe(3);
  });

  // Chances to see so many: P(X >= k) at the promised probability, or P(X < k) at another, as published.
  it.each([
    ['P(X > 4), 250 at 1 %', trafficLight(250, 5, 0.01).typeOneError, 0.108, 5e-4],
    ['P(X > 5), 250 at 1 %', trafficLight(250, 6, 0.01).typeOneError, 0.041, 5e-4],
    ['P(X >= 10), 250 at 1 %', trafficLight(250, 10, 0.01).typeOneError, 0.0003, 5e-5],
    ['P(X >= 9), 600 at 1 %', trafficLight(600, 9, 0.01).typeOneError, 0.152, 5e-4],
    ['P(X = 0), 500 at 1 %', trafficLight(500, 0, 0.01).cumulative, 0.00657, 5e-6],
    ['P(X <= 8), 500 at 1 %', trafficLight(500, 8, 0.01).cumulative, 0.933, 5e-4],
    ['P(X = 8), 500 at 1 %', binomialCdf(8, 500, 0.01) - binomialCdf(7, 500, 0.01), 0.065, 5e-4],
    ['P(X <= 4), 250 at 3 %: green although three times too many', binomialCdf(4, 250, 0.03), 0.128, 5e-4],
  ])('%s', (_, found, expected, tolerance) => {
    expect(Math.abs(found - expected)).toBeLessThanOrEqual(tolerance);
  });

  it('deviates from a source that prints 6.63 % for P(X = 5): it is 6.663 %', () => {
    expect(binomialCdf(5, 250, 0.01) - binomialCdf(4, 250, 0.01)).toBeCloseTo(0.06663, 5);
  });

  it('gives at 250 and 99 % nearly the published factors where it has to compute them', () => {
    // 251 observations have no table: 3 (2.3263 / z(1 - x/251) - 1)
    const published = [3.4, 3.5, 3.65, 3.75, 3.85];
    published.forEach((multiplier, k) => {
      expect(Math.abs(trafficLight(251, k + 5, 0.01).multiplier - multiplier)).toBeLessThan(0.035);
    });
  });

  it('is green without exceptions, however few the observations', () => {
    // 0.99^3 = 97 %
    expect(trafficLight(3, 0, 0.01).zone).toBe('green');
    expect(trafficLight(3, 1, 0.01).zone).toBe('yellow');
  });

  it('never turns greener, nor asks for less, with more exceptions; red is not before yellow', () => {
    const order = { green: 0, yellow: 1, red: 2 };
    const cases = fc.record({
      observations: fc.integer({ min: 20, max: 3_000 }),
      p: fc.constantFrom(0.001, 0.005, 0.01, 0.025, 0.05, 0.1),
      exceptions: fc.integer({ min: 0, max: 200 }),
    });
    fc.assert(
      fc.property(cases, ({ observations, p, exceptions }) => {
        const at = Math.min(exceptions, observations - 1);
        const [one, more] = [trafficLight(observations, at, p), trafficLight(observations, at + 1, p)];
        expect(order[more.zone]).toBeGreaterThanOrEqual(order[one.zone]);
        expect(more.multiplier).toBeGreaterThanOrEqual(one.multiplier);
        expect(one.redFrom).toBeGreaterThanOrEqual(one.yellowFrom);
        // The first yellow count is the first whose cumulative probability reaches 95 %.
        expect(binomialCdf(one.yellowFrom, observations, p)).toBeGreaterThanOrEqual(0.95);
        if (one.yellowFrom > 1) expect(binomialCdf(one.yellowFrom - 1, observations, p)).toBeLessThan(0.95);
      }),
    );
  });
});
