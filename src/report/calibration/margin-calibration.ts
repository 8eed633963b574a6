/** What was calibrated and a scenario has no key for: the input of margin models that estimate risk. */
import type { AssetCalibration, Calibration } from '../../experiment/calibration/calibration.ts';
import type { Interval } from '../../numeric/quantiles.ts';
import type { EwmaFit } from '../../numeric/ewma-fit.ts';
import type { FreedomFit } from '../../numeric/student-fit.ts';
import type { Plain } from './commented-yaml.ts';

type PlainMap = { readonly [key: string]: Plain };

/** Fits are per period, figures that end in `Annual` or `PerYear` are not; sizes are log returns. */
export function describeMarginCalibration({
  history,
  assets,
  ewma,
  jointTail,
  worst,
  clustering,
  correlation,
}: Calibration): PlainMap {
  const { weight, target } = { weight: correlation.shrinkageWeight, target: correlation.shrinkageTarget };
  return {
    periodsPerYear: history.periodsPerYear,
    correlation: {
      shrinkageWeight: weight,
      shrinkageTarget: target,
      isRepaired: correlation.repair.isRepaired,
      repairDistance: correlation.repair.frobeniusDistance,
    },
    jointStudent: describeFreedom(jointTail.student),
    ewma: describeEwma(ewma),
    worstPeriods:
      worst === null
        ? null
        : {
            share: worst.share,
            count: worst.count,
            averageCorrelation: worst.averageCorrelation,
            averageCorrelationAll: worst.averageCorrelationAll,
            blendWeight: worst.blendWeight,
          },
    clustering: clustering.isSound
      ? {
          mu: clustering.fit.mu,
          alpha: clustering.fit.alpha,
          beta: clustering.fit.beta,
          branching: clustering.fit.branching,
          meanRate: clustering.fit.meanRate,
          clusterSize: clustering.fit.clusterSize,
        }
      : { reason: clustering.reason },
    assets: Object.fromEntries(assets.map((one, at) => [one.asset, describeAsset(one, at)])),
  };

  function describeAsset(one: AssetCalibration, at: number): PlainMap {
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
      ...(figures === undefined
        ? {}
        : {
            worstPeriods: {
              meanLogReturn: figures.meanLogReturn,
              volatilityAnnual: figures.volatilityAnnual,
              beta: figures.beta,
              betaAll: figures.betaAll,
              correlation: figures.correlation,
              correlationIfConstant: figures.correlationIfConstant,
            },
          }),
      ...(tail === undefined ? {} : { tailDependence: { copula: tail.copula, counted: tail.counted } }),
    };
  }
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
