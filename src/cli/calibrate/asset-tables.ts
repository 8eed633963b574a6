/** The tables of a calibration with a row for each asset: headings, and the cells of a row. */
import { formatCount, NOT_A_NUMBER } from '../../base/format.ts';
import type { AssetCalibration, WorstPeriodsOfAsset } from '../../experiment/calibration/calibration.ts';
import { expm1 } from '../../numeric/math.ts';
import type { Interval } from '../../numeric/quantiles.ts';
import { FREEDOM_OF_NORMAL } from '../../report/calibration/scenario-fragment.ts';
import { cutText, plainText } from '../../report/text-layout.ts';

const NAME_WIDTH = 8;
const NONE = '-';

export interface AssetTable<T> {
  readonly headings: readonly string[];
  readonly cells: (row: T) => readonly string[];
}

/** An asset's name as a table can show it. */
export function nameOf(asset: string): string {
  return cutText(plainText(asset), NAME_WIDTH, '~');
}

export const VOLATILITY_TABLE: AssetTable<AssetCalibration> = {
  headings: ['', 'a year', '95 %', 'kurt.', 'worst', 'on', 't nu', '95 %'],
  cells: ({ asset, volatilityAnnual, volatilityInterval, kurtosis, worst, student }) => [
    nameOf(asset),
    percent(volatilityAnnual),
    `${percent(volatilityInterval.lower)}-${percent(volatilityInterval.upper)}`,
    kurtosis.toFixed(1),
    formatMove(worst.logReturn),
    shortDate(worst.date),
    freedom(student.degreesOfFreedom),
    freedomEnds(student.interval),
  ],
};

export const MODEL_TABLE: AssetTable<AssetCalibration> = {
  headings: ['', 'EWMA', 'alpha', '+-', 'beta', '+-', 'half', 'now', 'long run', 'nu'],
  cells: ({ asset, ewma, garch }) => {
    const models = [nameOf(asset), ewma.lambda.toFixed(4)];
    if (garch === null) return [...models, ...Array.from({ length: 8 }, () => NONE)];
    const { alpha, beta, errors, halfLifePeriods, nextVolatilityAnnual, longRunVolatilityAnnual } = garch;
    return [
      ...models,
      alpha.toFixed(3),
      errors === null ? NONE : (1.96 * errors.alpha).toFixed(3),
      beta.toFixed(3),
      errors === null ? NONE : (1.96 * errors.beta).toFixed(3),
      halfLifePeriods > 999 ? '>999' : halfLifePeriods.toFixed(1),
      percent(nextVolatilityAnnual),
      garch.persistence > 0.999 ? NONE : percent(longRunVolatilityAnnual),
      freedom(garch.residualFreedom.degreesOfFreedom),
    ];
  },
};

export const JUMP_TABLE: AssetTable<AssetCalibration> = {
  headings: ['', 'found', 'a year', '95 %', 'mean', 'sd', 'fit', 'mean', 'sd'],
  cells: ({ asset, jumps, merton }) => [
    nameOf(asset),
    ...(jumps === null
      ? [NONE, NONE, NONE, NONE, NONE]
      : [
          String(jumps.count),
          frequency(jumps.perYear),
          frequencyEnds(jumps.perYearInterval),
          jumps.meanSize === null ? NONE : formatMove(jumps.meanSize),
          jumps.sizeDeviation === null ? NONE : percent(jumps.sizeDeviation),
        ]),
    ...(merton === null
      ? [NONE, NONE, NONE]
      : [frequency(merton.jumpsPerYear), formatMove(merton.jumpMean), percent(merton.jumpDeviation)]),
  ],
};

export const WORST_TABLE: AssetTable<WorstPeriodsOfAsset> = {
  headings: ['', 'mean', 'a year', 'beta', 'of all', 'corr.', 'if const.', 'implied', 'of all'],
  cells: (one) => [
    nameOf(one.asset),
    formatMove(one.meanLogReturn),
    percent(one.volatilityAnnual),
    one.beta.toFixed(2),
    one.betaAll.toFixed(2),
    one.correlation.toFixed(3),
    one.correlationIfConstant.toFixed(3),
    one.correlationImplied.toFixed(3),
    one.correlationAll.toFixed(3),
  ],
};

/** One decimal below 1,000 %. */
function percent(share: number): string {
  if (!Number.isFinite(share)) return NOT_A_NUMBER;
  const inPercent = 100 * share;
  const text = Math.abs(inPercent) < 999.95 ? inPercent.toFixed(1) : formatCount(Math.round(inPercent));
  return `${text === '-0.0' ? '0.0' : text}%`;
}

/** A log return as the change that it is. */
function formatMove(logReturn: number): string {
  return percent(expm1(logReturn));
}

/** `2022-06-13`, or `06-13 21:10` of a row that is shorter than a day. */
function shortDate(date: string): string {
  return date.length <= 10 ? date : `${date.slice(5, 10)} ${date.slice(11, 16)}`;
}

function freedom(degreesOfFreedom: number): string {
  if (!Number.isFinite(degreesOfFreedom)) return NOT_A_NUMBER;
  return degreesOfFreedom >= FREEDOM_OF_NORMAL
    ? 'normal'
    : degreesOfFreedom.toFixed(degreesOfFreedom < 10 ? 2 : degreesOfFreedom < 100 ? 1 : 0);
}

function freedomEnds({ lower, upper }: Interval): string {
  return `${lower === null ? '<0.6' : freedom(lower)}-${upper === null ? 'normal' : freedom(upper)}`;
}

function frequencyEnds({ lower, upper }: Interval): string {
  const end = (value: number | null): string => (value === null ? NONE : frequency(value));
  return `${end(lower)}-${end(upper)}`;
}

/** Two significant digits, `4.9k` for thousands: counts of jumps in a year have no more. */
function frequency(perYear: number): string {
  const rounded = Number(perYear.toPrecision(2));
  return rounded < 1000 ? String(rounded) : `${rounded / 1000}k`;
}
