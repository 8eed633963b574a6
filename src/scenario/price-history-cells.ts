/** What both layouts of a price history share: cells to numbers, and what is refused of a file as a whole. */
import { formatUtcTime, parseUtcTime } from '../market/utc-time.ts';
import { INSTRUMENTS_MAX } from './limits.ts';
import { didYouMean } from './nearest.ts';
import type { PriceTable, TableFaults } from './price-history-table.ts';

/** Rows x assets: 160 MB a column of doubles. */
const CELLS_MAX = 20_000_000;

/** No price of an asset in any currency lies outside; what does is a fault of the file. */
const PRICE_MIN = 1e-12;
const PRICE_MAX = 1e12;
/** Largest ratio of two closes in a row, and of a bar's high to its low: beyond, a unit or a digit was lost. */
const RATIO_MAX = 1e6;
/** A file is read whole, whatever period of it is used: what it lacks has to be cut out of it. */
export const MISSING_HINT = 'name assets that have all prices, or cut the file to a period without gaps';
const JUMP_HINT = 'look for a lost decimal point, or for rows of another asset or unit';

/** What the two layouts give: cells that were not there are NaN, and were reported. */
export interface PriceCells {
  readonly assets: readonly string[];
  readonly timesUs: readonly number[];
  /** Row of the table that a time was first seen in, for messages. */
  readonly rows: readonly number[];
  readonly close: Float64Array;
  readonly low: Float64Array | null;
  readonly high: Float64Array | null;
}

/** Refuses what cannot be held, before it is. */
export function checkSize(rowCount: number, assetCount: number, faults: TableFaults): void {
  if (assetCount > INSTRUMENTS_MAX) {
    faults.report({
      code: 'price-history-too-large',
      message: `the price history has ${assetCount} assets`,
      expected: `at most ${INSTRUMENTS_MAX}`,
      hint: 'name the assets that are wanted',
      row: -1,
    });
  }
  if (rowCount * assetCount > CELLS_MAX) {
    faults.report({
      code: 'price-history-too-large',
      message: `the price history has ${rowCount} rows of ${assetCount} assets`,
      expected: `at most ${CELLS_MAX} cells`,
      hint: 'name the assets that are wanted, or cut the file to a shorter period',
      row: -1,
    });
  }
  faults.refuse();
}

/** Whether a row has a field for each of the header's; reports it if not. */
export function isRowWhole(table: PriceTable, row: number, cells: readonly string[], faults: TableFaults): boolean {
  if (cells.length === table.header.length) return true;
  faults.report({
    code: 'price-history-row-length',
    message: `a row has ${cells.length < table.header.length ? 'fewer' : 'more'} fields than the header`,
    found: `${cells.length} fields`,
    expected: `${table.header.length}`,
    hint:
      cells.length < table.header.length
        ? 'complete the row, or remove it'
        : 'write numbers without commas, and text that has one in quotes',
    row,
  });
  return false;
}

/** The time in a cell; NaN once it was reported. */
export function readTime(text: string, row: number, column: number, faults: TableFaults): number {
  const timeUs = parseUtcTime(text.trim());
  if (timeUs !== undefined) return timeUs;
  faults.report({
    code: 'price-history-time',
    message: 'the time of a row is not a time in UTC',
    found: text.trim() === '' ? 'nothing' : text.trim(),
    expected: '2020-03-12, 2020-03-12T00:00:00Z, or whole seconds, milliseconds or microseconds since 1970',
    hint: 'write year, month, day in this order, and times of another zone as UTC',
    row,
    column,
  });
  return NaN;
}

/** The price in a cell; NaN once it was reported. */
export function readPrice(
  text: string | undefined,
  name: string,
  row: number,
  column: number,
  faults: TableFaults,
): number {
  const written = text?.trim() ?? '';
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written) ? Number(written) : NaN;
  if (value >= PRICE_MIN && value <= PRICE_MAX) return value;
  if (value > 0) {
    faults.report({
      code: 'price-history-price-range',
      message: `the price of ${name} is too ${value < 1 ? 'small' : 'large'}`,
      found: written,
      expected: `${PRICE_MIN} to 1e12`,
      hint: 'look for digits or an exponent too many, or write prices in another unit',
      row,
      column,
    });
    return NaN;
  }
  const isMissing = written === '';
  faults.report({
    code: isMissing ? 'price-history-cell-missing' : 'price-history-price',
    message: isMissing
      ? `${name} has no price`
      : `the price of ${name} is ${Number.isNaN(value) ? 'no number' : 'not positive'}`,
    found: isMissing ? 'nothing' : written,
    expected: 'a positive decimal number',
    hint: priceHint(written, value),
    row,
    column,
  });
  return NaN;
}

function priceHint(written: string, value: number): string {
  if (written === '') return MISSING_HINT;
  return Number.isNaN(value)
    ? 'write it with a decimal point, without commas, currency or words'
    : 'returns are ratios of prices: cut the file to a period in which all are above 0';
}

/** Assets that were asked for and are not there, with those that are. */
export function reportUnknownAssets(
  wanted: readonly string[] | undefined,
  found: readonly string[],
  file: string,
  faults: TableFaults,
): void {
  for (const asset of wanted ?? []) {
    if (found.includes(asset)) continue;
    faults.report({
      code: 'price-history-asset-unknown',
      message: `${file} has no prices of ${asset}`,
      found: found.length === 0 ? 'no assets' : found.slice(0, 30).join(', '),
      expected: asset,
      hint: didYouMean(asset, found) ?? 'name assets that the file has: capitals count',
      row: -1,
    });
  }
}

/** Refuses moves that no price makes: they are prices in other units, or with digits lost. */
export function checkRatios({ assets, timesUs, rows, close, low, high }: PriceCells, faults: TableFaults): void {
  const width = assets.length;
  for (let at = 0; at < close.length; at += 1) {
    const asset = assets[at % width];
    const row = rows[Math.floor(at / width)];
    const before = at < width ? close[at] : close[at - width];
    if (isTooFar(close[at], before)) {
      faults.report({
        code: 'price-history-jump',
        message: `${asset} moves by more than a factor of a million at ${formatUtcTime(timesUs[Math.floor(at / width)])}`,
        found: `${before}, then ${close[at]}`,
        expected: 'prices in one unit throughout',
        hint: JUMP_HINT,
        row,
      });
    }
    if (low === null || high === null || !isTooFar(high[at], low[at])) continue;
    faults.report({
      code: 'price-history-jump',
      message: `the bar of ${asset} spans more than a factor of a million`,
      found: `low ${low[at]}, high ${high[at]}`,
      expected: 'prices in one unit throughout',
      hint: JUMP_HINT,
      row,
    });
  }
}

function isTooFar(one: number, other: number): boolean {
  return one / other > RATIO_MAX || other / one > RATIO_MAX;
}
