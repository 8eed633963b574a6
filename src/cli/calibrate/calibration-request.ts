/** Options of `calibrate` as words, to what they mean. */
import { US_PER_DAY } from '../../base/units.ts';
import type { CalibrationOptions } from '../../experiment/calibration/calibration.ts';
import type { HistoryPeriod } from '../../experiment/calibration/select-history.ts';
import { parseUtcTime } from '../../market/utc-time.ts';
import type { Shrinkage } from '../../numeric/shrinkage.ts';
import type { OptionValues } from '../options.ts';
import { UsageError } from '../usage-error.ts';

const SHRINKAGE_DEFAULT = 'constant';
const WORST_SHARE_DEFAULT = '5 %';
const PERIODS_PER_YEAR_MAX = 366 * 86_400;

export interface CalibrationRequest {
  /** null: all of the file. */
  readonly assets: readonly string[] | null;
  /** Put first: it stands for the market. null: the first one already there. */
  readonly market: string | null;
  readonly period: HistoryPeriod;
  readonly options: CalibrationOptions;
  /** The options that decide about the figures, as they would be written, defaults included. */
  readonly words: string;
}

/** @throws UsageError */
export function requestCalibration(values: OptionValues): CalibrationRequest {
  const assets = values.assets === undefined ? null : readAssets(values.assets);
  const shrinkage = values.shrinkage ?? SHRINKAGE_DEFAULT;
  const worstShare = values['worst-share'] ?? WORST_SHARE_DEFAULT;
  const periodsPerYear = values['periods-per-year'];
  const period: HistoryPeriod = {
    fromUs: values.from === undefined ? null : readMoment('from', values.from, false),
    toUs: values.to === undefined ? null : readMoment('to', values.to, true),
  };
  if (period.fromUs !== null && period.toUs !== null && period.toUs < period.fromUs) {
    throw new UsageError(`--to ${values.to} lies before --from ${values.from}`);
  }
  const words = [
    ...(assets === null ? [] : [`--assets ${assets.join(',')}`]),
    ...(values.market === undefined ? [] : [`--market ${values.market.trim()}`]),
    ...(values.from === undefined ? [] : [`--from ${values.from.trim()}`]),
    ...(values.to === undefined ? [] : [`--to ${values.to.trim()}`]),
    `--shrinkage ${shrinkage.trim()}`,
    ...(periodsPerYear === undefined ? [] : [`--periods-per-year ${periodsPerYear.trim()}`]),
    `--worst-share ${worstShare.replaceAll(' ', '')}`,
  ];
  return {
    assets,
    market: values.market?.trim() ?? null,
    period,
    options: {
      shrinkage: readShrinkage(shrinkage.trim()),
      periodsPerYear: periodsPerYear === undefined ? null : readPeriods(periodsPerYear.trim()),
      worstShare: readWorstShare(worstShare),
    },
    words: words.join(' '),
  };
}

function readAssets(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new UsageError(`--assets is "${text}"`, 'expected names with commas between them');
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) throw new UsageError(`--assets names ${repeated} twice`);
  return names;
}

/** A day without a time stands for all of it: its first moment as a start, its last as an end. */
function readMoment(option: string, text: string, isEnd: boolean): number {
  const timeUs = parseUtcTime(text.trim());
  if (timeUs === undefined) {
    throw new UsageError(`--${option} is "${text}"`, 'expected a UTC time, such as 2024-01-31 or 2025-10-10T21:00:00Z');
  }
  return isEnd && /^\d{4}-\d{2}-\d{2}$/.test(text.trim()) ? timeUs + US_PER_DAY - 1 : timeUs;
}

function readShrinkage(text: string): Shrinkage {
  if (text === 'none') return { kind: 'none' };
  if (text === 'constant') return { kind: 'constantCorrelation' };
  if (text === 'identity') return { kind: 'identity' };
  const weight = readShare(text);
  if (weight >= 0 && weight <= 1) return { kind: 'fixed', weight };
  throw new UsageError(`--shrinkage is "${text}"`, 'expected none, constant, identity, or a share such as 0.3 or 30 %');
}

function readWorstShare(text: string): number {
  const share = readShare(text);
  if (share > 0 && share <= 0.5) return share;
  throw new UsageError(`--worst-share is "${text}"`, 'expected a share above 0 and up to 50 %, such as 5 %');
}

function readPeriods(text: string): number {
  const periods = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (periods > 0 && periods <= PERIODS_PER_YEAR_MAX) return periods;
  throw new UsageError(
    `--periods-per-year is "${text}"`,
    `expected a number above 0 and up to ${PERIODS_PER_YEAR_MAX}`,
  );
}

/** `0.3`, `30 %` or `30%`; NaN for anything else. */
function readShare(text: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text.trim());
  if (match === null) return NaN;
  return match[2] === '%' ? Number(match[1]) / 100 : Number(match[1]);
}
