/** The wide layout of a price history: a row for each time in rising order, a column for each asset. */
import { formatUtcTime } from '../market/utc-time.ts';
import {
  checkSize,
  isRowWhole,
  readPrice,
  readTime,
  reportUnknownAssets,
  type PriceCells,
} from './price-history-cells.ts';
import type { PriceTable, TableFaults } from './price-history-table.ts';

export function readWideRows(
  table: PriceTable,
  timeColumn: number,
  wanted: readonly string[] | undefined,
  faults: TableFaults,
): PriceCells {
  const found = table.header.filter((_, column) => column !== timeColumn);
  reportUnknownAssets(wanted, found, table.file, faults);
  const assets = wanted ?? found;
  if (assets.length === 0) {
    faults.report({
      code: 'price-history-asset-unknown',
      message: `${table.file} has no column of prices`,
      expected: 'date_utc,BTC,ETH,...',
      hint: 'add a column of closing prices for each asset, named after it',
      row: -1,
    });
  }
  faults.refuse();
  checkSize(table.rowCount, assets.length, faults);
  const columns = assets.map((asset) => table.header.indexOf(asset));
  const close = new Float64Array(table.rowCount * assets.length);
  const timesUs: number[] = [];
  const rows: number[] = [];
  for (let row = 0; row < table.rowCount; row += 1) {
    const cells = table.cells(row);
    if (!isRowWhole(table, row, cells, faults)) continue;
    const timeUs = readTime(cells[timeColumn], row, timeColumn, faults);
    if (Number.isNaN(timeUs)) continue;
    if (timesUs.length > 0 && timeUs <= timesUs[timesUs.length - 1]) {
      reportOrder(timeUs, timesUs[timesUs.length - 1], row, timeColumn, faults);
      continue;
    }
    const at = timesUs.length * assets.length;
    columns.forEach((column, a) => {
      close[at + a] = readPrice(cells[column], assets[a], row, column, faults);
    });
    timesUs.push(timeUs);
    rows.push(row);
  }
  return { assets, timesUs, rows, close: close.subarray(0, timesUs.length * assets.length), low: null, high: null };
}

function reportOrder(timeUs: number, lastUs: number, row: number, column: number, faults: TableFaults): void {
  const isRepeated = timeUs === lastUs;
  faults.report({
    code: isRepeated ? 'price-history-row-repeated' : 'price-history-time-not-rising',
    message: isRepeated ? 'a time is there twice' : 'the rows go back in time',
    found: formatUtcTime(timeUs),
    expected: `after ${formatUtcTime(lastUs)}`,
    hint: 'sort the file by time and remove repeated rows',
    row,
    column,
  });
}
