/**
 * Scenarios of a risk model: joint returns of the assets over the horizon, and the rule by which the losses of a book
 * over them become one number.
 */
import { createStream } from '../../numeric/stream.ts';
import { computeUnitStudentFactor, drawChiSquare, drawNormal } from '../../numeric/distributions.ts';
import { expm1 } from '../../numeric/math.ts';
import { compileCovariances, factorCovariance, overHorizon } from './covariance-set.ts';
import { paretoRankWeights, poolParetoShape } from './pareto-ranks.ts';
import { labelOf, lastDays, mostStressedDays, volatilitiesOf, type ReturnHistory } from './return-history.ts';
import type { RiskEstimator, RiskParameters, RiskSpecification } from './risk-parameters.ts';
import { keepReturns, scaleReturns, type MoveOrigin, type ScaledReturns } from './scaled-returns.ts';
import { ageWeights, countToReach } from './scenario-weights.ts';
import { rankWeights, tailProbability, type RiskMeasure } from './tail-convention.ts';

export type TailRule =
  | { readonly kind: 'ranks'; readonly weights: Float64Array }
  | {
      readonly kind: 'weights';
      readonly measure: RiskMeasure;
      readonly tail: number;
      /** [scenario] */
      readonly weights: Float64Array;
      /** Number of worst losses that always reach the tail. */
      readonly capacity: number;
    };

export interface ScenarioSet {
  readonly scenarioCount: number;
  /** [scenarioCount x assetCount] simple returns, above -1 */
  readonly returns: Float64Array;
  readonly labels: readonly string[];
  /** Null where scenarios are drawn. */
  readonly originOf: MoveOrigin | null;
  readonly rule: TailRule;
}

export interface ScenarioSets {
  readonly current: ScenarioSet;
  readonly stressed: ScenarioSet | null;
  readonly floor: ScenarioSet | null;
}

export type ScenarioEstimator = Exclude<RiskEstimator, { kind: 'normal' | 'student' }>;
type HistoricalEstimator = Exclude<ScenarioEstimator, { kind: 'monte-carlo' }>;

/** A scaled return can ask for less than nothing; prices stop here, as a share of themselves. */
export const LEAST_RETURN = -0.9999;

/** `parameters` are those that `checkRiskParameters` finds nothing wrong with. */
export function compileScenarios(parameters: RiskParameters, estimator: ScenarioEstimator): ScenarioSets {
  return estimator.kind === 'monte-carlo'
    ? drawScenarios(parameters, estimator)
    : replayScenarios(parameters, estimator, parameters.history!);
}

function replayScenarios(
  parameters: RiskParameters,
  estimator: HistoricalEstimator,
  history: ReturnHistory,
): ScenarioSets {
  const { specification } = parameters;
  const { windowDays, antiProcyclicality } = specification;
  const window = lastDays(history, windowDays);
  const set = ({ days, originOf }: Moves): ScenarioSet => ({
    scenarioCount: days.dayCount,
    returns: toSimpleReturns(parameters, days.returns),
    labels: Array.from({ length: days.dayCount }, (_, day) => labelOf(days, day)),
    originOf,
    rule: compileRule(parameters, estimator, days),
  });
  const moved = movesOf(specification, scaleReturns(parameters, estimator.scaling, history, window, null));
  const plan = antiProcyclicality.stressed;
  const worst = plan === null ? null : movesOf(specification, keepReturns(mostStressedDays(history, plan.days)));
  const isBlended = plan !== null && worst !== null && plan.blend === 'observations';
  const current = isBlended ? blendStressed(parameters, estimator, moved, worst, plan.weight) : set(moved);
  const { floorDays } = antiProcyclicality;
  const long = floorDays === null ? null : volatilitiesOf(lastDays(history, floorDays));
  return {
    current,
    stressed: worst === null || isBlended ? null : set(worst),
    floor:
      long === null
        ? null
        : set(movesOf(specification, scaleReturns(parameters, estimator.scaling, history, window, long))),
  };
}

/** Returns over the horizon, before the root of time, with what they come from. */
interface Moves {
  readonly days: ReturnHistory;
  readonly originOf: MoveOrigin;
}

function movesOf(specification: RiskSpecification, { history, originOf }: ScaledReturns): Moves {
  const days = overHorizon(specification, history);
  const windowLength = history.dayCount - days.dayCount + 1;
  return { days, originOf: (scenario, asset) => originOf(scenario, asset, windowLength) };
}

function compileRule(parameters: RiskParameters, estimator: HistoricalEstimator, days: ReturnHistory): TailRule {
  const { measure, confidence } = parameters.specification;
  const tail = tailProbability(confidence);
  switch (estimator.kind) {
    case 'historical':
      return { kind: 'ranks', weights: rankWeights(measure, estimator.convention, days.dayCount, tail) };
    case 'age-weighted':
      return weightRule(measure, tail, ageWeights(days.dayCount, estimator.decay));
    case 'pareto-tail': {
      const { tailShare, shape } = estimator;
      const known =
        typeof shape === 'number'
          ? shape
          : poolParetoShape(days, tailShare, shape === 'fitted-by-moments' ? 'moments' : 'likelihood');
      return { kind: 'ranks', weights: paretoRankWeights(measure, days.dayCount, tail, tailShare, known) };
    }
  }
}

function weightRule(measure: RiskMeasure, tail: number, weights: Float64Array): TailRule {
  return { kind: 'weights', measure, tail, weights, capacity: countToReach(weights, tail) };
}

/** One sample in which the stressed days carry `share` of the weight, evenly, and the others keep their proportions. */
function blendStressed(
  parameters: RiskParameters,
  estimator: HistoricalEstimator,
  moved: Moves,
  worst: Moves,
  share: number,
): ScenarioSet {
  const { days } = moved;
  const { days: stressed } = worst;
  const { measure, confidence } = parameters.specification;
  const own =
    estimator.kind === 'age-weighted'
      ? ageWeights(days.dayCount, estimator.decay)
      : new Float64Array(days.dayCount).fill(1 / days.dayCount);
  const weights = new Float64Array(days.dayCount + stressed.dayCount).fill(share / stressed.dayCount);
  weights.set(own.map((weight) => (1 - share) * weight));
  const returns = new Float64Array(days.returns.length + stressed.returns.length);
  returns.set(days.returns);
  returns.set(stressed.returns, days.returns.length);
  return {
    scenarioCount: weights.length,
    returns: toSimpleReturns(parameters, returns),
    labels: [
      ...Array.from({ length: days.dayCount }, (_, day) => labelOf(days, day)),
      ...Array.from({ length: stressed.dayCount }, (_, day) => `stressed ${labelOf(stressed, day)}`),
    ],
    originOf: (scenario, asset) =>
      scenario < days.dayCount ? moved.originOf(scenario, asset) : worst.originOf(scenario - days.dayCount, asset),
    rule: weightRule(measure, tailProbability(confidence), weights),
  };
}

function toSimpleReturns(parameters: RiskParameters, returns: Float64Array): Float64Array {
  const { horizonRule, horizonDays, returnKind } = parameters.specification;
  const scale = horizonRule === 'square-root' ? Math.sqrt(horizonDays) : 1;
  return returns.map((value) => {
    const moved = value * scale;
    return Math.max(LEAST_RETURN, returnKind === 'log' ? expm1(moved) : moved);
  });
}

/** The same draws for all three covariances, so that what differs between them is not luck. */
function drawScenarios(
  parameters: RiskParameters,
  estimator: Extract<RiskEstimator, { kind: 'monte-carlo' }>,
): ScenarioSets {
  const { measure, confidence } = parameters.specification;
  const sets = compileCovariances(parameters, estimator.covariance, 'zero');
  const weights = rankWeights(measure, estimator.convention, estimator.scenarioCount, tailProbability(confidence));
  const draw = (covariance: Float64Array): ScenarioSet => ({
    scenarioCount: estimator.scenarioCount,
    returns: drawReturns(parameters, estimator, covariance),
    labels: Array.from({ length: estimator.scenarioCount }, (_, s) => `draw ${s + 1}`),
    originOf: null,
    rule: { kind: 'ranks', weights },
  });
  return {
    current: draw(sets.current.covariance),
    stressed: sets.stressed === null ? null : draw(sets.stressed.covariance),
    floor: sets.floor === null ? null : draw(sets.floor.covariance),
  };
}

function drawReturns(
  parameters: RiskParameters,
  estimator: Extract<RiskEstimator, { kind: 'monte-carlo' }>,
  covariance: Float64Array,
): Float64Array {
  const { degreesOfFreedom, scenarioCount, seed } = estimator;
  const factor = factorCovariance(covariance);
  const assetCount = parameters.assets.length;
  const stream = createStream(seed, 'margin', 'monte-carlo');
  const normals = new Float64Array(assetCount);
  const returns = new Float64Array(scenarioCount * assetCount);
  const isLog = parameters.specification.returnKind === 'log';
  for (let s = 0; s < scenarioCount; s += 1) {
    const common =
      degreesOfFreedom === null
        ? 1
        : computeUnitStudentFactor(drawChiSquare(stream, degreesOfFreedom), degreesOfFreedom);
    for (let a = 0; a < assetCount; a += 1) normals[a] = drawNormal(stream);
    for (let a = 0; a < assetCount; a += 1) {
      let sum = 0;
      for (let b = 0; b <= a; b += 1) sum += factor[a * assetCount + b] * normals[b];
      const moved = common * sum;
      returns[s * assetCount + a] = Math.max(LEAST_RETURN, isLog ? expm1(moved) : moved);
    }
  }
  return returns;
}
