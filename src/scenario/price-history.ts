/**
 * Prices of several assets at common times: what a backtest and a calibration stand on. Text or table in, every
 * problem or a complete rectangle out; whoever has the file reads it.
 *
 * Two layouts. Wide: a time column, then a column of closing prices for each asset. Long: `ts_utc,symbol,close` and, if
 * they are there, `open`, `high` and `low`, a row for each asset and time, rows in any order. Time columns may be
 * called ts_utc, date_utc, timestamp, datetime, date, time or ts; times are in UTC, of any form that `parseUtcTime`
 * takes. Nothing is filled in or left out: a missing cell, a gap or a repeated row is an error with its line, and so is a
 * price outside 1e-12 to 1e12 or a move by more than a factor of a million from row to row.
 */
import { US_PER_DAY } from '../base/units.ts';
import { formatUtcTime } from '../market/utc-time.ts';
import { checkSpacing } from './price-history-calendar.ts';
import { checkRatios } from './price-history-cells.ts';
import { readLongRows } from './price-history-long.ts';
import { readCsvTable, TableFaults, type PriceTable } from './price-history-table.ts';
import { readWideRows } from './price-history-wide.ts';

const TIME_COLUMNS = ['ts_utc', 'date_utc', 'timestamp', 'datetime', 'date', 'time', 'ts'];

export interface PriceHistory {
  readonly file: string;
  /** In the order of the file. */
  readonly assets: readonly string[];
  /** Rising moments of the rows, microseconds since 1970, as the file states them (of a bar: its start). */
  readonly timesUs: readonly number[];
  /** The same as text: `2020-03-12` where every row is a day, else `2020-03-12T10:00:00Z`. */
  readonly dates: readonly string[];
  /** Most frequent distance of two rows. */
  readonly stepUs: number;
  /** [rows x assets], row-major, 1e-12 to 1e12. */
  readonly close: Float64Array;
  /** As `close`: lowest and highest price of the bar that ends in that close; null when the file has none. */
  readonly low: Float64Array | null;
  readonly high: Float64Array | null;
}

export interface PriceHistoryOptions {
  /** Assets to read, in this order; others may have gaps. All of the file when absent. */
  readonly assets?: readonly string[];
}

/**
 * Reads CSV text.
 *
 * @throws InvalidInputError with every problem found
 */
export function readPriceHistory(text: string, fileName: string, options: PriceHistoryOptions = {}): PriceHistory {
  return readPriceTable(readCsvTable(text, fileName), options);
}

/**
 * As `readPriceHistory`, from a table that somebody else has read.
 *
 * @throws InvalidInputError with every problem found
 */
export function readPriceTable(table: PriceTable, options: PriceHistoryOptions = {}): PriceHistory {
  const faults = new TableFaults(table);
  const names = table.header.map((name) => name.toLowerCase());
  const timeColumn = names.findIndex((name) => TIME_COLUMNS.includes(name));
  if (timeColumn < 0) {
    faults.report({
      code: 'price-history-time-column-missing',
      message: `${table.file} has no time column`,
      found: table.header.join(',').slice(0, 200),
      expected: 'date_utc,BTC,ETH,... or ts_utc,symbol,open,high,low,close,volume',
      hint: `call the column of times one of ${TIME_COLUMNS.join(', ')}`,
      row: -1,
    });
  }
  reportRepeatedNames(table, names, faults);
  faults.refuse();
  const isLong = names.includes('symbol');
  const cells = (isLong ? readLongRows : readWideRows)(table, timeColumn, options.assets, faults);
  faults.refuse();
  checkRatios(cells, faults);
  const stepUs = checkSpacing(cells, faults);
  faults.refuse();
  const { assets, timesUs, close, low, high } = cells;
  return { file: table.file, assets, timesUs, dates: formatTimes(timesUs), stepUs, close, low, high };
}

function reportRepeatedNames(table: PriceTable, names: readonly string[], faults: TableFaults): void {
  names.forEach((name, column) => {
    const isRepeated = names.indexOf(name) < column;
    if (!isRepeated && name !== '') return;
    faults.report({
      code: 'price-history-column',
      message: name === '' ? 'a column has no name' : `two columns are called ${table.header[column]}`,
      hint:
        name === ''
          ? 'name it, or remove it with the comma before it'
          : 'keep one of the two, or rename it: capitals do not tell them apart',
      row: -1,
      column,
    });
  });
}

function formatTimes(timesUs: readonly number[]): string[] {
  const areDays = timesUs.every((timeUs) => timeUs % US_PER_DAY === 0);
  return timesUs.map((timeUs) => (areDays ? formatUtcTime(timeUs).slice(0, 10) : formatUtcTime(timeUs)));
}
