/** The part of a price history that is calibrated, and whether it can be. */
import { formatChange, plural } from '../../base/format.ts';
import { InvalidInputError, type Problem } from '../../base/problem.ts';
import { US_PER_YEAR } from '../../base/units.ts';
import type { SampleMatrix } from '../../numeric/sample-matrix.ts';
import { computeReturns } from '../../scenario/price-history-returns.ts';
import type { PriceHistory } from '../../scenario/price-history.ts';
import type { HistoryFacts } from './calibration.ts';

/** Below this no interval of a volatility says anything. */
export const RETURNS_MIN = 30;

/** First and last moment of the rows that are wanted, microseconds since 1970; null: from the first, to the last. */
export interface HistoryPeriod {
  readonly fromUs: number | null;
  readonly toUs: number | null;
}

export interface SelectedHistory {
  readonly facts: HistoryFacts;
  /** Log returns; row t is the return into `dates[t + 1]`. */
  readonly returns: SampleMatrix;
  /** Of the rows of prices. */
  readonly dates: readonly string[];
}

/**
 * @throws InvalidInputError with every reason why the period cannot be calibrated: too few rows, prices that never move
 */
export function selectHistory(
  history: PriceHistory,
  period: HistoryPeriod,
  periodsPerYear: number | null,
): SelectedHistory {
  const part = cut(history, period);
  const returns: SampleMatrix = {
    rows: Math.max(0, part.timesUs.length - 1),
    columns: part.assets.length,
    values: part.timesUs.length < 2 ? new Float64Array(0) : computeReturns(part, 'log'),
  };
  const problems = [
    ...findShortage(part, history, period),
    ...findOverflows(part, returns),
    ...findConstants(part, returns),
  ];
  if (problems.length > 0) throw new InvalidInputError(problems);
  return { facts: describe(part, periodsPerYear), returns, dates: part.dates };
}

function cut(history: PriceHistory, { fromUs, toUs }: HistoryPeriod): PriceHistory {
  const { timesUs, dates, close, assets } = history;
  const isIn = (timeUs: number): boolean => timeUs >= (fromUs ?? -Infinity) && timeUs <= (toUs ?? Infinity);
  const first = timesUs.findIndex(isIn);
  const last = timesUs.findLastIndex(isIn);
  const [start, end] = first < 0 ? [0, 0] : [first, last + 1];
  return {
    ...history,
    timesUs: timesUs.slice(start, end),
    dates: dates.slice(start, end),
    close: close.slice(start * assets.length, end * assets.length),
  };
}

function findShortage(part: PriceHistory, whole: PriceHistory, { fromUs, toUs }: HistoryPeriod): Problem[] {
  const count = Math.max(0, part.timesUs.length - 1);
  if (count >= RETURNS_MIN) return [];
  const isCut = fromUs !== null || toUs !== null;
  const span = `${whole.file} has ${plural(whole.dates.length, 'row')}, ${whole.dates[0]} to ${whole.dates.at(-1)}`;
  return [
    {
      code: 'price-history-too-short',
      key: '',
      message: `${plural(count, 'return')} ${count === 1 ? 'is' : 'are'} too few to calibrate on`,
      found: plural(part.timesUs.length, 'row of prices', 'rows of prices'),
      expected: `${RETURNS_MIN + 1} or more`,
      ...(isCut ? { hint: `${span}; widen --from and --to` } : {}),
      place: headerOf(part),
    },
  ];
}

function findConstants({ file, assets, close, dates }: PriceHistory, returns: SampleMatrix): Problem[] {
  if (returns.rows === 0) return [];
  return assets.flatMap((asset, a) => {
    const first = returns.values[a];
    for (let row = 1; row < returns.rows; row += 1) if (returns.values[row * assets.length + a] !== first) return [];
    const moves = first === 0 ? `stands at ${close[a]}` : `moves by ${formatChange(first)} in every row`;
    return [
      {
        code: 'price-history-no-variance',
        key: '',
        message: `${asset} ${moves} from ${dates[0]} to ${dates.at(-1)}: it has no volatility to calibrate`,
        expected: 'prices whose returns differ',
        hint: 'leave it out with --assets, or choose another period',
        place: headerOf({ file }),
      },
    ];
  });
}

function findOverflows({ file, assets, dates }: PriceHistory, returns: SampleMatrix): Problem[] {
  return assets.flatMap((asset, a) => {
    for (let row = 0; row < returns.rows; row += 1) {
      if (Number.isFinite(returns.values[row * assets.length + a])) continue;
      return [
        {
          code: 'price-history-return',
          key: '',
          message: `${asset} moves by more than a number can hold between ${dates[row]} and ${dates[row + 1]}`,
          expected: 'prices of one unit throughout',
          place: headerOf({ file }),
        },
      ];
    }
    return [];
  });
}

function headerOf({ file }: { readonly file: string }): NonNullable<Problem['place']> {
  return { file, line: 1, column: 1, length: 1 };
}

function describe({ file, assets, timesUs, dates, stepUs }: PriceHistory, stated: number | null): HistoryFacts {
  const spanUs = timesUs[timesUs.length - 1] - timesUs[0];
  const isEven = spanUs === stepUs * (timesUs.length - 1);
  const counted = ((timesUs.length - 1) * US_PER_YEAR) / spanUs;
  return {
    file,
    assets,
    rows: timesUs.length,
    from: dates[0],
    to: dates[dates.length - 1],
    stepUs,
    periodsPerYear: stated ?? (isEven ? US_PER_YEAR / stepUs : counted),
    periodsPerYearBy: stated !== null ? 'stated' : isEven ? 'even' : 'counted',
  };
}
