/** One asset by itself: volatility, tails, and the models by which its volatility moves. */
import { fitEwma } from '../../numeric/ewma-fit.ts';
import { fitGarch, GARCH_RETURNS_MIN, standardiseByGarch } from '../../numeric/garch-fit.ts';
import { detectJumps } from '../../numeric/jump-detection.ts';
import { fitMerton } from '../../numeric/merton-fit.ts';
import { meanOf, probabilityInterval } from '../../numeric/quantiles.ts';
import { momentsOf } from '../../numeric/sample-matrix.ts';
import { fitStudent } from '../../numeric/student-fit.ts';
import { estimateVolatility } from '../../numeric/volatility-interval.ts';
import type { AssetCalibration, GarchCalibration, JumpCalibration, MertonCalibration } from './calibration.ts';

/** Chance that one jump is found in a history that has none. */
const JUMP_SIGNIFICANCE = 0.01;
/** Shorter windows find jumps that are not there, see jump-detection.ts. */
const JUMP_WINDOW_WANTED = 60;
const JUMP_WINDOW_MIN = 10;
/** A jump diffusion has five parameters. */
const MERTON_RETURNS_MIN = 100;

/** @param dates of the prices: one more than there are returns */
export function calibrateAsset(
  asset: string,
  returns: Float64Array,
  dates: readonly string[],
  periodsPerYear: number,
): AssetCalibration {
  const annual = Math.sqrt(periodsPerYear);
  const { deviation, kurtosis, lower, upper } = estimateVolatility(returns);
  const lowest = returns.reduce((least, value, at) => (value < returns[least] ? at : least), 0);
  return {
    asset,
    volatilityAnnual: deviation * annual,
    volatilityInterval: { lower: lower * annual, upper: upper * annual },
    kurtosis,
    worst: { logReturn: returns[lowest], date: dates[lowest + 1] },
    unchangedShare: returns.reduce((count, value) => count + (value === 0 ? 1 : 0), 0) / returns.length,
    student: fitStudent(returns),
    ewma: fitEwma([returns]),
    garch: calibrateGarch(returns, annual),
    jumps: calibrateJumps(returns, periodsPerYear),
    merton: calibrateMerton(returns, periodsPerYear),
  };
}

function calibrateGarch(returns: Float64Array, annual: number): GarchCalibration | null {
  if (returns.length < GARCH_RETURNS_MIN) return null;
  const fit = fitGarch(returns);
  return {
    ...fit,
    longRunVolatilityAnnual: Math.sqrt(fit.longRunVariance) * annual,
    nextVolatilityAnnual: Math.sqrt(fit.nextVariance) * annual,
    residualFreedom: fitStudent(standardiseByGarch(returns, fit)),
  };
}

/**
 * Returns that a jump is measured against: the root of the periods in a year, as Lee and Mykland have it, but not below
 * 60; a short history has to do with a quarter of itself.
 */
export function jumpWindowOf(returnCount: number, periodsPerYear: number): { used: number; wanted: number } {
  const wanted = Math.max(JUMP_WINDOW_WANTED, Math.ceil(Math.sqrt(periodsPerYear)));
  return { used: Math.max(JUMP_WINDOW_MIN, Math.min(wanted, Math.floor(returnCount / 4))), wanted };
}

function calibrateJumps(returns: Float64Array, periodsPerYear: number): JumpCalibration | null {
  const { used: window } = jumpWindowOf(returns.length, periodsPerYear);
  if (returns.length < 3 * window) return null;
  const { rows, threshold, tested, varianceShare } = detectJumps(returns, window, JUMP_SIGNIFICANCE);
  const jumps = new Set(rows);
  const sizes = rows.map((row) => returns[row]);
  const { lower, upper } = probabilityInterval(rows.length, tested, 0.95);
  const others = returns.filter((_, row) => !jumps.has(row));
  return {
    window,
    threshold,
    count: rows.length,
    perYear: (rows.length / tested) * periodsPerYear,
    perYearInterval: { lower: lower * periodsPerYear, upper: upper * periodsPerYear },
    meanSize: sizes.length === 0 ? null : meanOf(sizes),
    sizeDeviation: sizes.length < 2 ? null : Math.sqrt(momentsOf(sizes).variance),
    diffusionAnnual: Math.sqrt(momentsOf(others).variance * periodsPerYear),
    varianceShare,
  };
}

function calibrateMerton(returns: Float64Array, periodsPerYear: number): MertonCalibration | null {
  if (returns.length < MERTON_RETURNS_MIN) return null;
  const fit = fitMerton(returns);
  return {
    ...fit,
    diffusionAnnual: fit.diffusion * Math.sqrt(periodsPerYear),
    jumpsPerYear: fit.jumpsPerPeriod * periodsPerYear,
  };
}
