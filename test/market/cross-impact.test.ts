/**
 * Goal: impact across instruments that no round trip can live on, whatever matrix a scenario asks for. Method: the defining
 * equation of the Kyle form and its closed forms by hand; eigenvalues over random covariances; random cycles through two
 * flat books that must not earn.
 */
import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import { DepthBook } from '../../src/market/depth-book.ts';
import { kyleImpact, strengthsOf } from '../../src/market/kyle-impact.ts';
import { factorCorrelation, repairCorrelation, symmetricRoot } from '../../src/numeric/correlation.ts';

const three = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(of, { minLength: 3, maxLength: 3 });
const entries = three(fc.double({ min: -0.95, max: 0.95, noNaN: true }));
/** Far from singular, so that inverting their factor costs no digits. */
const dominated = three(fc.double({ min: -0.45, max: 0.45, noNaN: true }));
const correlationOf = ([a, b, c]: number[]): Float64Array =>
  repairCorrelation(Float64Array.of(1, a!, b!, a!, 1, c!, b!, c!, 1)).matrix;
const matrixOf = (values: Float64Array): Matrix => Matrix.from1DArray(3, 3, values);
const least = (values: Matrix): number =>
  Math.min(...new EigenvalueDecomposition(values, { assumeSymmetric: true }).realEigenvalues);

describe('the multivariate Kyle form', () => {
  it('is volatility over flow for a single instrument', () => {
    const lambda = kyleImpact(Float64Array.of(1), [0.04], Float64Array.of(1), [2e6]);
    expect(lambda[0]! / (0.04 / 2e6)).toBeCloseTo(1, 12);
  });

  it('is the root of the correlation where flow is independent and everything has one scale', () => {
    // sqrt of [[1, r], [r, 1]]: diagonal (sqrt(1 + r) + sqrt(1 - r)) / 2, off it the half difference. r = 0.6.
    const lambda = kyleImpact(Float64Array.of(1, 0.6, 0.6, 1), [1, 1], Float64Array.of(1, 0, 0, 1), [1, 1]);
    expect(lambda[0]).toBeCloseTo((Math.sqrt(1.6) + Math.sqrt(0.4)) / 2, 12);
    expect(lambda[1]).toBeCloseTo((Math.sqrt(1.6) - Math.sqrt(0.4)) / 2, 12);
    expect(strengthsOf(lambda)[1]).toBeCloseTo(1 / 3, 12);
  });

  it('is symmetric, positive semi-definite, and turns the covariance of flow into that of returns', () => {
    const scale = three(fc.double({ min: 0.1, max: 10, noNaN: true }));
    fc.assert(
      fc.property(entries, dominated, scale, scale, (returns, flows, volatility, flow) => {
        const correlation = correlationOf(returns);
        const factor = factorCorrelation(correlationOf(flows));
        const lambda = kyleImpact(correlation, volatility, factor, flow);
        for (const [i, j] of [
          [0, 1],
          [0, 2],
          [1, 2],
        ] as const)
          expect(lambda[i * 3 + j]).toBe(lambda[j * 3 + i]);
        const whole = matrixOf(lambda);
        const size = whole.norm();
        expect(least(whole)).toBeGreaterThan(-1e-9 * size);
        const lower = Matrix.diag(flow).mmul(matrixOf(factor));
        const omega = lower.mmul(lower.transpose());
        const sigma = Matrix.diag(volatility).mmul(matrixOf(correlation)).mmul(Matrix.diag(volatility));
        const error = whole.mmul(omega).mmul(whole).sub(sigma).norm() / sigma.norm();
        expect(error).toBeLessThan(1e-7);
        expect(least(matrixOf(strengthsOf(lambda)))).toBeGreaterThan(-1e-9);
      }),
    );
  });

  it('leaves an instrument out whose price does not move', () => {
    const correlation = Float64Array.of(1, 0, 0.5, 0, 1, 0, 0.5, 0, 1);
    const strengths = strengthsOf(kyleImpact(correlation, [0.5, 0, 0.8], factorCorrelation(correlation), [1, 1, 1]));
    expect([strengths[1], strengths[3], strengths[5], strengths[7], strengths[4]]).toEqual([0, 0, 0, 0, 1]);
    expect(strengths[2]).toBeGreaterThan(0);
  });

  it('rests on a root that squares to the matrix', () => {
    fc.assert(
      fc.property(entries, (values) => {
        const matrix = correlationOf(values);
        const root = matrixOf(symmetricRoot(matrix));
        expect(root.mmul(root).sub(matrixOf(matrix)).norm()).toBeLessThan(1e-9);
      }),
    );
  });
});

describe('a round trip through two books', () => {
  const instrument = (symbol: string, priceInitialTicks: number) =>
    createLinearPerpetual({ symbol, tickSize: 0.1, lotSizeUnits: 0.001, quantaPerLotTick: 1, priceInitialTicks });
  const rules = { permanentShare: 0, halfLifeUs: 60_000_000, crossShare: 1 };
  const trades = fc.array(
    fc.record({
      in: fc.constantFrom(0, 1),
      notional: fc.integer({ min: -40_000_000, max: 40_000_000 }),
      wait: fc.constantFrom(0, 0, 1_000_000, 50_000_000, 1_000_000_000),
    }),
    { minLength: 2, maxLength: 12 },
  );

  it('earns nothing, with or without time in between', () => {
    const depths = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
    const rhos = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(trades, depths, rhos, fc.double({ min: 0, max: 1, noNaN: true }), (steps, deep, rho, share) => {
        const sizes = deep.map((factor) => factor * 1e10);
        const cross = new CrossImpact([1, rho, rho, 1], sizes, share);
        const terms = [instrument('A', 500_000), instrument('B', 20_000)];
        const books = sizes.map(
          (depth, i) => new DepthBook(terms[i]!, { depthAtOnePercent: depth, exponent: 1 }, rules),
        );
        const held = [0, 0];
        let paid = 0;
        let traded = 0;
        const trade = (i: number, lots: number): void => {
          if (lots === 0) return;
          const value = books[i]!.take(lots);
          paid += value;
          traded += Math.abs(value);
          held[i]! += lots;
          books[1 - i]!.addCross(cross.coefficient(1 - i, i) * books[i]!.lastMoveLog);
        };
        for (const step of steps) {
          trade(step.in, Math.round(step.notional / terms[step.in]!.priceInitialTicks));
          for (const book of books) book.advance(step.wait);
        }
        trade(0, -held[0]!);
        trade(1, -held[1]!);
        // Exact to second order in displacement (below 1e-3 here); the third is what e^x has beyond 1 + x + x^2 / 2.
        const displacement = (0.01 * traded) / Math.min(...sizes);
        expect(paid).toBeGreaterThan(-4 - traded * displacement * displacement);
      }),
    );
  });

  it.each([1, 1.5, 2, 3])('at once, in books of exponent %d, earns what their curves differ by', (exponent) => {
    // Buy A to 0.8 %, B to 0.4 %, sell A, sell B. A is sold share x sqrt(D_B / D_A) x 0.4 % dearer, B was bought
    // share x sqrt(D_A / D_B) x 0.8 % too dear: in all share x sqrt(D_A D_B) x ((x_A / 1 %)^e x_B - (x_B / 1 %)^e x_A).
    const sizes = [4e11, 1e11];
    const share = 0.01;
    const cross = new CrossImpact([1, 1, 1, 1], sizes, share);
    const terms = [instrument('A', 500_000), instrument('B', 20_000)];
    const books = sizes.map((depth, i) => new DepthBook(terms[i]!, { depthAtOnePercent: depth, exponent }, rules));
    const lots = [0.8, 0.4].map((percent, i) =>
      Math.round((sizes[i]! * percent ** exponent) / terms[i]!.priceInitialTicks),
    );
    let paid = 0;
    for (const [i, side] of [
      [0, 1],
      [1, 1],
      [0, -1],
      [1, -1],
    ] as const) {
      paid += books[i]!.take(side * lots[i]!);
      books[1 - i]!.addCross(cross.coefficient(1 - i, i) * books[i]!.lastMoveLog);
    }
    const scale = share * 2e11 * 0.004;
    const earned = scale * (0.8 ** exponent - 2 * 0.4 ** exponent);
    expect(Math.abs(-paid - earned)).toBeLessThan(0.02 * scale);
    // Of exponent 2 a quarter of share x displacement of what was traded, at most.
    if (exponent === 2) expect(earned / (2 * (4e11 * 0.64 + 1e11 * 0.16))).toBeLessThan((share * 0.008) / 4);
  });

  it('would earn with a matrix that is not symmetric', () => {
    // Buying A moves B, buying B does not move A: buy B, buy A, sell B dearer, sell A at no loss.
    const books = ['A', 'B'].map(
      (symbol) => new DepthBook(instrument(symbol, 500_000), { depthAtOnePercent: 1e11, exponent: 1 }, rules),
    );
    const moveOther = 0.9;
    let paid = books[1]!.take(20_000) + books[0]!.take(20_000);
    books[1]!.addCross(moveOther * books[0]!.lastMoveLog);
    paid += books[1]!.take(-20_000);
    paid += books[0]!.take(-20_000);
    expect(paid).toBeLessThan(-1_000_000);
  });
});
