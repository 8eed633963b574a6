/** Everything that can be wrong with the parameters of a risk-based model, found at once. */
import type { Problem } from '../../base/problem.ts';
import { findCorrelationFault } from '../../numeric/correlation.ts';
import { checkEstimator } from './check-estimator.ts';
import { lastDays, volatilitiesOf, type ReturnHistory } from './return-history.ts';
import { checkConfidence, fault } from './risk-estimates.ts';
import { countWindows, needsHistory, type RiskParameters, type RiskSpecification } from './risk-parameters.ts';

/** Fewer returns say nothing about a tail or a volatility. */
const RETURNS_MIN = 2;

export function checkRiskParameters(parameters: RiskParameters): Problem[] {
  const { specification, assets, history } = parameters;
  const problems = [...checkSpecification(specification), ...checkAssets(parameters)];
  if (history !== null) problems.push(...checkHistory(parameters, history));
  else problems.push(...checkWithoutHistory(parameters));
  problems.push(...checkOverrides(parameters));
  if (!(parameters.bufferReleased >= 0 && parameters.bufferReleased <= 1))
    problems.push(fault('bufferReleased', 'must lie in [0, 1]', parameters.bufferReleased));
  const days = history === null ? null : Math.min(history.dayCount, specification.windowDays ?? history.dayCount);
  const sampleCount = days === null ? null : countWindows(specification, days);
  return [...problems, ...checkEstimator(specification, sampleCount, assets)];
}

function checkSpecification(specification: RiskSpecification): Problem[] {
  const { horizonDays, horizonRule, windowDays, initialRatio, antiProcyclicality, volatilityResponse } = specification;
  const { bufferShare, stressed, floorDays } = antiProcyclicality;
  const problems = checkConfidence(specification.confidence);
  const need = (holds: boolean, key: string, says: string, found: number): void => {
    if (!holds) problems.push(fault(key, says, found));
  };
  const isWhole = (value: number | null, least: number): boolean =>
    value === null || (Number.isSafeInteger(value) && value >= least);
  const daysMin = leastDays(specification);
  const isFinitePositive = horizonDays > 0 && horizonDays < Infinity;
  need(isFinitePositive, 'horizonDays', 'must be positive', horizonDays);
  if (horizonRule === 'overlapping')
    need(isWhole(horizonDays, 1), 'horizonDays', 'must be whole for overlapping windows', horizonDays);
  need(isWhole(windowDays, daysMin), 'windowDays', `must be whole and at least ${daysMin}`, windowDays ?? 0);
  need(initialRatio >= 1 && initialRatio < Infinity, 'initialRatio', 'must be at least 1', initialRatio);
  need(
    volatilityResponse >= 0 && volatilityResponse < Infinity,
    'volatilityResponse',
    'must not be negative',
    volatilityResponse,
  );
  need(
    bufferShare === null || (bufferShare >= 0 && bufferShare < Infinity),
    'bufferShare',
    'must not be negative',
    bufferShare ?? 0,
  );
  need(
    stressed === null || (stressed.weight > 0 && stressed.weight < 1),
    'stressed.weight',
    'must lie in (0, 1)',
    stressed?.weight ?? 0,
  );
  need(
    isWhole(stressed?.days ?? null, daysMin),
    'stressed.days',
    `must be whole and at least ${daysMin}`,
    stressed?.days ?? 0,
  );
  need(isWhole(floorDays, daysMin), 'floorDays', `must be whole and at least ${daysMin}`, floorDays ?? 0);
  return [...problems, ...checkCharges(specification)];
}

/** Days in which there are enough returns over the horizon. */
function leastDays(specification: RiskSpecification): number {
  return RETURNS_MIN + RETURNS_MIN - countWindows(specification, RETURNS_MIN);
}

function checkCharges({ offsetCap, liquidity }: RiskSpecification): Problem[] {
  const problems: Problem[] = [];
  if (offsetCap !== null && !(offsetCap.share >= 0 && offsetCap.share <= 1))
    problems.push(fault('offsetCap.share', 'must lie in [0, 1]', offsetCap.share));
  const grouped = (offsetCap?.groups ?? []).flatMap(({ assets }) => assets);
  const twice = grouped.find((asset, i) => grouped.indexOf(asset) !== i);
  if (twice !== undefined) problems.push(fault('offsetCap.groups', 'must name an asset once', twice));
  if (liquidity === null) return problems;
  if (!(liquidity.freeShare >= 0 && liquidity.freeShare < Infinity))
    problems.push(fault('liquidity.freeShare', 'must not be negative', liquidity.freeShare));
  if (!(liquidity.impactMax >= 0.01 && liquidity.impactMax <= 1))
    problems.push(fault('liquidity.impactMax', 'must lie between 1 % and 100 %', liquidity.impactMax));
  return problems;
}

function checkAssets({ assets, specification }: RiskParameters): Problem[] {
  const problems: Problem[] = [];
  if (assets.length === 0) problems.push(fault('assets', 'must name at least one', 'none'));
  const twice = assets.find((asset, i) => assets.indexOf(asset) !== i);
  if (twice !== undefined) problems.push(fault('assets', 'must differ', twice));
  for (const group of specification.offsetCap?.groups ?? []) {
    for (const asset of group.assets) {
      if (!assets.includes(asset))
        problems.push(fault(`offsetCap.groups.${group.name}`, 'must name assets of the model', asset));
    }
  }
  return problems;
}

function checkHistory(parameters: RiskParameters, history: ReturnHistory): Problem[] {
  const { specification, assets } = parameters;
  const { returns, dayCount, labels } = history;
  const count = assets.length;
  if (returns.length !== dayCount * count)
    return [fault('history', `must hold ${dayCount} days x ${count} assets`, `${returns.length} numbers`)];
  if (labels !== undefined && labels.length !== dayCount)
    return [fault('history.labels', `must be ${dayCount}`, labels.length)];
  const bad = returns.findIndex(
    (value) => !Number.isFinite(value) || (specification.returnKind === 'simple' && value <= -1),
  );
  if (bad >= 0) {
    const place = `${assets[bad % count]} on ${labels?.[Math.floor(bad / count)] ?? `day ${Math.floor(bad / count) + 1}`}`;
    return [fault('history', `needs finite returns above -100 %; that of ${place}`, returns[bad])];
  }
  const problems: Problem[] = [];
  const { windowDays, antiProcyclicality } = specification;
  const longest: readonly (readonly [string, number | null])[] = [
    ['windowDays', windowDays],
    ['stressed.days', antiProcyclicality.stressed?.days ?? null],
    ['floorDays', antiProcyclicality.floorDays],
    ['a model', leastDays(specification)],
  ];
  for (const [key, days] of longest) {
    if (days !== null && dayCount < days)
      problems.push({
        ...fault('history', `is shorter than ${key} asks for: ${days} days are needed, and there`, dayCount),
        code: 'history-too-short',
      });
  }
  if (problems.length > 0) return problems;
  volatilitiesOf(lastDays(history, windowDays)).forEach((volatility, a) => {
    if (!(volatility > 0))
      problems.push({
        ...fault('history', `has no variance for ${assets[a]}: every return of the window`, 0),
        code: 'zero-variance',
      });
  });
  return problems;
}

function checkWithoutHistory({ specification, volatilities, correlation }: RiskParameters): Problem[] {
  const { antiProcyclicality, estimator } = specification;
  const missing: string[] = [];
  if (needsHistory(specification)) missing.push(`the ${estimator.kind} estimator`);
  else if (volatilities === null || correlation === null) missing.push('a model without volatilities and correlation');
  if (antiProcyclicality.stressed !== null) missing.push('a weight on stressed days');
  if (antiProcyclicality.floorDays !== null) missing.push('a floor of volatility');
  if ('mean' in estimator && estimator.mean === 'sample') missing.push('the mean of the sample');
  return missing.map((what) => ({ ...fault('history', `is needed by ${what}`, 'missing'), code: 'history-missing' }));
}

function checkOverrides({ assets, volatilities, correlation }: RiskParameters): Problem[] {
  const problems: Problem[] = [];
  const count = assets.length;
  if (volatilities !== null) {
    const isSound = volatilities.length === count && volatilities.every((value) => value > 0 && value < Infinity);
    if (!isSound) problems.push(fault('volatilities', `must be ${count} positive numbers`, volatilities.join(', ')));
  }
  if (correlation !== null) {
    const rows = Array.from({ length: count }, (_, i) => Array.from(correlation.subarray(i * count, (i + 1) * count)));
    const found =
      correlation.length === count * count ? findCorrelationFault(rows) : `${count} x ${count} entries are needed`;
    if (found !== undefined) problems.push(fault('correlation', 'must be a correlation matrix', found));
  }
  return problems;
}
