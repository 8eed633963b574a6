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
import { minimiseSmooth } from './minimise-smooth.ts';
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
  const cost = (point: Float64Array, slope: Float64Array): number => {
    const parameters = parametersAt(point);
    const { diffusion, jumpDeviation, jumpsPerPeriod } = parameters;
    const isInside = diffusion >= DIFFUSION_MIN && jumpDeviation >= JUMP_OF_DIFFUSION_MIN * diffusion;
    return isInside && jumpsPerPeriod <= 5 ? negativeLogLikelihood(scaled, parameters, slope) : Infinity;
  };
  const fits = STARTS.map(({ rate, diffusion, jump }) =>
    minimiseSmooth(cost, [0, log(diffusion), log(rate), 0, log(jump)]),
  );
  const best = fits.reduce((least, fit) => (fit.value < least.value ? fit : least));
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

/** Of k = 0, 1, ... jumps: weight over deviation, mean, and variance of a return that had so many. */
function listComponents(parameters: MertonParameters): { factor: number; mean: number; variance: number }[] {
  const { drift, diffusion, jumpsPerPeriod, jumpMean, jumpDeviation } = parameters;
  const components: { factor: number; mean: number; variance: number }[] = [];
  let weight = exp(-jumpsPerPeriod);
  let left = 1;
  for (let jumps = 0; jumps < TERMS_MAX && left > WEIGHT_LEFT_OUT; jumps += 1) {
    const variance = diffusion * diffusion + jumps * jumpDeviation * jumpDeviation;
    components.push({ factor: weight / Math.sqrt(variance), mean: drift + jumps * jumpMean, variance });
    left -= weight;
    weight *= jumpsPerPeriod / (jumps + 1);
  }
  return components;
}

/** With its slope by [drift, log diffusion, log rate, jump mean, log jump deviation] into `slope`. */
function negativeLogLikelihood(returns: Float64Array, parameters: MertonParameters, slope: Float64Array): number {
  const components = listComponents(parameters);
  const shares = new Float64Array(components.length);
  // By mean and by half the logarithm of the variance of each component, and the expected number of returns in it.
  const byMean = new Float64Array(components.length);
  const byScale = new Float64Array(components.length);
  const members = new Float64Array(components.length);
  let sum = -0.5 * LOG_TWO_PI * returns.length;
  for (let t = 0; t < returns.length; t += 1) {
    let density = 0;
    for (let k = 0; k < components.length; k += 1) {
      const { factor, mean, variance } = components[k];
      const distance = returns[t] - mean;
      shares[k] = factor * exp((-0.5 * distance * distance) / variance);
      density += shares[k];
    }
    sum += log(density);
    for (let k = 0; k < components.length; k += 1) {
      const { mean, variance } = components[k];
      const share = shares[k] / density;
      const distance = returns[t] - mean;
      members[k] += share;
      byMean[k] += (share * distance) / variance;
      byScale[k] += share * ((distance * distance) / variance - 1);
    }
  }
  slope.fill(0);
  for (let k = 0; k < components.length; k += 1) {
    const { variance } = components[k];
    const jumpVariance = k * parameters.jumpDeviation * parameters.jumpDeviation;
    slope[0] -= byMean[k];
    slope[1] -= byScale[k] * ((variance - jumpVariance) / variance);
    slope[2] -= members[k] * (k - parameters.jumpsPerPeriod);
    slope[3] -= k * byMean[k];
    slope[4] -= byScale[k] * (jumpVariance / variance);
  }
  return -sum;
}
