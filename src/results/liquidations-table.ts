/**
 * `liquidations.parquet`: the life of each breach from detection to its end, one step a row. The fee that an order
 * cost stands in the row of its fill.
 */
import { FACT_KINDS, type FactKind } from '../exchange/fact.ts';
import type { StoredFacts } from '../simulation/path-outcome.ts';
import { EventRows } from './event-rows.ts';
import {
  AccountClasses,
  CLOSED_COLUMNS,
  fillClosed,
  SIDES,
  symbolsOf,
  usdOf,
  type TableContext,
} from './table-context.ts';
import { column, type FactTable, type TableDefinition } from './table-definition.ts';

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
      'breach, recovered, liquidationFill, liquidationDeferred, takeover, positionTaken, fundPayment, uncoveredLoss or accountClosed',
    ),
    account: column('INTEGER', '', 'account under liquidation'),
    class: column('VARCHAR', '', 'class of agents that the account belongs to'),
    instrument: column('VARCHAR', '', 'symbol; missing where the step concerns the whole account'),
    side: column('VARCHAR', '', 'side of the position that was closed or handed over: long or short'),
    lots: column('DOUBLE', 'lots', 'size closed or handed over'),
    ...CLOSED_COLUMNS,
    price_usd: column(
      'DOUBLE',
      'USD',
      'average price of the trade, in USD for a unit; missing for an inverse contract, whose value is its notional at any price',
    ),
    fee_usd: column('DOUBLE', 'USD', 'liquidation fee of this fill: what the fund gets, and what the liquidator gets'),
    amount_usd: column(
      'DOUBLE',
      'USD',
      'fundPayment: paid; uncoveredLoss: loss left; takeover and positionTaken: equity that came along, negative for a loss to who took it',
    ),
    equity_usd: column('DOUBLE', 'USD', 'equity of the account when the step began; accountClosed: what was left'),
    maintenance_usd: column('DOUBLE', 'USD', 'maintenance margin of the account when the step began'),
    fund_equity_usd: column('DOUBLE', 'USD', 'equity of the insurance fund after the step'),
    reason: column(
      'VARCHAR',
      '',
      'why the step was put off: halt, priceBand, throttle, cooldown, limit, auction, pause or outage',
    ),
    lots_wanted: column('DOUBLE', 'lots', 'size of the order that was put off; 0 when every leg was halted'),
  },
};

/** Reasons of `liquidationDeferred`, whose numbers count from 1: DEFERRED_BY_HALT and so on. */
export const DEFERRAL_REASONS = [
  'halt',
  'priceBand',
  'throttle',
  'cooldown',
  'limit',
  'auction',
  'pause',
  'outage',
] as const;

const KINDS: ReadonlySet<FactKind> = new Set([
  'breach',
  'recovered',
  'liquidationFill',
  'liquidationDeferred',
  'takeover',
  'positionTaken',
  'fundPayment',
  'uncoveredLoss',
  'accountClosed',
]);

export function liquidationsTable(context: TableContext): FactTable {
  const classes = new AccountClasses(context);
  const rows = new EventRows(LIQUIDATIONS_TABLE, KINDS);
  return {
    table: LIQUIDATIONS_TABLE,
    names: {
      kind: FACT_KINDS,
      class: classes.names,
      instrument: symbolsOf(context),
      side: SIDES,
      reason: DEFERRAL_REASONS,
    },
    rowsOf: (path, facts, next) => {
      rows.select(path, facts);
      for (let row = 0; row < rows.count; row += 1) {
        rows.columns.class[row] = classes.codeOf(facts.account[rows.facts[row]]);
        fillFigures(rows, row, context, facts, next);
      }
      return rows;
    },
  };
}

function fillFigures(
  { columns, facts: places }: EventRows,
  row: number,
  context: TableContext,
  facts: StoredFacts,
  next: StoredFacts | null,
): void {
  const i = places[row];
  const value = facts.value[i];
  const a = facts.a[i];
  const b = facts.b[i];
  switch (FACT_KINDS[facts.kind[i]]) {
    case 'breach':
    case 'recovered':
      columns.equity_usd[row] = usdOf(value);
      columns.maintenance_usd[row] = usdOf(a);
      return;
    case 'accountClosed':
      columns.equity_usd[row] = usdOf(value);
      return;
    case 'liquidationFill':
      // A fill that sold closed a long position.
      fillClosed(columns, row, context, facts, i, facts.lots[i] < 0 ? 1 : -1, false);
      columns.fee_usd[row] = feeOf(facts, i, next);
      columns.equity_usd[row] = usdOf(a);
      columns.maintenance_usd[row] = usdOf(b);
      return;
    case 'takeover':
      fillClosed(columns, row, context, facts, i, facts.lots[i] > 0 ? 1 : -1, true);
      columns.amount_usd[row] = usdOf(a);
      columns.fund_equity_usd[row] = usdOf(b);
      return;
    case 'positionTaken':
      fillClosed(columns, row, context, facts, i, facts.lots[i] > 0 ? 1 : -1, true);
      columns.amount_usd[row] = usdOf(a);
      return;
    case 'fundPayment':
      columns.amount_usd[row] = usdOf(value);
      columns.fund_equity_usd[row] = usdOf(b);
      return;
    case 'uncoveredLoss':
      columns.amount_usd[row] = usdOf(value);
      return;
    case 'liquidationDeferred':
      columns.reason[row] = a - 1;
      columns.lots_wanted[row] = b;
      return;
    default:
  }
}

/** The exchange charges the fee straight after the fill; 0 when it charged none. */
function feeOf(facts: StoredFacts, fill: number, next: StoredFacts | null): number {
  const isLast = fill + 1 === facts.count;
  const after = isLast ? next : facts;
  const place = isLast ? 0 : fill + 1;
  const isFee =
    after !== null &&
    FACT_KINDS[after.kind[place]] === 'liquidationFee' &&
    after.account[place] === facts.account[fill] &&
    after.sequence[place] === facts.sequence[fill];
  return isFee ? usdOf(after.value[place]) : 0;
}
