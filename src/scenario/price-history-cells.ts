/** What both layouts of a price history share: cells to numbers, and what is refused of a file as a whole. */
import { parseUtcTime } from '../market/utc-time.ts';
import { INSTRUMENTS_MAX } from './limits.ts';
import type { TableFaults } from './price-history-table.ts';

/** Rows x assets: 160 MB a column of doubles. */
const CELLS_MAX = 20_000_000;

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
      row: -1,
    });
  }
  faults.refuse();
}

/** The time in a cell; NaN once it was reported. */
export function readTime(text: string, row: number, column: number, faults: TableFaults): number {
  const timeUs = parseUtcTime(text.trim());
  if (timeUs !== undefined) return timeUs;
  faults.report({
    code: 'price-history-time',
    message: 'the time of a row is not a time in UTC',
    found: text.trim() === '' ? 'nothing' : text.trim(),
    expected: '2020-03-12, 2020-03-12T00:00:00Z, or whole seconds or milliseconds since 1970',
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
  if (value > 0 && value < Infinity) return value;
  const isMissing = written === '';
  faults.report({
    code: isMissing ? 'price-history-cell-missing' : 'price-history-price',
    message: isMissing ? `${name} has no price` : `the price of ${name} is not positive`,
    found: isMissing ? 'nothing' : written,
    expected: 'a positive decimal number',
    ...(isMissing ? { hint: 'choose assets or a period without missing prices' } : {}),
    row,
    column,
  });
  return NaN;
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
      row: -1,
    });
  }
}
