/**
 * `journal.parquet`: every fact of every path, bit for bit. The other event tables are selections of it in units for
 * people; this one keeps the simulator's own, because `verify` compares it with a fresh run.
 */
import { FACT_KINDS } from '../exchange/fact.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';
import { symbolsOf, type TableContext } from './table-context.ts';
import { column, type TableDefinition, type TableRows, type TableSource } from './table-definition.ts';

export const JOURNAL_TABLE: TableDefinition = {
  name: 'journal',
  meaning: 'One fact a row, by path and in the order in which facts happened.',
  columns: {
    path: column('INTEGER', '', 'path number, from 0'),
    n: column('INTEGER', '', 'place of the fact in its path, from 0; the event tables refer to it'),
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
  },
};

export function journalSource(outcomes: readonly PathOutcome[], context: TableContext): TableSource {
  return {
    table: JOURNAL_TABLE,
    names: { kind: FACT_KINDS, instrument: symbolsOf(context) },
    batches: journalRows(outcomes),
  };
}

function* journalRows(outcomes: readonly PathOutcome[]): Generator<TableRows> {
  for (const { path, journal } of outcomes) {
    const { count, timeUs, ...columns } = journal;
    const numbers = new Int32Array(count);
    for (let i = 0; i < count; i += 1) numbers[i] = i;
    yield { count, columns: { ...columns, path: new Int32Array(count).fill(path), n: numbers, time_us: timeUs } };
  }
}
