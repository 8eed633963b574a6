/**
 * The Basel traffic light for any number of observations and any coverage.
 *
 * Source: Basel Committee, "Supervisory framework for the use of backtesting in conjunction with the internal models
 * approach" (January 1996), table 2; now MAR32.9 and MAR99.
 */
import { excessPValue } from './exact-tests.ts';
import { assert } from '../../base/assert.ts';
import { normalQuantile } from '../../numeric/normal.ts';
import { binomialCdf } from '../../numeric/special-functions.ts';

export type Zone = 'green' | 'yellow' | 'red';

export interface ZoneEdges {
  /** Fewest exceptions of the yellow and of the red zone. */
  readonly yellowFrom: number;
  readonly redFrom: number;
}

export interface TrafficLight extends ZoneEdges {
  readonly zone: Zone;
  /** P(X <= x) and P(X >= x) if the model is right; the second is the chance to refuse a right model at x. */
  readonly cumulative: number;
  readonly typeOneError: number;
  /** On the capital requirement: 3 in the green zone, 4 in the red one. */
  readonly multiplier: number;
}

const YELLOW_FROM = 0.95;
const RED_FROM = 0.9999;
const MULTIPLIER_LEAST = 3;
const PLUS_FACTOR_MAX = 1;
/** Published for 250 observations at 99 %, from 5 to 9 exceptions. */
const PUBLISHED_PLUS_FACTORS = [0.4, 0.5, 0.65, 0.75, 0.85];

/**
 * Yellow begins at the first k with P(X <= k) >= 95 %, red at the first with P(X <= k) >= 99.99 %. No exception at all is
 * green, however few the observations.
 */
export function zoneEdges(observations: number, probability: number): ZoneEdges {
  assert(
    observations >= 1 && probability > 0 && probability < 1,
    'zones need observations and a probability in (0, 1)',
  );
  const firstFrom = (k: number, level: number): number => {
    let first = k;
    while (binomialCdf(first, observations, probability) < level) first += 1;
    return first;
  };
  const yellowFrom = firstFrom(1, YELLOW_FROM);
  return { yellowFrom, redFrom: firstFrom(yellowFrom, RED_FROM) };
}

export function trafficLight(observations: number, exceptions: number, probability: number): TrafficLight {
  assert(exceptions >= 0 && exceptions <= observations, 'exceptions are some of the observations');
  const edges = zoneEdges(observations, probability);
  const zone = exceptions >= edges.redFrom ? 'red' : exceptions >= edges.yellowFrom ? 'yellow' : 'green';
  return {
    ...edges,
    zone,
    cumulative: binomialCdf(exceptions, observations, probability),
    typeOneError: excessPValue(observations, exceptions, probability),
    multiplier: MULTIPLIER_LEAST + plusFactor(zone, observations, exceptions, probability),
  };
}

/**
 * In the yellow zone: the published table where there is one. Elsewhere what the table was made of, the factor that
 * would have raised a normal value at risk to the promised coverage, 3 (z(1 - p) / z(1 - x/T) - 1), at most 1; at
 * 250 and 99 % it lies within 0.03 of the table.
 */
function plusFactor(zone: Zone, observations: number, exceptions: number, probability: number): number {
  if (zone === 'green') return 0;
  if (zone === 'red') return PLUS_FACTOR_MAX;
  if (observations === 250 && probability === 0.01) return PUBLISHED_PLUS_FACTORS[exceptions - 5];
  const observed = normalQuantile(1 - exceptions / observations);
  if (observed <= 0) return PLUS_FACTOR_MAX;
  const factor = MULTIPLIER_LEAST * (normalQuantile(1 - probability) / observed - 1);
  return Math.min(PLUS_FACTOR_MAX, Math.max(0, factor));
}
