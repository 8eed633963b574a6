/** `deleveraging.parquet`: every position that was closed against its holder's will to cover somebody else's. */
import type { FactKind } from '../exchange/fact.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';
import { EventRows } from './event-rows.ts';
import { AccountClasses, describeClosed, instrumentOf, SIDES, symbolsOf, type TableContext } from './table-context.ts';
import { column, type TableDefinition, type TableSource } from './table-definition.ts';

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
    size_units: column('DOUBLE', 'units', 'the same in units of the asset'),
    value_usd: column('DOUBLE', 'USD', 'the same at the price of the trade'),
    price_usd: column('DOUBLE', 'USD', 'price at which it was closed'),
  },
};

const KINDS: ReadonlySet<FactKind> = new Set(['deleveraging']);

export function deleveragingSource(outcomes: readonly PathOutcome[], context: TableContext): TableSource {
  const classes = new AccountClasses(context);
  return {
    table: DELEVERAGING_TABLE,
    names: { class: classes.names, source_class: classes.names, instrument: symbolsOf(context), side: SIDES },
    batches: deleveragingRows(outcomes, context, classes),
  };
}

function* deleveragingRows(
  outcomes: readonly PathOutcome[],
  context: TableContext,
  classes: AccountClasses,
): Generator<EventRows> {
  for (const { path, journal } of outcomes) {
    const rows = new EventRows(DELEVERAGING_TABLE, path, journal, KINDS);
    for (let row = 0; row < rows.count; row += 1) {
      const i = rows.facts[row];
      const source = journal.a[i];
      const lots = journal.lots[i];
      const instrument = instrumentOf(context, journal.instrument[i]);
      const closed = describeClosed(instrument, lots < 0 ? 1 : -1, lots, journal.value[i]);
      rows.set(row, {
        class: classes.codeOf(journal.account[i]),
        source_account: source,
        source_class: classes.codeOf(source),
        rank: journal.b[i],
        side: closed.side,
        lots: closed.lots,
        size_units: closed.sizeUnits,
        value_usd: closed.valueUsd,
        price_usd: closed.priceUsd,
      });
    }
    yield rows;
  }
}
