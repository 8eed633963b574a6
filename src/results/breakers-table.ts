/** `breakers.parquet`: what the circuit breakers did, and which liquidations they kept from trading. */
import { FACT_KINDS, type FactKind } from '../exchange/fact.ts';
import type { JournalColumns, PathOutcome } from '../simulation/path-outcome.ts';
import { EventRows } from './event-rows.ts';
import { DEFERRAL_REASONS } from './liquidations-table.ts';
import { AccountClasses, symbolsOf, type TableContext } from './table-context.ts';
import { column, type TableDefinition, type TableSource } from './table-definition.ts';

export const BREAKERS_TABLE: TableDefinition = {
  name: 'breakers',
  meaning: 'One action of a breaker a row, by path and in the order in which they happened.',
  columns: {
    path: column('INTEGER', '', 'path number, from 0'),
    n: column('INTEGER', '', 'place of the fact in journal.parquet'),
    time_us: column('DOUBLE', 'us', 'simulated time since the start of the scenario'),
    sequence: column('DOUBLE', '', 'sequence number of the event that caused it'),
    kind: column('VARCHAR', '', 'haltStart, haltEnd or liquidationDeferred'),
    instrument: column('VARCHAR', '', 'symbol'),
    move_log: column('DOUBLE', 'log', 'haltStart: log move of the mark price that tripped it'),
    until_us: column('DOUBLE', 'us', 'haltStart: simulated time at which trading is to resume'),
    reason: column('VARCHAR', '', 'liquidationDeferred: halt, priceBand or throttle'),
    account: column('INTEGER', '', 'liquidationDeferred: the account that had to wait'),
    class: column('VARCHAR', '', 'liquidationDeferred: its class of agents'),
    lots_wanted: column('DOUBLE', 'lots', 'liquidationDeferred: size of the order; 0 when every leg was halted'),
  },
};

const KINDS: ReadonlySet<FactKind> = new Set(['haltStart', 'haltEnd', 'liquidationDeferred']);

export function breakersSource(outcomes: readonly PathOutcome[], context: TableContext): TableSource {
  const classes = new AccountClasses(context);
  return {
    table: BREAKERS_TABLE,
    names: { kind: FACT_KINDS, class: classes.names, instrument: symbolsOf(context), reason: DEFERRAL_REASONS },
    batches: breakerRows(outcomes, classes),
  };
}

function* breakerRows(outcomes: readonly PathOutcome[], classes: AccountClasses): Generator<EventRows> {
  for (const { path, journal } of outcomes) {
    const rows = new EventRows(BREAKERS_TABLE, path, journal, KINDS);
    for (let row = 0; row < rows.count; row += 1) rows.set(row, figuresOf(journal, rows.facts[row], classes));
    yield rows;
  }
}

function figuresOf(journal: JournalColumns, i: number, classes: AccountClasses): Record<string, number> {
  const a = journal.a[i];
  const b = journal.b[i];
  switch (FACT_KINDS[journal.kind[i]]) {
    case 'haltStart':
      return { move_log: a, until_us: b };
    case 'liquidationDeferred':
      return { reason: a - 1, class: classes.codeOf(journal.account[i]), lots_wanted: b };
    default:
      return {};
  }
}
