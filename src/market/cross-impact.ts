/**
 * How a trade in one instrument moves the others.
 *
 * Derivation. Near zero a flat book moves by dx_i = 0.01 dN_i / D_i, with N_i the notional bought and D_i the depth
 * at 1 %. With dx_j = C[j][i] dx_i and C[j][i] = crossShare rho_ij sqrt(D_i / D_j), C[i][i] = 1,
 *
 *   dx_j / dN_i = 0.01 crossShare rho_ij / sqrt(D_i D_j),
 *
 * so the impact matrix in notional terms is 0.01 D^-1/2 ((1 - crossShare) I + crossShare R) D^-1/2: symmetric, and
 * positive semi-definite for crossShare in [0, 1] because R is. A round trip through several instruments with no time
 * in between then earns nothing. Exponents other than 1 keep the matrix as it is: first order only.
 *
 * R is the correlation of returns unless the scenario has another matrix in its place, which must be symmetric and positive
 * semi-definite with ones on its diagonal as well (kyle-impact.ts, and `prepareMarket` for what is repaired).
 *
 * Source of the two conditions: Tomas, Mastromatteo, Benzaquen, "How to build a cross-impact model from first
 * principles", arXiv 2004.01624; del Molino et al., arXiv 1806.07791.
 */
import { assert } from '../base/assert.ts';
import type { InstrumentIndex } from '../base/units.ts';

/** The matrix C of the header; immutable. */
export class CrossImpact {
  readonly #count: number;
  /** [count x count], moved instrument j major, traded instrument i minor. */
  readonly #coefficients: Float64Array;

  /**
   * @param correlation row-major [count x count] correlation matrix, or what stands in its place
   * @param depths depth at 1 % of each instrument, quanta, positive
   * @param crossShare strength in [0, 1]
   */
  constructor(correlation: ArrayLike<number>, depths: readonly number[], crossShare: number) {
    const count = depths.length;
    assert(correlation.length === count * count, 'cross-impact needs a correlation for each pair of instruments');
    assert(crossShare >= 0 && crossShare <= 1, 'crossShare must lie in [0, 1]');
    this.#count = count;
    this.#coefficients = new Float64Array(count * count);
    for (let j = 0; j < count; j += 1) {
      for (let i = 0; i < count; i += 1) {
        const ratio = Math.sqrt(depths[i] / depths[j]);
        this.#coefficients[j * count + i] = i === j ? 1 : crossShare * correlation[j * count + i] * ratio;
      }
    }
  }

  /**
   * Log displacement of instrument `moved` for one unit of log displacement that a trade in `traded` caused; 1 for
   * the instrument itself, whose book has moved already.
   */
  coefficient(moved: InstrumentIndex, traded: InstrumentIndex): number {
    return this.#coefficients[moved * this.#count + traded];
  }
}
