/**
 * Goal: the outside price follows the scenario where it is fixed, and is noise of the stated size elsewhere.
 * Method: components worked by hand; moments of bridged and free noise over fixed streams, with bounds of at least
 * four standard errors; alignment of draws by comparing processes that differ in one rule.
 */
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { US_PER_HOUR, US_PER_SECOND, US_PER_YEAR } from '../../src/base/units.ts';
import type { MarketRules, NoiseRules, PriceComponent } from '../../src/market/market-rules.ts';
import { listFixedTimes } from '../../src/market/price-components.ts';
import { PriceProcess } from '../../src/market/price-process.ts';
import { factorCorrelation } from '../../src/numeric/correlation.ts';
import { createStream } from '../../src/numeric/stream.ts';

const gaussian: NoiseRules = {
  distribution: 'gaussian',
  degreesOfFreedom: 4,
  volatilityAnnual: [0.8, 1.2],
  bridgedToWaypoints: false,
};

function rulesOf(components: readonly PriceComponent[], noise: NoiseRules | null): MarketRules {
  return {
    tickUs: US_PER_SECOND,
    components,
    noise,
    correlation: {
      matrix: [
        [1, 0.6],
        [0.6, 1],
      ],
    },
    depth: [],
    impact: { permanentShare: 0, halfLifeUs: 1, crossShare: 0 },
    withdrawal: { sensitivity: 0, horizonUs: 0, floorShare: 1, recoveryHalfLifeUs: 1 },
    external: { depthSharePpm: 0, absorptionPerHour: 0 },
  };
}

const factor = factorCorrelation(Float64Array.of(1, 0.6, 0.6, 1));

function processOf(components: readonly PriceComponent[], noise: NoiseRules | null, seed = 'seed'): PriceProcess {
  return new PriceProcess(rulesOf(components, noise), 2, createStream(seed, 'price'), factor);
}

function valuesAt(process: PriceProcess, times: readonly number[]): number[][] {
  const out = new Float64Array(2);
  return times.map((timeUs) => {
    process.advanceTo(timeUs, out);
    return [...out];
  });
}

const waypoints: PriceComponent = {
  kind: 'waypoints',
  instrument: 0,
  timesUs: [100, 200, 400],
  logReturns: [-0.1, -0.5, -0.2],
};

describe('fixed components', () => {
  it('are linear in log price between waypoints and flat outside', () => {
    const values = valuesAt(processOf([waypoints], null), [0, 100, 150, 200, 300, 400, 9_999]);
    const expected = [-0.1, -0.1, -0.3, -0.5, -0.35, -0.2, -0.2];
    values.forEach(([first, second], k) => {
      expect(first).toBeCloseTo(expected[k]!, 15);
      expect(second).toBe(0);
    });
  });

  it('add up: waypoints, a jump from its moment on and a ramp that stays', () => {
    const jump: PriceComponent = { kind: 'jump', atUs: 150, logReturns: [0.01, 0.02] };
    const ramp: PriceComponent = { kind: 'ramp', fromUs: 100, toUs: 300, logReturns: [0, -0.4] };
    const values = valuesAt(processOf([waypoints, jump, ramp], null), [149, 150, 200, 300, 500]);
    const first = [-0.1 - 0.4 * 0.49, -0.3 + 0.01, -0.5 + 0.01, -0.35 + 0.01, -0.2 + 0.01];
    const second = [-0.4 * 0.245, -0.1 + 0.02, -0.2 + 0.02, -0.4 + 0.02, -0.4 + 0.02];
    values.forEach((pair, k) => {
      expect(pair[0]).toBeCloseTo(first[k]!, 14);
      expect(pair[1]).toBeCloseTo(second[k]!, 14);
    });
  });

  it('are asked at rising times only', () => {
    const process = processOf([waypoints], null);
    process.advanceTo(200, new Float64Array(2));
    expect(() => process.advanceTo(199, new Float64Array(2))).toThrow(InvariantError);
  });

  it('fix an instrument at its own times', () => {
    const replay: PriceComponent = {
      kind: 'replay',
      instrument: 0,
      timesUs: [50, 200],
      logReturns: [0, 0],
      file: 'a.csv',
    };
    expect([...listFixedTimes([waypoints, replay], 0)]).toEqual([50, 100, 200, 400]);
    expect([...listFixedTimes([waypoints, replay], 1)]).toEqual([]);
  });
});

describe('noise', () => {
  it.each(['gaussian', 'studentT'] as const)('has the stated volatility and correlation: %s', (distribution) => {
    const ticks = 20_000;
    const process = processOf([], { ...gaussian, distribution, degreesOfFreedom: 8 });
    const values = valuesAt(
      process,
      Array.from({ length: ticks }, (_, k) => (k + 1) * US_PER_SECOND),
    );
    const sums = { first: 0, second: 0, product: 0 };
    let last = [0, 0];
    for (const value of values) {
      const [a, b] = [value[0]! - last[0]!, value[1]! - last[1]!];
      sums.first += a * a;
      sums.second += b * b;
      sums.product += a * b;
      last = value;
    }
    // Kurtosis of the t with 8 degrees of freedom is 4.5: the variance has a relative error of sqrt(3.5 / ticks).
    const tolerance = 4 * Math.sqrt(3.5 / ticks);
    const perTick = US_PER_SECOND / US_PER_YEAR;
    expect(Math.abs(sums.first / ticks / (0.64 * perTick) - 1)).toBeLessThan(tolerance);
    expect(Math.abs(sums.second / ticks / (1.44 * perTick) - 1)).toBeLessThan(tolerance);
    expect(Math.abs(sums.product / Math.sqrt(sums.first * sums.second) - 0.6)).toBeLessThan(tolerance);
  });

  it('is a Brownian bridge between waypoints: zero there, and of the exact variance in between', () => {
    const end = 4 * US_PER_HOUR;
    const tied: PriceComponent = { kind: 'waypoints', instrument: 0, timesUs: [0, end], logReturns: [0, -0.3] };
    const noise = { ...gaussian, bridgedToWaypoints: true };
    const squares = [0, 0, 0];
    const paths = 4_000;
    for (let path = 0; path < paths; path += 1) {
      const values = valuesAt(processOf([tied], noise, `seed ${path}`), [
        end / 4,
        end / 2,
        (3 * end) / 4,
        end,
        2 * end,
      ]);
      [0.25, 0.5, 0.75].forEach((share, k) => {
        squares[k]! += (values[k]![0]! + 0.3 * share) ** 2;
      });
      // Exactly on the waypoint, free afterwards.
      expect(values[3]![0]).toBe(-0.3);
      expect(values[4]![0]).not.toBe(-0.3);
    }
    // Variance sigma^2 T s (1 - s): the relative error of a sample variance is sqrt(2 / paths).
    const whole = (0.64 * end) / US_PER_YEAR;
    [0.1875, 0.25, 0.1875].forEach((share, k) => {
      expect(Math.abs(squares[k]! / paths / (whole * share) - 1)).toBeLessThan(4 * Math.sqrt(2 / paths));
    });
  });

  it('starts again from zero when a tick steps over a waypoint', () => {
    const tied: PriceComponent = { kind: 'waypoints', instrument: 0, timesUs: [10, 1_000_000], logReturns: [0, 0] };
    const process = processOf([tied], { ...gaussian, bridgedToWaypoints: true });
    // From 10 to 11 the bridge moves by about 0.8 sqrt(1 / 3.15e13) = 1.4e-7; the walk before it is forgotten.
    const [value] = valuesAt(process, [11]);
    expect(Math.abs(value![0]!)).toBeLessThan(1e-6);
    expect(value![0]).not.toBe(0);
  });

  it('of one instrument does not see waypoints of another', () => {
    const times = [1, 2, 3, 50, 100].map((k) => k * US_PER_SECOND);
    const noise = { ...gaussian, bridgedToWaypoints: true };
    const tied = valuesAt(processOf([waypoints], noise), times);
    const free = valuesAt(processOf([], noise), times);
    tied.forEach((value, k) => expect(value[1]).toBe(free[k]![1]));
  });

  it('shows the same shocks to one instrument more, and to the Student-t', () => {
    const times = [1, 2, 3].map((k) => k * US_PER_SECOND);
    const stream = () => createStream('seed', 'price');
    const alone = new PriceProcess(
      rulesOf([], { ...gaussian, volatilityAnnual: [0.8] }),
      1,
      stream(),
      Float64Array.of(1),
    );
    const out = new Float64Array(1);
    const both = valuesAt(processOf([], gaussian), times);
    const student = valuesAt(processOf([], { ...gaussian, distribution: 'studentT' }), times);
    times.forEach((timeUs, k) => {
      alone.advanceTo(timeUs, out);
      expect(out[0]).toBe(both[k]![0]);
    });
    // One factor scales both instruments' steps, so their ratio is that of the Gaussian.
    expect(student[0]![0]! / student[0]![1]!).toBeCloseTo(both[0]![0]! / both[0]![1]!, 10);
  });

  it('does not move when the same time is asked again', () => {
    const values = valuesAt(processOf([], gaussian), [US_PER_SECOND, US_PER_SECOND]);
    expect(values[1]).toEqual(values[0]);
  });
});
