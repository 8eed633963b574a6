/**
 * Which order statistics of a sample of losses are its value at risk and its expected shortfall. Sources differ, so
 * the convention is a parameter; each is a fixed weighting of the losses ranked from the worst.
 */
import { assert } from '../../base/assert.ts';

export type RiskMeasure = 'value-at-risk' | 'expected-shortfall';

/**
 * Value at risk of n losses at tail probability a, ranks counted from the worst:
 * `ceiling`: rank ceil(n a), Hull (5th of 500 at 1 %); `floor`: rank floor(n a), at least 1, the more cautious;
 * `next`: rank floor(n a) + 1; `inclusive`: between ranks at 1 + (n - 1) a (Hyndman-Fan 7, PERCENTILE.INC);
 * `exclusive`: between ranks at (n + 1) a (Hyndman-Fan 6, PERCENTILE.EXC).
 */
export const VAR_CONVENTIONS = ['ceiling', 'floor', 'next', 'inclusive', 'exclusive'] as const;
export type VarConvention = (typeof VAR_CONVENTIONS)[number];

/**
 * Expected shortfall, with k = ceil(n a): `worse`: mean of the k - 1 losses worse than the k-th, Hull; `worst`: mean
 * of the k worst; `fractional`: (sum of the floor(n a) worst + (n a - floor(n a)) x the next) / (n a), Acerbi-Tasche.
 */
export const SHORTFALL_CONVENTIONS = ['worse', 'worst', 'fractional'] as const;
export type ShortfallConvention = (typeof SHORTFALL_CONVENTIONS)[number];

export interface TailConvention {
  readonly valueAtRisk: VarConvention;
  readonly shortfall: ShortfallConvention;
}

/** Hull, Options, Futures and Other Derivatives, historical simulation. */
export const HULL_CONVENTION: TailConvention = { valueAtRisk: 'ceiling', shortfall: 'worse' };

/** n a is meant: 500 x (1 - 0.99) must count as 5, not as the double just above it. */
const COUNT_TOLERANCE = 1e-9;

/** 1 - confidence without the noise that the subtraction leaves: 0.01 for 0.99. */
export function tailProbability(confidence: number): number {
  return Math.round((1 - confidence) * 1e12) / 1e12;
}

/** ceil(n a), the number of losses in the tail. */
export function countInTail(count: number, tail: number): number {
  return Math.max(1, Math.ceil(count * tail - COUNT_TOLERANCE));
}

function floorInTail(count: number, tail: number): number {
  return Math.floor(count * tail + COUNT_TOLERANCE);
}

/** Fewest losses of which the measure can be taken. */
export function leastSample(measure: RiskMeasure, convention: TailConvention, tail: number): number {
  // With one loss in the tail nothing is worse than it.
  const isHullShortfall = measure === 'expected-shortfall' && convention.shortfall === 'worse';
  return isHullShortfall ? Math.floor(1 / tail + COUNT_TOLERANCE) + 1 : 1;
}

/**
 * [rank] weight of the worst loss, the second worst and so on; they add up to 1.
 *
 * @param tail in (0, 1); `count` >= `leastSample`
 */
export function rankWeights(
  measure: RiskMeasure,
  convention: TailConvention,
  count: number,
  tail: number,
): Float64Array {
  assert(count >= leastSample(measure, convention, tail), 'the sample is too small for the measure');
  return measure === 'value-at-risk'
    ? valueAtRiskWeights(convention.valueAtRisk, count, tail)
    : shortfallWeights(convention.shortfall, count, tail);
}

function valueAtRiskWeights(convention: VarConvention, count: number, tail: number): Float64Array {
  switch (convention) {
    case 'ceiling':
      return between(countInTail(count, tail), count);
    case 'floor':
      return between(Math.max(1, floorInTail(count, tail)), count);
    case 'next':
      return between(floorInTail(count, tail) + 1, count);
    case 'inclusive':
      return between(1 + (count - 1) * tail, count);
    case 'exclusive':
      return between((count + 1) * tail, count);
  }
}

/** Linear interpolation between the ranks on both sides of a place; the first and last rank beyond the ends. */
function between(place: number, count: number): Float64Array {
  const clamped = Math.min(count, Math.max(1, place));
  const nearest = Math.round(clamped);
  const isWhole = Math.abs(clamped - nearest) <= COUNT_TOLERANCE;
  const rank = isWhole ? nearest : Math.floor(clamped);
  const weights = new Float64Array(isWhole ? rank : rank + 1);
  weights[rank - 1] = isWhole ? 1 : 1 - (clamped - rank);
  if (!isWhole) weights[rank] = clamped - rank;
  return weights;
}

function shortfallWeights(convention: ShortfallConvention, count: number, tail: number): Float64Array {
  const worstCount = countInTail(count, tail);
  if (convention === 'worst') return new Float64Array(worstCount).fill(1 / worstCount);
  if (convention === 'worse') return new Float64Array(worstCount - 1).fill(1 / (worstCount - 1));
  const whole = floorInTail(count, tail);
  const size = count * tail;
  const weights = new Float64Array(worstCount).fill(1 / size);
  if (worstCount > whole) weights[worstCount - 1] = Math.max(0, size - whole) / size;
  return weights;
}

/** A measure with these weights never asks more for two books together than apart: none negative, none rising. */
export function areWeightsCoherent(weights: Float64Array): boolean {
  return weights.every((weight, i) => weight >= 0 && (i === 0 || weight <= weights[i - 1]));
}
