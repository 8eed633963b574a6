/** What was calibrated and a scenario has no key for: the input of margin models that estimate risk. */
import type { AssetCalibration, Calibration, WorstPeriodsOfAsset } from '../../experiment/calibration/calibration.ts';
import type { Interval } from '../../numeric/quantiles.ts';
import type { EwmaFit } from '../../numeric/ewma-fit.ts';
import type { FreedomFit } from '../../numeric/student-fit.ts';
import type { Plain } from './commented-yaml.ts';

type PlainMap = { readonly [key: string]: Plain };

/** Fits are per period, figures that end in `Annual` or `PerYear` are not; sizes are log returns. */
export function describeMarginCalibration(calibration: Calibration): PlainMap {
  const { history, assets, ewma, jointTail, correlation } = calibration;
  const { shrinkageWeight, shrinkageTarget, repair } = correlation;
  return {
    periodsPerYear: history.periodsPerYear,
    volatilityRules: describeRules(calibration),
    ewma: describeEwma(ewma),
    jointStudent: describeFreedom(jointTail.student),
    correlation: {
      shrinkageWeight,
      shrinkageTarget,
      isRepaired: repair.isRepaired,
      repairDistance: repair.frobeniusDistance,
    },
    worstPeriods: describeWorst(calibration),
    clustering: describeClustering(calibration),
    assets: Object.fromEntries(assets.map((one, at) => [one.asset, describeAsset(one, at, calibration)])),
  };
}

/** As margin models are told how to follow a volatility; GARCH only where every asset has one. */
function describeRules({ assets, ewma }: Calibration): PlainMap {
  const fits = assets.flatMap(({ garch }) => (garch === null ? [] : [garch]));
  return {
    ewma: { kind: 'ewma', decay: ewma.lambda },
    ...(fits.length < assets.length
      ? {}
      : {
          garch: {
            kind: 'garch-by-asset',
            parameters: fits.map(({ omega, alpha, beta }) => ({ omega, alpha, beta })),
          },
        }),
  };
}

function describeWorst({ worst }: Calibration): Plain {
  if (worst === null) return null;
  const { share, count, averageCorrelation, averageCorrelationAll, withFirst, blendWeight } = worst;
  return {
    share,
    count,
    averageCorrelation,
    averageCorrelationAll,
    ...(withFirst === null ? {} : { correlationWithFirst: { ...withFirst } }),
    blendWeight,
  };
}

function describeClustering({ clustering }: Calibration): PlainMap {
  if (!clustering.isSound) return { reason: clustering.reason };
  const { mu, alpha, beta, branching, branchingError, meanRate, clusterSize } = clustering.fit;
  return { mu, alpha, beta, branching, branchingError, meanRate, clusterSize };
}

function describeAsset(one: AssetCalibration, at: number, { worst, jointTail }: Calibration): PlainMap {
  const figures = worst?.assets[at];
  const tail = jointTail.withFirst[at - 1];
  return {
    volatilityAnnual: [one.volatilityAnnual, one.volatilityInterval.lower, one.volatilityInterval.upper],
    worst: { logReturn: one.worst.logReturn, date: one.worst.date, kurtosis: one.kurtosis },
    student: { ...describeFreedom(one.student), location: one.student.location, scale: one.student.scale },
    ewma: describeEwma(one.ewma),
    garch: describeGarch(one),
    jumps: describeJumps(one),
    merton: describeMerton(one),
    ...(figures === undefined ? {} : { worstPeriods: describeWorstOfAsset(figures) }),
    ...(tail === undefined ? {} : { tailDependence: { copula: tail.copula, counted: tail.counted } }),
  };
}

function describeWorstOfAsset(figures: WorstPeriodsOfAsset): PlainMap {
  const { asset: _, ...plain } = figures;
  return plain;
}

function intervalOf({ lower, upper }: Interval): Plain {
  return [lower, upper];
}

function describeFreedom({ degreesOfFreedom, interval }: FreedomFit): PlainMap {
  return { degreesOfFreedom, interval: intervalOf(interval) };
}

function describeEwma({ lambda, lambdaInterval, halfLifePeriods }: EwmaFit): PlainMap {
  return { lambda, interval: intervalOf(lambdaInterval), halfLifePeriods };
}

function describeGarch({ garch }: AssetCalibration): Plain {
  if (garch === null) return null;
  const { omega, alpha, beta, mean, persistence, longRunVolatilityAnnual, nextVolatilityAnnual, errors } = garch;
  return {
    omega,
    alpha,
    beta,
    mean,
    errors: errors === null ? null : [errors.omega, errors.alpha, errors.beta],
    persistence,
    longRunVolatilityAnnual,
    nextVolatilityAnnual,
    residualDegreesOfFreedom: garch.residualFreedom.degreesOfFreedom,
  };
}

function describeJumps({ jumps }: AssetCalibration): Plain {
  if (jumps === null) return null;
  const { count, perYear, perYearInterval, meanSize, sizeDeviation, diffusionAnnual, threshold, window } = jumps;
  const varianceShare = jumps.varianceShare;
  const interval = intervalOf(perYearInterval);
  return { count, perYear, interval, meanSize, sizeDeviation, diffusionAnnual, varianceShare, threshold, window };
}

function describeMerton({ merton }: AssetCalibration): Plain {
  if (merton === null) return null;
  const { jumpsPerYear, jumpMean, jumpDeviation, diffusionAnnual, drift } = merton;
  return { jumpsPerYear, jumpMean, jumpDeviation, diffusionAnnual, drift };
}
