/**
 * `journal.parquet`: the facts of every path, bit for bit. The other event tables are selections of it in units for
 * people; this one keeps the simulator's own, because `verify` compares it with a fresh run.
 *
 * Facts that only say that prices changed would be most of the rows and hold nothing but a checksum: they are missing,
 * and each row has one running checksum of all of them instead.
 */
import { FACT_KINDS } from '../exchange/fact.ts';
import { symbolsOf, type TableContext } from './table-context.ts';
import { column, type FactTable, type TableDefinition } from './table-definition.ts';

export const JOURNAL_TABLE: TableDefinition = {
  name: 'journal',
  meaning:
    'One fact a row, by path and in the order in which facts happened. Facts of kind referenceTick and markUpdate are left out; `prices` stands for them.',
  columns: {
    path: column('INTEGER', '', 'path number, from 0'),
    n: column(
      'INTEGER',
      '',
      'place of the fact among all of its path, from 0; facts that are left out leave gaps. The event tables refer to it',
    ),
    time_us: column('DOUBLE', 'us', 'simulated time since the start of the scenario'),
    rank: column('INTEGER', '', 'rank of the event that caused the fact; lower goes first at equal times'),
    sequence: column('DOUBLE', '', 'sequence number of the event that caused the fact'),
    kind: column('VARCHAR', '', 'what happened'),
    account: column('INTEGER', '', 'account that it happened to; missing when it concerns none'),
    instrument: column('VARCHAR', '', 'symbol of the instrument; missing when it concerns none'),
    lots: column(
      'DOUBLE',
      'lots',
      "change of the account's position, + long; a takeover's is the position handed over",
    ),
    value: column('DOUBLE', 'USD 0.0001', 'amount or signed cash value, depending on the kind'),
    a: column('DOUBLE', 'by kind', 'first further number of the kind'),
    b: column('DOUBLE', 'by kind', 'second further number of the kind'),
    prices: column(
      'DOUBLE',
      '',
      'checksum over all price changes of the path before this fact, a whole number below 2^53',
    ),
  },
};

export function journalTable(context: TableContext): FactTable {
  let paths = new Int32Array(0);
  return {
    table: JOURNAL_TABLE,
    names: { kind: FACT_KINDS, instrument: symbolsOf(context) },
    rowsOf: (path, { count, timeUs, ...columns }) => {
      if (paths.length < count) paths = new Int32Array(count);
      return { count, columns: { ...columns, path: paths.fill(path), time_us: timeUs } };
    },
  };
}
