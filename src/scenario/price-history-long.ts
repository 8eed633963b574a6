/** The long layout of a price history: a row for each asset and time, in any order, with the bar's extremes if known. */
import { formatUtcTime } from '../market/utc-time.ts';
import {
  checkSize,
  isRowWhole,
  MISSING_HINT,
  readPrice,
  readTime,
  reportUnknownAssets,
  type PriceCells,
} from './price-history-cells.ts';
import type { PriceTable, TableFaults } from './price-history-table.ts';

interface LongColumns {
  readonly time: number;
  readonly symbol: number;
  readonly close: number;
  /** -1 where there is none. */
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

/** Where the row of a table belongs. */
interface Keys {
  readonly assets: readonly string[];
  readonly timesUs: readonly number[];
  /** First row of the table with that time. */
  readonly rows: readonly number[];
  /** [table rows], place in `assets` and in `timesUs`; -1 for a row that is not used. */
  readonly assetOf: Int32Array;
  readonly timeOf: Int32Array;
}

export function readLongRows(
  table: PriceTable,
  timeColumn: number,
  wanted: readonly string[] | undefined,
  faults: TableFaults,
): PriceCells {
  const names = table.header.map((name) => name.toLowerCase());
  const [symbol, close, open, high, low] = ['symbol', 'close', 'open', 'high', 'low'].map((name) =>
    names.indexOf(name),
  );
  if (close < 0) {
    faults.report({
      code: 'price-history-close-missing',
      message: `${table.file} has symbols, but no column close`,
      found: table.header.join(',').slice(0, 200),
      expected: 'ts_utc,symbol,open,high,low,close,volume',
      hint: 'call the closing prices "close", or leave symbol out and give each asset a column',
      row: -1,
    });
  }
  faults.refuse();
  const columns: LongColumns = { time: timeColumn, symbol, close, open, high, low };
  const keys = readKeys(table, columns, wanted, faults);
  reportUnknownAssets(wanted, keys.assets, table.file, faults);
  faults.refuse();
  const assets = wanted ?? keys.assets;
  checkSize(keys.timesUs.length, assets.length, faults);
  return fillCells(table, columns, { ...keys, assets }, faults);
}

function readKeys(
  table: PriceTable,
  columns: LongColumns,
  wanted: readonly string[] | undefined,
  faults: TableFaults,
): Keys {
  const assets = new Map((wanted ?? []).map((asset, a) => [asset, a]));
  const seen = new Set<string>();
  const firstRows = new Map<number, number>();
  const assetOf = new Int32Array(table.rowCount).fill(-1);
  const timesOfRows = new Float64Array(table.rowCount);
  for (let row = 0; row < table.rowCount; row += 1) {
    const cells = table.cells(row);
    if (!isRowWhole(table, row, cells, faults)) continue;
    const asset = cells[columns.symbol].trim();
    if (asset === '') {
      faults.report({
        code: 'price-history-symbol',
        message: 'a row has no symbol',
        found: 'nothing',
        expected: 'the name of an asset',
        hint: 'fill it in, or remove the row',
        row,
        column: columns.symbol,
      });
      continue;
    }
    if (wanted === undefined && !assets.has(asset)) assets.set(asset, assets.size);
    seen.add(asset);
    const timeUs = readTime(cells[columns.time], row, columns.time, faults);
    const place = assets.get(asset);
    if (Number.isNaN(timeUs) || place === undefined) continue;
    if (!firstRows.has(timeUs)) firstRows.set(timeUs, row);
    assetOf[row] = place;
    timesOfRows[row] = timeUs;
  }
  const timesUs = [...firstRows.keys()].sort((one, other) => one - other);
  const places = new Map(timesUs.map((timeUs, t) => [timeUs, t]));
  const timeOf = Int32Array.from(timesOfRows, (timeUs, row) => (assetOf[row] < 0 ? -1 : places.get(timeUs)!));
  return { assets: [...seen], timesUs, rows: timesUs.map((timeUs) => firstRows.get(timeUs)!), assetOf, timeOf };
}

function fillCells(table: PriceTable, columns: LongColumns, keys: Keys, faults: TableFaults): PriceCells {
  const { assets, timesUs, rows, assetOf, timeOf } = keys;
  const cellCount = timesUs.length * assets.length;
  const close = new Float64Array(cellCount);
  const hasBars = columns.high >= 0 && columns.low >= 0;
  const low = hasBars ? new Float64Array(cellCount) : null;
  const high = hasBars ? new Float64Array(cellCount) : null;
  for (let row = 0; row < table.rowCount; row += 1) {
    if (assetOf[row] < 0) continue;
    const at = timeOf[row] * assets.length + assetOf[row];
    const asset = assets[assetOf[row]];
    if (close[at] !== 0) {
      faults.report({
        code: 'price-history-row-repeated',
        message: `${asset} has two rows for ${formatUtcTime(timesUs[timeOf[row]])}`,
        hint: 'remove repeated rows',
        row,
      });
      continue;
    }
    const cells = table.cells(row);
    const price = (column: number) => readPrice(cells[column], asset, row, column, faults);
    close[at] = price(columns.close);
    if (low === null || high === null) continue;
    low[at] = price(columns.low);
    high[at] = price(columns.high);
    const open = columns.open < 0 ? close[at] : price(columns.open);
    if (low[at] <= Math.min(open, close[at]) && high[at] >= Math.max(open, close[at])) continue;
    if (Number.isNaN(low[at] + high[at] + open + close[at])) continue;
    faults.report({
      code: 'price-history-bar',
      message: `the bar of ${asset} has its open or close outside low and high`,
      found: `open ${open}, high ${high[at]}, low ${low[at]}, close ${close[at]}`,
      expected: 'low <= open, close <= high',
      hint: 'look for columns in another order than the header has them',
      row,
    });
  }
  for (let at = 0; at < cellCount; at += 1) {
    if (close[at] !== 0) continue;
    const time = Math.floor(at / assets.length);
    faults.report({
      code: 'price-history-cell-missing',
      message: `${assets[at % assets.length]} has no row for ${formatUtcTime(timesUs[time])}, which others have`,
      hint: MISSING_HINT,
      row: rows[time],
    });
  }
  return { assets, timesUs, rows, close, low, high };
}
