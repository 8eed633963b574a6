/** `deleveraging.parquet`: every position that was closed against its holder's will to cover somebody else's. */
import type { FactKind } from '../exchange/fact.ts';
import { EventRows } from './event-rows.ts';
import { AccountClasses, CLOSED_COLUMNS, fillClosed, SIDES, symbolsOf, type TableContext } from './table-context.ts';
import { column, type FactTable, type TableDefinition } from './table-definition.ts';

export const DELEVERAGING_TABLE: TableDefinition = {
  name: 'deleveraging',
  meaning: 'One deleveraged counterparty a row, by path and in the order in which it happened.',
  columns: {
    path: column('INTEGER', '', 'path number, from 0'),
    n: column('INTEGER', '', 'place of the fact in journal.parquet'),
    time_us: column('DOUBLE', 'us', 'simulated time since the start of the scenario'),
    sequence: column('DOUBLE', '', 'sequence number of the event that caused it'),
    account: column('INTEGER', '', 'counterparty that was deleveraged'),
    class: column('VARCHAR', '', 'class of agents that the counterparty belongs to'),
    source_account: column('INTEGER', '', 'account whose position nobody could carry'),
    source_class: column('VARCHAR', '', 'class of agents that this account belongs to'),
    instrument: column('VARCHAR', '', 'symbol'),
    side: column('VARCHAR', '', "side of the counterparty's position that was closed: long or short"),
    rank: column('INTEGER', '', 'place of the counterparty in the queue, from 0: the first to be deleveraged'),
    lots: column('DOUBLE', 'lots', 'size closed'),
    ...CLOSED_COLUMNS,
    price_usd: column(
      'DOUBLE',
      'USD',
      'price at which it was closed, in USD for a unit; missing for an inverse contract, whose value is its notional at any price',
    ),
  },
};

const KINDS: ReadonlySet<FactKind> = new Set(['deleveraging']);

export function deleveragingTable(context: TableContext): FactTable {
  const classes = new AccountClasses(context);
  const rows = new EventRows(DELEVERAGING_TABLE, KINDS);
  return {
    table: DELEVERAGING_TABLE,
    names: { class: classes.names, source_class: classes.names, instrument: symbolsOf(context), side: SIDES },
    rowsOf: (path, facts) => {
      rows.select(path, facts);
      const { columns } = rows;
      for (let row = 0; row < rows.count; row += 1) {
        const i = rows.facts[row];
        columns.class[row] = classes.codeOf(facts.account[i]);
        columns.source_account[row] = facts.a[i];
        columns.source_class[row] = classes.codeOf(facts.a[i]);
        columns.rank[row] = facts.b[i];
        fillClosed(columns, row, context, facts, i, facts.lots[i] < 0 ? 1 : -1, true);
      }
      return rows;
    },
  };
}
