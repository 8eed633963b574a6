/** Covariances over the horizon of a risk model: now, of the stressed days, and at the volatility of the floor. */
import { factorCorrelation, repairCorrelation } from '../../numeric/correlation.ts';
import { expm1, log1p } from '../../numeric/math.ts';
import {
  covarianceOf,
  lastDays,
  meansOf,
  mostStressedDays,
  overlapWindows,
  volatilitiesOf,
  type ReturnHistory,
} from './return-history.ts';
import type { CovarianceRule, RiskParameters, RiskSpecification } from './risk-parameters.ts';
import { RecursiveCovariance } from './volatility-recursion.ts';

export interface Covariance {
  /** [asset x asset] of returns over the horizon */
  readonly covariance: Float64Array;
  /** [asset] mean return over the horizon, zero unless the estimator takes the sample's */
  readonly means: Float64Array;
}

export interface CovarianceSet {
  readonly current: Covariance;
  /** Where stressed days are weighed as requirements. */
  readonly stressed: Covariance | null;
  readonly floor: Covariance | null;
}

export function compileCovariances(
  parameters: RiskParameters,
  rule: CovarianceRule,
  mean: 'zero' | 'sample',
): CovarianceSet {
  const { specification, history } = parameters;
  const { antiProcyclicality, windowDays } = specification;
  const count = parameters.assets.length;
  const window = history === null ? null : overHorizon(specification, lastDays(history, windowDays));
  const measured = window === null ? null : measureCovariance(window, rule);
  let covariance = overrideCovariance(parameters, measured, horizonScale(specification));
  const means = mean === 'sample' && window !== null ? meansOf(window) : new Float64Array(count);
  const drift = means.map(
    (value) => value * (specification.horizonRule === 'square-root' ? specification.horizonDays : 1),
  );
  const plan = antiProcyclicality.stressed;
  let stressed: Covariance | null = null;
  if (plan !== null && history !== null) {
    const days = overHorizon(specification, mostStressedDays(history, plan.days));
    const scale = horizonScale(specification);
    const worst = covarianceOf(days, 'zero').map((value) => value * scale);
    if (plan.blend === 'requirements') stressed = { covariance: worst, means: drift };
    else covariance = covariance.map((value, k) => (1 - plan.weight) * value + plan.weight * worst[k]);
  }
  let floor: Covariance | null = null;
  if (antiProcyclicality.floorDays !== null && history !== null) {
    const scale = Math.sqrt(horizonScale(specification));
    const long = volatilitiesOf(overHorizon(specification, lastDays(history, antiProcyclicality.floorDays)));
    const scaled = long.map((volatility) => volatility * scale);
    floor = { covariance: composeCovariance(scaled, correlationOf(covariance)), means: drift };
  }
  return { current: { covariance, means: drift }, stressed, floor };
}

/** What variances of the history's returns are multiplied with to be those of the horizon. */
function horizonScale(specification: RiskSpecification): number {
  return specification.horizonRule === 'square-root' ? specification.horizonDays : 1;
}

/** The history itself, or its overlapping windows as returns of the same kind. */
export function overHorizon(specification: RiskSpecification, history: ReturnHistory): ReturnHistory {
  const { horizonRule, horizonDays, returnKind } = specification;
  if (horizonRule === 'square-root' || horizonDays === 1) return history;
  if (returnKind === 'log') return overlapWindows(history, horizonDays);
  const windows = overlapWindows({ ...history, returns: history.returns.map((value) => log1p(value)) }, horizonDays);
  return { ...windows, returns: windows.returns.map((value) => expm1(value)) };
}

function measureCovariance(history: ReturnHistory, rule: CovarianceRule): Float64Array {
  if (rule.kind === 'equal') return covarianceOf(history, rule.about);
  const recursion = new RecursiveCovariance(rule.decay, covarianceOf(history, 'zero'));
  const assetCount = history.returns.length / history.dayCount;
  for (let day = 0; day < history.dayCount; day += 1) {
    recursion.update(history.returns.subarray(day * assetCount, (day + 1) * assetCount));
  }
  return recursion.covariance();
}

/** Volatilities and correlation that are stated replace the measured ones; both are daily, the result is the horizon's. */
function overrideCovariance(parameters: RiskParameters, measured: Float64Array | null, scale: number): Float64Array {
  const { volatilities, correlation, specification } = parameters;
  const whole = measured?.map((value) => value * scale) ?? null;
  if (whole !== null && volatilities === null && correlation === null) return whole;
  const daily = volatilities?.map((value) => value * Math.sqrt(specification.horizonDays));
  const deviations = daily ?? deviationsOf(whole!);
  const matrix = correlation === null ? correlationOf(whole!) : repairCorrelation(correlation).matrix;
  return composeCovariance(deviations, matrix);
}

export function deviationsOf(covariance: Float64Array): Float64Array {
  const count = Math.round(Math.sqrt(covariance.length));
  return Float64Array.from({ length: count }, (_, a) => Math.sqrt(covariance[a * count + a]));
}

export function correlationOf(covariance: Float64Array): Float64Array {
  const deviations = deviationsOf(covariance);
  const count = deviations.length;
  return covariance.map((value, k) => {
    const [i, j] = [Math.floor(k / count), k % count];
    return i === j ? 1 : value / (deviations[i] * deviations[j]);
  });
}

function composeCovariance(deviations: Float64Array, correlation: Float64Array): Float64Array {
  const count = deviations.length;
  // The product of the deviations first: both halves then round alike, and the matrix stays symmetric.
  return correlation.map((value, k) => value * (deviations[Math.floor(k / count)] * deviations[k % count]));
}

/** Lower triangle L with L L' = the covariance, whose correlation is repaired where it cannot be factored. */
export function factorCovariance(covariance: Float64Array): Float64Array {
  const deviations = deviationsOf(covariance);
  const count = deviations.length;
  const factor = factorCorrelation(repairCorrelation(correlationOf(covariance)).matrix);
  return factor.map((value, k) => value * deviations[Math.floor(k / count)]);
}
