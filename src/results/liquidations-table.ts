/**
 * `liquidations.parquet`: the life of each breach from detection to its end, one step a row. The fee that an order
 * cost stands in the row of its fill.
 */
import { FACT_KINDS, type FactKind } from '../exchange/fact.ts';
import type { JournalColumns, PathOutcome } from '../simulation/path-outcome.ts';
import { EventRows } from './event-rows.ts';
import {
  AccountClasses,
  describeClosed,
  instrumentOf,
  SIDES,
  symbolsOf,
  usdOf,
  type TableContext,
} from './table-context.ts';
import { column, type TableDefinition, type TableSource } from './table-definition.ts';

export const LIQUIDATIONS_TABLE: TableDefinition = {
  name: 'liquidations',
  meaning: 'One step of a liquidation a row, by path and in the order in which steps happened.',
  columns: {
    path: column('INTEGER', '', 'path number, from 0'),
    n: column('INTEGER', '', 'place of the fact in journal.parquet'),
    time_us: column('DOUBLE', 'us', 'simulated time since the start of the scenario'),
    sequence: column('DOUBLE', '', 'sequence number of the event that caused the step'),
    kind: column(
      'VARCHAR',
      '',
      'breach, recovered, liquidationFill, liquidationDeferred, takeover, fundPayment, uncoveredLoss or accountClosed',
    ),
    account: column('INTEGER', '', 'account under liquidation'),
    class: column('VARCHAR', '', 'class of agents that the account belongs to'),
    instrument: column('VARCHAR', '', 'symbol; missing where the step concerns the whole account'),
    side: column('VARCHAR', '', 'side of the position that was closed or handed over: long or short'),
    lots: column('DOUBLE', 'lots', 'size closed or handed over'),
    size_units: column('DOUBLE', 'units', 'the same in units of the asset'),
    value_usd: column('DOUBLE', 'USD', 'the same at the price of the trade'),
    price_usd: column('DOUBLE', 'USD', 'average price of the trade'),
    fee_usd: column('DOUBLE', 'USD', 'liquidation fee of this fill, into the insurance fund'),
    amount_usd: column(
      'DOUBLE',
      'USD',
      'fundPayment: paid; uncoveredLoss: loss left; takeover: equity that came along, negative for a loss to the fund',
    ),
    equity_usd: column('DOUBLE', 'USD', 'equity of the account when the step began; accountClosed: what was left'),
    maintenance_usd: column('DOUBLE', 'USD', 'maintenance margin of the account when the step began'),
    fund_equity_usd: column('DOUBLE', 'USD', 'equity of the insurance fund after the step'),
    reason: column('VARCHAR', '', 'why the step was put off: halt, priceBand or throttle'),
    lots_wanted: column('DOUBLE', 'lots', 'size of the order that was put off; 0 when every leg was halted'),
  },
};

/** Reasons of `liquidationDeferred`, whose numbers count from 1: DEFERRED_BY_HALT, _PRICE_BAND, _THROTTLE. */
export const DEFERRAL_REASONS = ['halt', 'priceBand', 'throttle'] as const;

const KINDS: ReadonlySet<FactKind> = new Set([
  'breach',
  'recovered',
  'liquidationFill',
  'liquidationDeferred',
  'takeover',
  'fundPayment',
  'uncoveredLoss',
  'accountClosed',
]);

export function liquidationsSource(outcomes: readonly PathOutcome[], context: TableContext): TableSource {
  const classes = new AccountClasses(context);
  return {
    table: LIQUIDATIONS_TABLE,
    names: {
      kind: FACT_KINDS,
      class: classes.names,
      instrument: symbolsOf(context),
      side: SIDES,
      reason: DEFERRAL_REASONS,
    },
    batches: liquidationRows(outcomes, context, classes),
  };
}

function* liquidationRows(
  outcomes: readonly PathOutcome[],
  context: TableContext,
  classes: AccountClasses,
): Generator<EventRows> {
  for (const { path, journal } of outcomes) {
    const rows = new EventRows(LIQUIDATIONS_TABLE, path, journal, KINDS);
    for (let row = 0; row < rows.count; row += 1) {
      const i = rows.facts[row];
      rows.columns.class![row] = classes.codeOf(journal.account[i]);
      rows.set(row, figuresOf(journal, i, context));
    }
    yield rows;
  }
}

function figuresOf(journal: JournalColumns, i: number, context: TableContext): Record<string, number> {
  const value = journal.value[i];
  const a = journal.a[i];
  const b = journal.b[i];
  switch (FACT_KINDS[journal.kind[i]]) {
    case 'breach':
    case 'recovered':
      return { equity_usd: usdOf(value), maintenance_usd: usdOf(a) };
    case 'accountClosed':
      return { equity_usd: usdOf(value) };
    case 'liquidationFill':
      // A fill that sold closed a long position.
      return {
        ...closedFigures(journal, i, context, journal.lots[i] < 0 ? 1 : -1),
        fee_usd: feeOf(journal, i),
        equity_usd: usdOf(a),
        maintenance_usd: usdOf(b),
      };
    case 'takeover':
      return {
        ...closedFigures(journal, i, context, journal.lots[i] > 0 ? 1 : -1),
        amount_usd: usdOf(a),
        fund_equity_usd: usdOf(b),
      };
    case 'fundPayment':
      return { amount_usd: usdOf(value), fund_equity_usd: usdOf(b) };
    case 'uncoveredLoss':
      return { amount_usd: usdOf(value) };
    case 'liquidationDeferred':
      return { reason: a - 1, lots_wanted: b };
    default:
      return {};
  }
}

/** The exchange charges the fee straight after the fill; 0 when it charged none. */
function feeOf(journal: JournalColumns, fill: number): number {
  const next = fill + 1;
  const isFee =
    next < journal.count &&
    FACT_KINDS[journal.kind[next]] === 'liquidationFee' &&
    journal.account[next] === journal.account[fill] &&
    journal.sequence[next] === journal.sequence[fill];
  return isFee ? usdOf(journal.value[next]) : 0;
}

function closedFigures(
  journal: JournalColumns,
  i: number,
  context: TableContext,
  side: 1 | -1,
): Record<string, number> {
  const instrument = instrumentOf(context, journal.instrument[i]);
  const closed = describeClosed(instrument, side, journal.lots[i], journal.value[i]);
  return {
    side: closed.side,
    lots: closed.lots,
    size_units: closed.sizeUnits,
    value_usd: closed.valueUsd,
    price_usd: closed.priceUsd,
  };
}
