/** `breakers.parquet`: what the circuit breakers did, and which liquidations they kept from trading. */
import { CONTROL_KINDS, CONTROL_STATES } from '../exchange/controls/control-kinds.ts';
import { FACT_KINDS, type FactKind } from '../exchange/fact.ts';
import type { StoredFacts } from '../simulation/path-outcome.ts';
import { EventRows } from './event-rows.ts';
import { DEFERRAL_REASONS } from './liquidations-table.ts';
import { AccountClasses, symbolsOf, type TableContext } from './table-context.ts';
import { column, type FactTable, type TableDefinition } from './table-definition.ts';

export const BREAKERS_TABLE: TableDefinition = {
  name: 'breakers',
  meaning: 'One action of a breaker a row, by path and in the order in which they happened.',
  columns: {
    path: column('INTEGER', '', 'path number, from 0'),
    n: column('INTEGER', '', 'place of the fact in journal.parquet'),
    time_us: column('DOUBLE', 'us', 'simulated time since the start of the scenario'),
    sequence: column('DOUBLE', '', 'sequence number of the event that caused it'),
    kind: column('VARCHAR', '', 'haltStart, haltEnd, liquidationDeferred, controlState or auction'),
    instrument: column('VARCHAR', '', 'symbol'),
    move_log: column('DOUBLE', 'log', 'haltStart: log move of the mark price that tripped it'),
    until_us: column('DOUBLE', 'us', 'haltStart: simulated time at which trading is to resume'),
    reason: column('VARCHAR', '', 'liquidationDeferred: halt, priceBand, throttle, pause or outage'),
    account: column('INTEGER', '', 'liquidationDeferred: the account that had to wait'),
    class: column('VARCHAR', '', 'liquidationDeferred: its class of agents'),
    control: column('VARCHAR', '', 'controlState: the control, as in venue.controls; a call is `reopening`'),
    state: column('VARCHAR', '', 'controlState: the state that it came into; see docs/controls.md'),
    figure: column('DOUBLE', '', 'controlState: a figure of its own; auction: price, ticks'),
    lots_traded: column('DOUBLE', 'lots', 'auction: size that changed hands'),
    lots_wanted: column('DOUBLE', 'lots', 'liquidationDeferred: size of the order; 0 when every leg was halted'),
  },
};

/** Names of states over all controls; some share one. */
const STATES: readonly string[] = [...new Set<string>(Object.values(CONTROL_STATES).flat())];

const KINDS: ReadonlySet<FactKind> = new Set([
  'haltStart',
  'haltEnd',
  'liquidationDeferred',
  'controlState',
  'auction',
]);

export function breakersTable(context: TableContext): FactTable {
  const classes = new AccountClasses(context);
  const rows = new EventRows(BREAKERS_TABLE, KINDS);
  return {
    table: BREAKERS_TABLE,
    names: {
      kind: FACT_KINDS,
      class: classes.names,
      instrument: symbolsOf(context),
      reason: DEFERRAL_REASONS,
      control: CONTROL_KINDS,
      state: STATES,
    },
    rowsOf: (path, facts) => {
      rows.select(path, facts);
      for (let row = 0; row < rows.count; row += 1) fillFigures(rows, row, facts, classes);
      return rows;
    },
  };
}

function fillFigures(
  { columns, facts: places }: EventRows,
  row: number,
  facts: StoredFacts,
  classes: AccountClasses,
): void {
  const i = places[row];
  switch (FACT_KINDS[facts.kind[i]]) {
    case 'haltStart':
      columns.move_log[row] = facts.a[i];
      columns.until_us[row] = facts.b[i];
      return;
    case 'liquidationDeferred':
      columns.reason[row] = facts.a[i] - 1;
      columns.class[row] = classes.codeOf(facts.account[i]);
      columns.lots_wanted[row] = facts.b[i];
      return;
    case 'controlState':
      columns.control[row] = facts.a[i];
      columns.state[row] = STATES.indexOf(CONTROL_STATES[CONTROL_KINDS[facts.a[i]]][facts.b[i]]);
      columns.figure[row] = facts.value[i];
      return;
    case 'auction':
      columns.figure[row] = facts.a[i];
      columns.lots_traded[row] = facts.lots[i];
      return;
    default:
  }
}
