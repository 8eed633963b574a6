/** `deleveraging.parquet`: every position that was closed against its holder's will to cover somebody else's. */
import type { FactKind } from '../exchange/fact.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';
import { selectFacts } from './journal-table.ts';
import { AccountClasses, describeClosed, instrumentOf, SIDES, symbolsOf, type TableContext } from './table-context.ts';
import { column, RowCollector, type TableDefinition, type TableSource } from './table-definition.ts';

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

const KINDS: ReadonlySet<string> = new Set<FactKind>(['deleveraging']);

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
): Generator<RowCollector> {
  for (const { path, journal } of outcomes) {
    const rows = new RowCollector(DELEVERAGING_TABLE);
    for (const i of selectFacts(journal, KINDS)) {
      const account = journal.account[i]!;
      const source = journal.a[i]!;
      const lots = journal.lots[i]!;
      const instrument = instrumentOf(context, journal.instrument[i]!);
      const closed = describeClosed(instrument, lots < 0 ? 1 : -1, lots, journal.value[i]!);
      rows.add({
        path,
        n: i,
        time_us: journal.timeUs[i]!,
        sequence: journal.sequence[i]!,
        account,
        class: classes.codeOf(account),
        source_account: source,
        source_class: classes.codeOf(source),
        instrument: journal.instrument[i]!,
        side: closed.side,
        rank: journal.b[i]!,
        lots: closed.lots,
        size_units: closed.sizeUnits,
        value_usd: closed.valueUsd,
        price_usd: closed.priceUsd,
      });
    }
    yield rows;
  }
}
