/**
 * Goal: liquidity that leaves at once and returns slowly, cross-impact without arbitrage, and marks within their
 * limits. Method: numbers worked by hand; properties of the impact matrix over random correlations.
 */
import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { US_PER_YEAR } from '../../src/base/units.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import { LiquidityState } from '../../src/market/liquidity.ts';
import { computeIndexTicks, computeMarkTicks, computeReferenceTicks } from '../../src/market/mark-price.ts';
import { repairCorrelation } from '../../src/numeric/correlation.ts';

describe('liquidity', () => {
  const rules = { sensitivity: 0.5, horizonUs: 0, floorShare: 0.1, recoveryHalfLifeUs: 1_000 };
  // With volatility 1 and a tick of a year / 10,000 one standard deviation is 0.01.
  const tickUs = US_PER_YEAR / 10_000;
  const slow = { ...rules, recoveryHalfLifeUs: 1e15 };

  it.each([
    { logReturn: 0.01, expected: 1 },
    { logReturn: -0.005, expected: 1 },
    // z = 3: exp(-0.5 x 2)
    { logReturn: -0.03, expected: Math.exp(-1) },
    { logReturn: 0.03, expected: Math.exp(-1) },
    { logReturn: 0.2, expected: 0.1 },
  ])('keeps $expected of the depth after a return of $logReturn', ({ logReturn, expected }) => {
    const state = new LiquidityState(slow, 2);
    state.observe(1, logReturn, 1, tickUs);
    expect(state.factor(1)).toBeCloseTo(expected, 12);
    expect(state.factor(0)).toBe(1);
  });

  it('comes back with the half-life, and a smaller shock does not bring it back sooner', () => {
    const state = new LiquidityState(rules, 1);
    // z is huge for such a short tick: at the floor.
    state.observe(0, 0.5, 1, 1);
    expect(state.factor(0)).toBe(0.1);
    state.observe(0, 0, 1, 1_000);
    // 0.9 missing, half of it back.
    expect(state.factor(0)).toBeCloseTo(0.55, 12);
    state.observe(0, 1e-9, 1, 1_000);
    expect(state.factor(0)).toBeCloseTo(0.775, 12);
    const out: number[] = [];
    state.appendState(out);
    expect(out).toEqual([state.factor(0)]);
  });

  it('is not brought back by a storm that is smaller than the last', () => {
    const state = new LiquidityState(slow, 1);
    state.observe(0, -0.05, 1, tickUs);
    expect(state.factor(0)).toBeCloseTo(Math.exp(-2), 12);
    // z = 3 by itself would leave e^-1.
    state.observe(0, -0.03, 1, tickUs);
    expect(state.factor(0)).toBeCloseTo(Math.exp(-2), 5);
  });

  it('has no opinion on a return without a known volatility', () => {
    const state = new LiquidityState(rules, 1);
    state.observe(0, -0.5, 0, 1_000);
    expect(state.factor(0)).toBe(1);
  });

  it('looks back over its horizon in ticks, of each instrument by itself', () => {
    // 2.5 ticks are 3: z = |sum of the last three| / (0.01 sqrt(3)), factor exp(-0.5 (z - 1)).
    const state = new LiquidityState({ ...slow, horizonUs: 2.5 * tickUs }, 2);
    const factorFor = (moved: number): number => Math.exp(-0.5 * (moved / (0.01 * Math.sqrt(3)) - 1));
    state.observe(0, -0.015, 1, tickUs);
    state.observe(1, 0.5, 1, tickUs);
    // 0.015 is less than a standard deviation of three ticks.
    expect(state.factor(0)).toBe(1);
    expect(state.factor(1)).toBe(0.1);
    state.observe(0, -0.01, 1, tickUs);
    expect(state.factor(0)).toBeCloseTo(factorFor(0.025), 12);
    // The first has left: 0.01 + 0.02.
    state.observe(0, 0, 1, tickUs);
    state.observe(0, -0.02, 1, tickUs);
    expect(state.factor(0)).toBeCloseTo(factorFor(0.03), 12);
    state.observe(0, -0.03, 1, tickUs);
    expect(state.factor(0)).toBeCloseTo(factorFor(0.05), 12);
  });

  it('refuses a book that could vanish', () => {
    expect(() => new LiquidityState({ ...rules, floorShare: 0 }, 1)).toThrow(InvariantError);
  });
});

describe('cross-impact', () => {
  it('moves the shallow book more than the deep one', () => {
    // share 0.5, rho 0.8, depths 4 : 1: the deep one moves the shallow one by 0.4 x 2, and back by 0.4 / 2.
    const impact = new CrossImpact([1, 0.8, 0.8, 1], [400, 100], 0.5);
    expect(impact.coefficient(1, 0)).toBeCloseTo(0.8, 14);
    expect(impact.coefficient(0, 1)).toBeCloseTo(0.2, 14);
    expect([impact.coefficient(0, 0), impact.coefficient(1, 1)]).toEqual([1, 1]);
  });

  it('is symmetric and positive semi-definite in notional terms', () => {
    const three = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 3, maxLength: 3 });
    const entries = three(fc.double({ min: -1, max: 1, noNaN: true }));
    const depths = three(fc.double({ min: 1, max: 1_000, noNaN: true }));
    const shares = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(entries, depths, shares, ([a, b, c], depth, share) => {
        const { matrix } = repairCorrelation(Float64Array.of(1, a!, b!, a!, 1, c!, b!, c!, 1));
        const impact = new CrossImpact(matrix, depth, share);
        // Displacement of j for a unit of notional in i: C[j][i] / D_i.
        const perNotional = Matrix.zeros(3, 3);
        for (let j = 0; j < 3; j += 1) {
          for (let i = 0; i < 3; i += 1) perNotional.set(j, i, impact.coefficient(j, i) / depth[i]!);
        }
        for (let j = 0; j < 3; j += 1) {
          for (let i = 0; i < j; i += 1) expect(perNotional.get(j, i)).toBeCloseTo(perNotional.get(i, j), 12);
        }
        const { realEigenvalues } = new EigenvalueDecomposition(perNotional, { assumeSymmetric: true });
        expect(Math.min(...realEigenvalues)).toBeGreaterThan(-1e-12);
      }),
    );
  });

  it('refuses a share beyond what correlation allows', () => {
    expect(() => new CrossImpact([1], [1], 1.1)).toThrow(InvariantError);
    expect(() => new CrossImpact([1, 0, 0, 1], [1], 0.5)).toThrow(InvariantError);
  });
});

describe('index and mark prices', () => {
  it('round to the nearest tick, and never below one', () => {
    // 100,000 x e^-0.1 = 90,483.74
    const referenceTicks = computeReferenceTicks(100_000, -0.1);
    expect(referenceTicks).toBeCloseTo(90_483.7418, 4);
    expect(computeIndexTicks(referenceTicks)).toBe(90_484);
    expect(computeIndexTicks(2.5)).toBe(3);
    expect(computeIndexTicks(1e-9)).toBe(1);
  });

  it.each([
    // Half of a displacement of -2 %: 50,000 x e^-0.01 = 49,502.49.
    { displacementLog: -0.02, ownVenueWeight: 0.5, basisLimit: 0.05, expected: 49_502 },
    // The whole of it, limited to 0.5 %: 50,000 x e^-0.005 = 49,750.62.
    { displacementLog: -0.02, ownVenueWeight: 1, basisLimit: 0.005, expected: 49_751 },
    { displacementLog: 0.02, ownVenueWeight: 1, basisLimit: 0.005, expected: 50_251 },
    { displacementLog: -0.9, ownVenueWeight: 0, basisLimit: 0.05, expected: 50_000 },
    { displacementLog: -0.9, ownVenueWeight: 1, basisLimit: 0, expected: 50_000 },
  ])('mark $expected for displacement $displacementLog, weight $ownVenueWeight, limit $basisLimit', (row) => {
    const { displacementLog, ownVenueWeight, basisLimit, expected } = row;
    expect(computeMarkTicks(50_000, displacementLog, ownVenueWeight, basisLimit)).toBe(expected);
  });

  it('keep a mark of at least one tick', () => {
    expect(computeMarkTicks(1, -5, 1, 10)).toBe(1);
  });
});
