/**
 * A volatility surface through quoted points: one smile for each expiry, each with nodes of its own.
 *
 * Across strikes the variance v^2 is interpolated in log moneyness, piecewise linearly or by a monotone cubic, and is
 * flat beyond the outermost nodes. Across expiries the total variance v^2 T is linear in T at equal log moneyness (of
 * the forward), so that smiles without calendar arbitrage stay without it in between; before the first and after the
 * last expiry the volatility is that expiry's.
 * Source: Gatheral and Jacquier, Arbitrage-free SVI volatility surfaces (2014), Lemma 2.1 (calendar spreads); Fritsch and
 * Butland (1984), A method for constructing local monotone piecewise cubic interpolants.
 */
import { InvalidInputError, type Problem } from '../base/problem.ts';
import type { VolatilitySurface } from './volatility-surface.ts';

export interface SmileNode {
  /** log(strike / forward) */
  readonly logMoneyness: number;
  /** Annualised, > 0. */
  readonly volatility: number;
}

export interface Smile {
  /** To expiry, > 0. */
  readonly years: number;
  /** At least one, by rising moneyness. */
  readonly nodes: readonly SmileNode[];
}

export type SmileInterpolation = 'linear' | 'monotone';

/** Throws InvalidInputError for smiles or nodes out of order, and for numbers that are no time or volatility. */
export function createSmileSurface(
  smiles: readonly Smile[],
  interpolation: SmileInterpolation = 'linear',
): VolatilitySurface {
  const problems = findSmileFaults(smiles);
  if (problems.length > 0) throw new InvalidInputError(problems);
  const curves = smiles.map(({ nodes }) => new VarianceCurve(nodes, interpolation));
  const years = Float64Array.from(smiles, (smile) => smile.years);
  return new SmileSurface(years, curves);
}

class SmileSurface implements VolatilitySurface {
  readonly #years: Float64Array;
  readonly #curves: readonly VarianceCurve[];

  constructor(years: Float64Array, curves: readonly VarianceCurve[]) {
    this.#years = years;
    this.#curves = curves;
  }

  volatilityAt(logMoneyness: number, years: number): number {
    const times = this.#years;
    const last = times.length - 1;
    if (years <= times[0]) return Math.sqrt(this.#curves[0].at(logMoneyness));
    if (years >= times[last]) return Math.sqrt(this.#curves[last].at(logMoneyness));
    let i = 0;
    while (times[i + 1] < years) i += 1;
    const near = times[i] * this.#curves[i].at(logMoneyness);
    const far = times[i + 1] * this.#curves[i + 1].at(logMoneyness);
    const share = (years - times[i]) / (times[i + 1] - times[i]);
    return Math.sqrt((near + (far - near) * share) / years);
  }
}

/** Annualised variance of one expiry by log moneyness; cubic Hermite pieces, which with secant slopes are straight. */
class VarianceCurve {
  readonly #moneyness: Float64Array;
  readonly #variances: Float64Array;
  /** [nodeCount] slope at each node; empty for straight pieces. */
  readonly #slopes: Float64Array;

  constructor(nodes: readonly SmileNode[], interpolation: SmileInterpolation) {
    this.#moneyness = Float64Array.from(nodes, (node) => node.logMoneyness);
    this.#variances = Float64Array.from(nodes, (node) => node.volatility * node.volatility);
    this.#slopes = interpolation === 'linear' ? new Float64Array(0) : monotoneSlopes(this.#moneyness, this.#variances);
  }

  at(logMoneyness: number): number {
    const x = this.#moneyness;
    const y = this.#variances;
    const last = x.length - 1;
    if (logMoneyness <= x[0]) return y[0];
    if (logMoneyness >= x[last]) return y[last];
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (x[middle] <= logMoneyness) low = middle;
      else high = middle;
    }
    const width = x[high] - x[low];
    const t = (logMoneyness - x[low]) / width;
    const rise = y[high] - y[low];
    if (this.#slopes.length === 0) return y[low] + rise * t;
    const from = this.#slopes[low] * width;
    const to = this.#slopes[high] * width;
    return y[low] + t * (from + t * (3 * rise - 2 * from - to + t * (from + to - 2 * rise)));
  }
}

/** Weighted harmonic means of neighbouring secants, 0 at a turn, and the secants themselves at both ends. */
function monotoneSlopes(x: Float64Array, y: Float64Array): Float64Array {
  const slopes = new Float64Array(x.length);
  const secant = (i: number): number => (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
  const last = x.length - 1;
  if (last === 0) return slopes;
  slopes[0] = secant(0);
  slopes[last] = secant(last - 1);
  for (let i = 1; i < last; i += 1) {
    const [before, after] = [secant(i - 1), secant(i)];
    if (before * after <= 0) continue;
    const [left, right] = [x[i] - x[i - 1], x[i + 1] - x[i]];
    const weight = (left + 2 * right) / (3 * (left + right));
    slopes[i] = (before * after) / (weight * after + (1 - weight) * before);
  }
  return slopes;
}

/** What keeps smiles from being a surface; `key` names the smile and node. Shared with readers of files. */
export function findSmileFaults(smiles: readonly Smile[]): readonly Problem[] {
  const problems: Problem[] = [];
  const report = (code: string, key: string, says: string): void => {
    problems.push({ code, key, message: `${key} ${says}` });
  };
  if (smiles.length === 0) report('surface-empty', 'smiles', 'needs at least one expiry');
  smiles.forEach(({ years, nodes }, i) => {
    const key = `smiles[${i}]`;
    if (!(years > 0 && years < Infinity)) report('expiry-past', `${key}.years`, 'is not above 0');
    if (i > 0 && !(years > smiles[i - 1].years)) report('expiries-unordered', `${key}.years`, 'does not rise');
    if (nodes.length === 0) report('smile-empty', `${key}.nodes`, 'needs at least one node');
    nodes.forEach(({ logMoneyness, volatility }, j) => {
      const place = `${key}.nodes[${j}]`;
      if (!(volatility > 0 && volatility < Infinity)) report('bad-volatility', `${place}.volatility`, 'is not above 0');
      if (!Number.isFinite(logMoneyness)) report('not-finite', `${place}.logMoneyness`, 'is not a finite number');
      if (j > 0 && !(logMoneyness > nodes[j - 1].logMoneyness)) {
        report('strikes-unordered', `${place}.logMoneyness`, 'does not rise from node to node');
      }
    });
  });
  return problems;
}
