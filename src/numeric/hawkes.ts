/**
 * Events that bring on more events: the Hawkes process, lambda(t) = mu + sum over past events of alpha exp(-beta (t - t_i)).
 *
 * Source: A. Hawkes, "Spectra of some self-exciting and mutually exciting point processes", Biometrika 58 (1971) 83-90.
 */
import { assert } from '../base/assert.ts';
import { estimateErrors } from './likelihood-errors.ts';
import { exp, expm1, log } from './math.ts';
import { minimise } from './minimise.ts';

export interface HawkesParameters {
  /** Events that come by themselves, per unit of time; > 0. */
  readonly mu: number;
  /** Jump of the intensity at an event, per unit of time; >= 0. */
  readonly alpha: number;
  /** Rate at which it decays, per unit of time; > alpha. */
  readonly beta: number;
}

export interface HawkesFigures {
  /** Events that one event brings on directly, n = alpha / beta. */
  readonly branching: number;
  /** mu / (1 - n). */
  readonly meanRate: number;
  /** Events in all that come of one, itself included: 1 / (1 - n). */
  readonly clusterSize: number;
}

export function describeHawkes({ mu, alpha, beta }: HawkesParameters): HawkesFigures {
  assert(mu > 0 && alpha >= 0 && beta > alpha, 'a Hawkes process needs mu > 0 and 0 <= alpha < beta');
  const branching = alpha / beta;
  return { branching, meanRate: mu / (1 - branching), clusterSize: 1 / (1 - branching) };
}

export interface HawkesFit extends HawkesParameters, HawkesFigures {
  readonly branchingError: number | null;
  /** By how much the log likelihood exceeds that of events which come independently. */
  readonly likelihoodGain: number;
  readonly isConverged: boolean;
}

/**
 * The process as it shows in periods of which it is only known whether an event fell in them: intensity
 * s_t = mu + n (1 - phi) sum over past events of phi^(t - t_i - 1), phi = exp(-beta), all per period, and an event with
 * probability 1 - exp(-s_t). Where decay takes several periods this is the process in continuous time; unlike a fit
 * of that one to the periods' middles it loses nothing of what one event does within the period after it.
 *
 * @param events 1 where an event fell into the period, else 0; at least one of each
 */
export function fitHawkes(events: Uint8Array): HawkesFit {
  const count = events.reduce((sum, event) => sum + event, 0);
  assert(count > 0 && count < events.length, 'a Hawkes fit needs periods with an event and periods without');
  const share = count / events.length;
  const at = (point: ArrayLike<number>): HawkesPoint => {
    const branching = 1 / (1 + exp(-point[1]));
    return { rate: exp(point[0]), branching, memory: 1 / (1 + exp(-point[2])) };
  };
  const out = new Float64Array(events.length);
  const cost = (point: Float64Array): number => {
    if (Math.abs(point[1]) > 12 || Math.abs(point[2]) > 8) return Infinity;
    fillLikelihood(events, at(point), out);
    let sum = 0;
    for (let t = 0; t < out.length; t += 1) sum -= out[t];
    return sum;
  };
  const starts = [0, 1.5, 3].map((memory) => [log(share / 2), 0, memory]);
  const best = minimise(cost, starts, [0.3, 0.5, 0.5]);
  const { rate, branching, memory } = at(best.point);
  const errors = estimateErrors(
    (point, each) => fillLikelihood(events, { rate: point[0], branching: point[1], memory: point[2] }, each),
    Float64Array.of(rate, branching, memory),
    [1e-4 * rate, 1e-4 * Math.min(branching, 1 - branching), 1e-4 * Math.min(memory, 1 - memory)],
    events.length,
  );
  const beta = -log(memory);
  const parameters = { mu: rate, alpha: branching * beta, beta };
  const independent = count * log(share) + (events.length - count) * log(1 - share);
  return {
    ...parameters,
    ...describeHawkes(parameters),
    branchingError: errors === null ? null : errors[1],
    likelihoodGain: -best.value - independent,
    isConverged: best.isConverged,
  };
}

interface HawkesPoint {
  readonly rate: number;
  readonly branching: number;
  /** phi: share of an excitement that is left a period later. */
  readonly memory: number;
}

function fillLikelihood(events: Uint8Array, { rate, branching, memory }: HawkesPoint, out: Float64Array): void {
  let excitement = 0;
  for (let t = 0; t < events.length; t += 1) {
    const intensity = rate + branching * (1 - memory) * excitement;
    out[t] = events[t] === 1 ? log(-expm1(-intensity)) : -intensity;
    excitement = memory * excitement + events[t];
  }
}
