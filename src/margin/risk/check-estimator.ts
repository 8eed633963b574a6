/** What can be wrong with the estimator of a risk-based model. */
import type { Problem } from '../../base/problem.ts';
import { fault } from './risk-estimates.ts';
import { countWindows, type RiskEstimator, type RiskSpecification } from './risk-parameters.ts';
import { countInTail, leastSample, tailProbability, type TailConvention } from './tail-convention.ts';
import type { VolatilityRule } from './volatility-recursion.ts';

/** Above it the scenarios of a model would not fit in memory. */
const SCENARIOS_MAX = 1_000_000;

/** @param sampleCount scenarios that the history gives, null without one */
export function checkEstimator(
  specification: RiskSpecification,
  sampleCount: number | null,
  assets: readonly string[],
): Problem[] {
  const { estimator, confidence, antiProcyclicality } = specification;
  const problems: Problem[] = [];
  const tail = confidence > 0.5 && confidence < 1 ? tailProbability(confidence) : null;
  if ('scaling' in estimator && estimator.scaling !== null)
    problems.push(...checkVolatilityRule('estimator.scaling', estimator.scaling, assets));
  if ('covariance' in estimator && estimator.covariance.kind === 'ewma')
    problems.push(...checkDecay('estimator.covariance.decay', estimator.covariance.decay));
  const blended = antiProcyclicality.stressed?.blend === 'observations';
  if (blended && estimator.kind === 'pareto-tail')
    problems.push(
      fault('stressed.blend', 'must be requirements for a Pareto tail, whose ranks bear no weights', 'observations'),
    );
  problems.push(...checkKind(specification, estimator, tail, sampleCount));
  return problems;
}

function checkKind(
  specification: RiskSpecification,
  estimator: RiskEstimator,
  tail: number | null,
  sampleCount: number | null,
): Problem[] {
  switch (estimator.kind) {
    case 'historical':
      return checkSample(specification, estimator.convention, tail, sampleCount);
    case 'age-weighted':
      return checkDecay('estimator.decay', estimator.decay);
    case 'pareto-tail':
      return checkParetoTail(estimator, tail, sampleCount);
    case 'monte-carlo': {
      const { scenarioCount, degreesOfFreedom, seed } = estimator;
      const problems: Problem[] = [];
      if (!(Number.isSafeInteger(scenarioCount) && scenarioCount >= 1 && scenarioCount <= SCENARIOS_MAX))
        problems.push(fault('estimator.scenarioCount', `must be whole, from 1 to ${SCENARIOS_MAX}`, scenarioCount));
      else problems.push(...checkSample(specification, estimator.convention, tail, scenarioCount));
      if (degreesOfFreedom !== null && !(degreesOfFreedom > 2 && degreesOfFreedom < Infinity))
        problems.push(fault('estimator.degreesOfFreedom', 'must be above 2', degreesOfFreedom));
      if (seed === '') problems.push(fault('estimator.seed', 'must not be empty', seed));
      return problems;
    }
    case 'normal':
      return [];
    case 'student': {
      const least = estimator.form === 'scale' ? 1 : 2;
      const { degreesOfFreedom } = estimator;
      if (degreesOfFreedom > least && degreesOfFreedom < Infinity) return [];
      return [fault('estimator.degreesOfFreedom', `must be finite and above ${least}`, degreesOfFreedom)];
    }
  }
}

function checkSample(
  specification: RiskSpecification,
  convention: TailConvention,
  tail: number | null,
  sampleCount: number | null,
): Problem[] {
  if (tail === null || sampleCount === null) return [];
  const { measure, antiProcyclicality } = specification;
  const least = leastSample(measure, convention, tail);
  const problems: Problem[] = [];
  if (sampleCount < least)
    problems.push({
      ...fault(
        'history',
        `is too short for the shortfall convention, which needs ${least} scenarios; there`,
        sampleCount,
      ),
      code: 'history-too-short',
    });
  const { stressed } = antiProcyclicality;
  if (stressed?.blend === 'requirements' && countWindows(specification, stressed.days) < least)
    problems.push(
      fault('stressed.days', `must give at least ${least} scenarios for the shortfall convention`, stressed.days),
    );
  return problems;
}

function checkParetoTail(
  { tailShare, shape }: Extract<RiskEstimator, { kind: 'pareto-tail' }>,
  tail: number | null,
  sampleCount: number | null,
): Problem[] {
  const problems: Problem[] = [];
  if (typeof shape === 'number' && !(shape > -10 && shape < 1))
    problems.push(fault('estimator.shape', 'must lie below 1', shape));
  if (tail === null) return problems;
  if (!(tailShare >= tail && tailShare <= 0.5))
    problems.push(fault('estimator.tailShare', `must reach from the tail probability, ${tail}, to 0.5`, tailShare));
  else if (
    sampleCount !== null &&
    (countInTail(sampleCount, tailShare) < 2 || countInTail(sampleCount, tailShare) >= sampleCount)
  )
    problems.push({
      ...fault('history', 'must leave at least two scenarios above the threshold; there', sampleCount),
      code: 'history-too-short',
    });
  return problems;
}

function checkVolatilityRule(key: string, rule: VolatilityRule, assets: readonly string[]): Problem[] {
  if (rule.kind === 'ewma') return checkDecay(`${key}.decay`, rule.decay);
  if (rule.kind === 'garch') return checkPersistence(key, rule.alpha, rule.beta);
  const missing = assets.filter((asset) => !rule.parameters.some((own) => own.asset === asset));
  return [
    ...missing.map((asset) => fault(key, 'must have parameters of every asset; what is missing', asset)),
    ...rule.parameters.flatMap(({ asset, omega, alpha, beta }) => [
      ...checkPersistence(`${key}.${asset}`, alpha, beta),
      ...(omega > 0 && omega < Infinity ? [] : [fault(`${key}.${asset}.omega`, 'must be positive', omega)]),
    ]),
  ];
}

function checkPersistence(key: string, alpha: number, beta: number): Problem[] {
  const isStationary = alpha >= 0 && beta >= 0 && alpha + beta < 1;
  return isStationary ? [] : [fault(key, 'must have alpha, beta >= 0 and alpha + beta < 1', `${alpha} and ${beta}`)];
}

function checkDecay(key: string, decay: number): Problem[] {
  return decay > 0 && decay < 1 ? [] : [fault(key, 'must lie in (0, 1)', decay)];
}
