/**
 * Merton's jump diffusion by maximum likelihood: a period's return is normal with mean `drift` and deviation
 * `diffusion`, plus a Poisson number (mean `jumpsPerPeriod`) of normal jumps of mean `jumpMean` and deviation
 * `jumpDeviation`, all in log return. Its density is a Poisson mixture of normals.
 *
 * Source: R. Merton, "Option pricing when underlying stock returns are discontinuous", J. Financial Economics 3 (1976)
 * 125-144. The mixture is summed until what is left is below 1e-10, not cut at a fixed number of jumps.
 *
 * The likelihood is unbounded where a component shrinks to a point (J. Kiefer, Econometrica 46 (1978) 427-434): the
 * diffusion is kept above a tenth of the sample's deviation and the jumps' deviation above half of the diffusion's, and
 * the local maximum reached from moderate values is taken. With periods of a day the fit explains fat tails by many small
 * jumps; that is another description than the few outliers which `detectJumps` finds.
 */
import { assert } from '../base/assert.ts';
import { exp, log } from './math.ts';
import { minimise } from './minimise.ts';
import { momentsOf } from './sample-matrix.ts';

const TERMS_MAX = 60;
const WEIGHT_LEFT_OUT = 1e-10;
const LOG_TWO_PI = 1.8378770664093453;
const DIFFUSION_MIN = 0.1;
const JUMP_OF_DIFFUSION_MIN = 0.5;
/** Jumps a period where the search begins: rare and large, frequent and small. */
const STARTS = [
  { rate: 0.02, diffusion: 0.85, jump: 3 },
  { rate: 0.3, diffusion: 0.6, jump: 1.4 },
] as const;

export interface MertonParameters {
  readonly drift: number;
  readonly diffusion: number;
  readonly jumpsPerPeriod: number;
  readonly jumpMean: number;
  readonly jumpDeviation: number;
}

export interface MertonFit extends MertonParameters {
  readonly logLikelihood: number;
  /** By how much the log likelihood exceeds that of a normal. */
  readonly likelihoodGain: number;
  readonly isConverged: boolean;
}

/** @param returns log returns, at least 50, not all equal */
export function fitMerton(returns: Float64Array): MertonFit {
  assert(returns.length >= 50, 'a jump diffusion needs at least 50 returns');
  const { mean, variance } = momentsOf(returns);
  assert(variance > 0, 'a jump diffusion needs returns that vary');
  const deviation = Math.sqrt(variance);
  const scaled = returns.map((value) => (value - mean) / deviation);
  const cost = (point: Float64Array): number => {
    const parameters = parametersAt(point);
    const { diffusion, jumpDeviation, jumpsPerPeriod } = parameters;
    const isInside = diffusion >= DIFFUSION_MIN && jumpDeviation >= JUMP_OF_DIFFUSION_MIN * diffusion;
    return isInside && jumpsPerPeriod <= 5 ? -mertonLogLikelihood(scaled, parameters) : Infinity;
  };
  const starts = STARTS.map(({ rate, diffusion, jump }) => [0, log(diffusion), log(rate), 0, log(jump)]);
  const best = minimise(cost, starts, [0.05, 0.1, 0.5, 0.3, 0.2]);
  const found = parametersAt(best.point);
  const normal = -0.5 * scaled.length * (LOG_TWO_PI + log(1 - 1 / scaled.length) + 1);
  return {
    drift: mean + found.drift * deviation,
    diffusion: found.diffusion * deviation,
    jumpsPerPeriod: found.jumpsPerPeriod,
    jumpMean: found.jumpMean * deviation,
    jumpDeviation: found.jumpDeviation * deviation,
    logLikelihood: -best.value - scaled.length * log(deviation),
    likelihoodGain: -best.value - normal,
    isConverged: best.isConverged,
  };
}

function parametersAt(point: Float64Array): MertonParameters {
  return {
    drift: point[0],
    diffusion: exp(point[1]),
    jumpsPerPeriod: exp(point[2]),
    jumpMean: point[3],
    jumpDeviation: exp(point[4]),
  };
}

function mertonLogLikelihood(returns: Float64Array, parameters: MertonParameters): number {
  const { drift, diffusion, jumpsPerPeriod, jumpMean, jumpDeviation } = parameters;
  const factors: number[] = [];
  const means: number[] = [];
  const halfPrecisions: number[] = [];
  let weight = exp(-jumpsPerPeriod);
  let left = 1;
  for (let jumps = 0; jumps < TERMS_MAX && left > WEIGHT_LEFT_OUT; jumps += 1) {
    const variance = diffusion * diffusion + jumps * jumpDeviation * jumpDeviation;
    factors.push(weight / Math.sqrt(variance));
    means.push(drift + jumps * jumpMean);
    halfPrecisions.push(0.5 / variance);
    left -= weight;
    weight *= jumpsPerPeriod / (jumps + 1);
  }
  let sum = -0.5 * LOG_TWO_PI * returns.length;
  for (let t = 0; t < returns.length; t += 1) {
    let density = 0;
    for (let k = 0; k < factors.length; k += 1) {
      const distance = returns[t] - means[k];
      density += factors[k] * exp(-distance * distance * halfPrecisions[k]);
    }
    sum += log(density);
  }
  return sum;
}
