/** `paths.parquet` and `instruments.parquet`: what became of each path, and of each instrument in it. */
import { ORDER_PURPOSES } from '../exchange/fact.ts';
import type { PathResult } from '../simulation/path-outcome.ts';
import { symbolsOf, usdOf, type TableContext } from './table-context.ts';
import {
  column,
  type ColumnDefinition,
  type TableDefinition,
  type TableRows,
  type TableShape,
} from './table-definition.ts';
import {
  INSTRUMENT_COLUMNS,
  INSTRUMENT_FIELDS,
  SCALAR_COLUMNS,
  SCALAR_FIELDS,
  storeFigure,
  type TallyColumn,
} from './tally-columns.ts';

/** A path without a result: the worker that ran it died every time, or the disk took no more. */
export interface LostPath {
  readonly path: number;
  readonly message: string;
}

/** `lost`: no outcome, every figure is missing. */
export const PATH_STATUSES = ['finished', 'failed', 'lost'] as const;
export type PathStatus = (typeof PATH_STATUSES)[number];

const PURPOSE_COLUMNS: readonly TallyColumn[] = ORDER_PURPOSES.map((purpose) => ({
  name: `ordered_${purpose.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_usd`,
  unit: 'USD',
  meaning: `notional that agents' own orders filled, purpose ${purpose}`,
}));

export const PATHS_TABLE: TableDefinition = {
  name: 'paths',
  meaning: 'One path a row, by path number. Times are simulated time since the start; a missing time is never.',
  columns: {
    path: column('INTEGER', '', 'path number, from 0'),
    status: column('VARCHAR', '', 'finished, failed (figures up to the failure) or lost (no figures)'),
    failure_kind: column('VARCHAR', '', 'invariant: a rule of the simulator broke; error: anything else'),
    failure: column('VARCHAR', '', 'what went wrong'),
    failure_time_us: column('DOUBLE', 'us', 'simulated time of the event that failed'),
    failure_rank: column('INTEGER', '', 'rank of that event'),
    failure_sequence: column('DOUBLE', '', 'sequence number of that event'),
    digest: column('VARCHAR', '', 'SHA-256 over the facts and the final state'),
    event_count: column('DOUBLE', 'count', 'events applied'),
    account_checks: column('DOUBLE', 'count', 'times that an account was checked for a breach'),
    fact_count: column('DOUBLE', 'count', 'facts, those among them that journal.parquet leaves out'),
    prices: column('DOUBLE', '', 'checksum over all price changes, as in journal.parquet'),
    ...Object.fromEntries([...SCALAR_FIELDS.map((field) => SCALAR_COLUMNS[field]), ...PURPOSE_COLUMNS].map(defined)),
  },
};

export const INSTRUMENTS_TABLE: TableDefinition = {
  name: 'instruments',
  meaning: 'One instrument of one path a row, by path and instrument.',
  columns: {
    path: column('INTEGER', '', 'path number, from 0'),
    instrument: column('VARCHAR', '', 'symbol'),
    ...Object.fromEntries(INSTRUMENT_FIELDS.map((field) => defined(INSTRUMENT_COLUMNS[field]))),
  },
};

function defined({ name, unit, meaning }: TallyColumn): [string, ColumnDefinition] {
  return [name, column('DOUBLE', unit, meaning)];
}

export const PATHS_SHAPE: TableShape = { table: PATHS_TABLE, names: { status: PATH_STATUSES } };

/** One row a path: those with a result, and those without. */
export function rowsOfPaths(results: readonly PathResult[], lostPaths: readonly LostPath[]): TableRows {
  const known = results.map((outcome) => ({ path: outcome.path, outcome, message: outcome.failure?.message ?? null }));
  const lost = lostPaths.map(({ path, message }) => ({ path, outcome: null, message }));
  return pathRows([...known, ...lost].sort((x, y) => x.path - y.path));
}

interface PathRow {
  readonly path: number;
  readonly outcome: PathResult | null;
  readonly message: string | null;
}

function pathRows(rows: readonly PathRow[]): TableRows {
  const each = (figure: (outcome: PathResult) => number | undefined) =>
    rows.map(({ outcome }) => (outcome === null ? NaN : (figure(outcome) ?? NaN)));
  const failureFigures = {
    failure_kind: rows.map(({ outcome }) => outcome?.failure?.kind ?? null),
    failure: rows.map(({ message }) => message),
    failure_time_us: each(({ failure }) => failure?.timeUs),
    failure_rank: rows.map(({ outcome }) => outcome?.failure?.rank ?? -1),
    failure_sequence: each(({ failure }) => failure?.sequence),
  };
  const scalars = SCALAR_FIELDS.map((field) => {
    const { name, unit } = SCALAR_COLUMNS[field];
    return [name, each(({ tally }) => storeFigure(unit, tally[field]))] as const;
  });
  const purposes = PURPOSE_COLUMNS.map(({ name }, k) => {
    return [name, each(({ tally }) => usdOf(tally.orderedByPurpose[k] ?? NaN))] as const;
  });
  return {
    count: rows.length,
    columns: {
      path: rows.map(({ path }) => path),
      status: rows.map(({ outcome }) => PATH_STATUSES.indexOf(statusOf(outcome))),
      ...failureFigures,
      digest: rows.map(({ outcome }) => outcome?.digest ?? null),
      event_count: each(({ eventCount }) => eventCount),
      account_checks: each(({ accountChecks }) => accountChecks),
      fact_count: each(({ factCount }) => factCount),
      prices: each(({ prices }) => prices),
      ...Object.fromEntries([...scalars, ...purposes]),
    },
  };
}

function statusOf(outcome: PathResult | null): PathStatus {
  if (outcome === null) return 'lost';
  return outcome.failure === null ? 'finished' : 'failed';
}

export function instrumentsShape(context: TableContext): TableShape {
  return { table: INSTRUMENTS_TABLE, names: { instrument: symbolsOf(context) } };
}

/** One row an instrument of the path. */
export function rowsOfInstruments({ path, tally }: PathResult): TableRows {
  // A path that failed before its market existed has no instruments yet.
  const count = tally.openInterestInitial.length;
  const figures = INSTRUMENT_FIELDS.map((field) => {
    const { name, unit } = INSTRUMENT_COLUMNS[field];
    return [name, Array.from({ length: count }, (_, i) => storeFigure(unit, tally[field][i] ?? NaN))] as const;
  });
  const instruments = Array.from({ length: count }, (_, i) => i);
  return {
    count,
    columns: { path: instruments.map(() => path), instrument: instruments, ...Object.fromEntries(figures) },
  };
}

export const purposeColumnNames: readonly string[] = PURPOSE_COLUMNS.map(({ name }) => name);
