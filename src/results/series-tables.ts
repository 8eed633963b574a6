/** `series.parquet` and `fund.parquet`: the state of each path at regular times, by instrument and of the venue. */
import { symbolsOf, usdOf, type TableContext } from './table-context.ts';
import { column, type SampleTable, type TableDefinition } from './table-definition.ts';

export const SERIES_TABLE: TableDefinition = {
  name: 'series',
  meaning: 'One instrument at one sample time a row, by path, time and instrument.',
  columns: {
    path: column('INTEGER', '', 'path number, from 0'),
    time_us: column('DOUBLE', 'us', 'simulated time since the start of the scenario'),
    instrument: column('VARCHAR', '', 'symbol'),
    index_price_usd: column(
      'DOUBLE',
      'USD',
      'price outside the venue, as quoted: the premium of an option that settles in coin is in coin, all else in USD',
    ),
    mark_price_usd: column('DOUBLE', 'USD', 'price used for margin, as quoted'),
    last_price_usd: column('DOUBLE', 'USD', "price at which the venue's book would trade, as quoted"),
    open_interest_usd: column('DOUBLE', 'USD', "one side's open interest at the mark price"),
    liquidated_usd: column('DOUBLE', 'USD', 'notional that liquidation orders have filled since the start'),
    deleveraged_usd: column('DOUBLE', 'USD', 'notional closed by deleveraging since the start'),
    halted: column('BOOLEAN', '', 'whether trading is halted'),
  },
};

export const FUND_TABLE: TableDefinition = {
  name: 'fund',
  meaning: 'The venue at one sample time a row, by path and time.',
  columns: {
    path: column('INTEGER', '', 'path number, from 0'),
    time_us: column('DOUBLE', 'us', 'simulated time since the start of the scenario'),
    fund_equity_usd: column('DOUBLE', 'USD', 'equity of the insurance fund, its inventory at the mark price'),
    uncovered_loss_usd: column('DOUBLE', 'USD', 'loss that no step of the waterfall bore, since the start'),
  },
};

export function seriesTable(context: TableContext): SampleTable {
  const tickSizes = context.instruments.map(({ tickSize }) => tickSize);
  return {
    table: SERIES_TABLE,
    names: { instrument: symbolsOf(context) },
    rowsOf: (path, samples) => {
      const width = samples.instrumentCount;
      const count = samples.count * width;
      const prices = (ticks: Float64Array) => mapCells(ticks, count, (value, i) => value * tickSizes[i % width]);
      const money = (quanta: Float64Array) => mapCells(quanta, count, usdOf);
      return {
        count,
        columns: {
          path: new Int32Array(count).fill(path),
          time_us: mapCells(samples.halted, count, (_, i) => samples.timeUs[Math.floor(i / width)]),
          instrument: mapCells(samples.halted, count, (_, i) => i % width),
          index_price_usd: prices(samples.indexTicks),
          mark_price_usd: prices(samples.markTicks),
          last_price_usd: prices(samples.lastTicks),
          open_interest_usd: money(samples.openInterest),
          liquidated_usd: money(samples.liquidated),
          deleveraged_usd: money(samples.deleveraged),
          halted: samples.halted,
        },
      };
    },
  };
}

export function fundTable(): SampleTable {
  return {
    table: FUND_TABLE,
    names: {},
    rowsOf: (path, samples) => ({
      count: samples.count,
      columns: {
        path: new Int32Array(samples.count).fill(path),
        time_us: samples.timeUs,
        fund_equity_usd: mapCells(samples.fundEquity, samples.count, usdOf),
        uncovered_loss_usd: mapCells(samples.uncoveredLoss, samples.count, usdOf),
      },
    }),
  };
}

function mapCells(values: Float64Array, count: number, convert: (value: number, i: number) => number): Float64Array {
  const out = new Float64Array(count);
  for (let i = 0; i < count; i += 1) out[i] = convert(values[i], i);
  return out;
}
