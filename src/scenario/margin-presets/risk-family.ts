/**
 * Parameters of risk-based margin (family: risk), compiled to the specification of a model. The structure check has read
 * every value once before; what needs several values together is the model's to refuse.
 */
import { assert } from '../../base/assert.ts';
import { InvalidInputError, type Problem } from '../../base/problem.ts';
import { US_PER_DAY } from '../../base/units.ts';
import type { CovarianceRule, RiskEstimator, RiskSpecification } from '../../margin/risk/risk-parameters.ts';
import type { TailConvention } from '../../margin/risk/tail-convention.ts';
import type { VolatilityRule } from '../../margin/risk/volatility-recursion.ts';
import { parseCount } from '../plain-units.ts';
import type { Parsed, Written } from '../unit-result.ts';
import { parseDuration, parseMultiple } from '../units.ts';
import { numberOf, presetIdentity, ratioOf, type PresetIdentity } from './preset-values.ts';
import type { RiskFamily } from './risk-schema.ts';

const DAYS_PER_YEAR = 365;

type WrittenEstimator = RiskFamily['estimator'];

/** What a preset says; `stated` holds daily volatilities and their correlation [asset x asset]. */
export interface RiskPreset {
  readonly specification: RiskSpecification;
  readonly stated: {
    readonly assets: readonly string[];
    readonly volatilities: Float64Array;
    readonly correlation: Float64Array;
  } | null;
}

/** `parameters` has passed the structure check. Throws InvalidInputError when a matrix has the wrong size. */
export function compileRisk(identity: PresetIdentity, parameters: RiskFamily): RiskPreset {
  const { offsetCap, stressed, liquidity, buffer, volatilityFloor, window } = parameters;
  const specification: RiskSpecification = {
    ...presetIdentity(identity),
    measure: parameters.measure === 'valueAtRisk' ? 'value-at-risk' : 'expected-shortfall',
    confidence: ratioOf(parameters.confidence),
    returnKind: parameters.returns,
    horizonDays: read(parseDuration(parameters.horizon)) / US_PER_DAY,
    horizonRule: parameters.horizonRule === 'squareRoot' ? 'square-root' : 'overlapping',
    windowDays: window === undefined ? null : countOf(window),
    estimator: compileEstimator(parameters.estimator),
    initialRatio: read(parseMultiple(parameters.initialRatio)),
    offsetCap: isOff(offsetCap) ? null : { share: ratioOf(offsetCap.share), groups: groupsOf(offsetCap.groups) },
    antiProcyclicality: {
      bufferShare: buffer === undefined ? null : ratioOf(buffer),
      stressed: isOff(stressed)
        ? null
        : { weight: ratioOf(stressed.weight), days: countOf(stressed.days), blend: stressed.blend },
      floorDays: volatilityFloor === undefined ? null : countOf(volatilityFloor),
    },
    liquidity: isOff(liquidity)
      ? null
      : {
          law: liquidity.law === 'linear' ? 'linear' : 'square-root',
          freeShare: ratioOf(liquidity.freeShare),
          impactMax: ratioOf(liquidity.impactMax),
        },
    volatilityResponse: numberOf(parameters.volatilityResponse),
  };
  return { specification, stated: parameters.stated === undefined ? null : compileStated(parameters.stated) };
}

function compileEstimator(written: WrittenEstimator): RiskEstimator {
  switch (written.kind) {
    case 'historical':
      return { kind: 'historical', scaling: compileScaling(written.scaling), convention: conventionOf(written) };
    case 'ageWeighted':
      return { kind: 'age-weighted', scaling: compileScaling(written.scaling), decay: numberOf(written.decay) };
    case 'paretoTail': {
      const { shape } = written;
      return {
        kind: 'pareto-tail',
        scaling: compileScaling(written.scaling),
        tailShare: ratioOf(written.tailShare),
        shape:
          shape === 'fittedByMoments'
            ? 'fitted-by-moments'
            : shape === 'fittedByLikelihood'
              ? 'fitted-by-likelihood'
              : numberOf(shape),
      };
    }
    case 'monteCarlo':
      return {
        kind: 'monte-carlo',
        scenarioCount: countOf(written.scenarioCount),
        degreesOfFreedom: written.degreesOfFreedom === undefined ? null : numberOf(written.degreesOfFreedom),
        seed: String(written.seed),
        covariance: compileCovariance(written.covariance),
        convention: conventionOf(written),
      };
    case 'normal':
      return { kind: 'normal', mean: written.mean, covariance: compileCovariance(written.covariance) };
    case 'student':
      return {
        kind: 'student',
        degreesOfFreedom: numberOf(written.degreesOfFreedom),
        form: written.form === 'scale' ? 'scale' : 'unit-variance',
        mean: written.mean,
        covariance: compileCovariance(written.covariance),
      };
  }
}

function conventionOf({ valueAtRisk, shortfall }: TailConvention): TailConvention {
  return { valueAtRisk, shortfall };
}

function compileScaling(written: Extract<WrittenEstimator, { kind: 'historical' }>['scaling']): VolatilityRule | null {
  if (isOff(written)) return null;
  switch (written.kind) {
    case 'ewma':
      return { kind: 'ewma', decay: numberOf(written.decay) };
    case 'garch':
      return { kind: 'garch', alpha: numberOf(written.alpha), beta: numberOf(written.beta) };
    case 'garchByAsset':
      return {
        kind: 'garch-by-asset',
        parameters: Object.entries(written.parameters).map(([asset, { omega, alpha, beta }]) => ({
          asset,
          omega: numberOf(omega),
          alpha: numberOf(alpha),
          beta: numberOf(beta),
        })),
      };
  }
}

function compileCovariance(written: Extract<WrittenEstimator, { kind: 'normal' }>['covariance']): CovarianceRule {
  return written.kind === 'ewma' ? { kind: 'ewma', decay: numberOf(written.decay) } : written;
}

function groupsOf(
  written: readonly { readonly name: Written; readonly assets: readonly Written[] }[] | undefined,
): readonly { readonly name: string; readonly assets: readonly string[] }[] | null {
  return written === undefined
    ? null
    : written.map(({ name, assets }) => ({ name: String(name), assets: assets.map(String) }));
}

function compileStated(written: NonNullable<RiskFamily['stated']>): NonNullable<RiskPreset['stated']> {
  const assets = Object.keys(written.volatilities);
  const count = assets.length;
  const volatilities = Float64Array.from(
    assets,
    (asset) => ratioOf(written.volatilities[asset]) / Math.sqrt(DAYS_PER_YEAR),
  );
  const correlation = new Float64Array(count * count);
  if (Array.isArray(written.correlation)) {
    const problems: Problem[] = [];
    if (written.correlation.length !== count)
      problems.push(sizeProblem('parameters.stated.correlation', written.correlation.length, count));
    written.correlation.forEach((row, i) => {
      if (row.length !== count) problems.push(sizeProblem(`parameters.stated.correlation.${i}`, row.length, count));
      row.forEach((value, j) => {
        if (i < count && j < count) correlation[i * count + j] = numberOf(value);
      });
    });
    if (problems.length > 0) throw new InvalidInputError(problems);
  } else {
    correlation.fill(numberOf(written.correlation));
    for (let i = 0; i < count; i += 1) correlation[i * count + i] = 1;
  }
  return { assets, volatilities, correlation };
}

function sizeProblem(key: string, found: number, count: number): Problem {
  return {
    code: 'bad-correlation',
    message: `${key} must have ${count} entries, one for each volatility`,
    key,
    found: String(found),
    expected: String(count),
  };
}

function isOff<T>(value: T | 'off' | null): value is 'off' | null {
  return value === 'off' || value === null;
}

function countOf(written: Written): number {
  return read(parseCount(written));
}

function read(result: Parsed<number>): number {
  assert(result.ok, 'a value that has passed the structure check cannot be read');
  return result.value;
}
