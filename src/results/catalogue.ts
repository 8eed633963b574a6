/** Every table of a run folder and every column in it: what `tables.json` and the documentation are made from. */
import { BREAKERS_TABLE } from './breakers-table.ts';
import { DELEVERAGING_TABLE } from './deleveraging-table.ts';
import { JOURNAL_TABLE } from './journal-table.ts';
import { LIQUIDATIONS_TABLE } from './liquidations-table.ts';
import { INSTRUMENTS_TABLE, PATHS_TABLE } from './paths-table.ts';
import { FUND_TABLE, SERIES_TABLE } from './series-tables.ts';
import type { TableDefinition } from './table-definition.ts';

/** Rises when a column changes its meaning or disappears. */
export const TABLES_SCHEMA_VERSION = 2;

export const TABLES: readonly TableDefinition[] = [
  PATHS_TABLE,
  INSTRUMENTS_TABLE,
  SERIES_TABLE,
  FUND_TABLE,
  LIQUIDATIONS_TABLE,
  DELEVERAGING_TABLE,
  BREAKERS_TABLE,
  JOURNAL_TABLE,
];

export function fileOf(table: TableDefinition): string {
  return `${table.name}.parquet`;
}

/** The catalogue as the plain value that `tables.json` holds. */
export function describeTables(): unknown {
  return {
    schemaVersion: TABLES_SCHEMA_VERSION,
    tables: TABLES.map((table) => ({
      file: fileOf(table),
      meaning: table.meaning,
      columns: Object.entries(table.columns).map(([name, definition]) => ({ name, ...definition })),
    })),
  };
}

/** The catalogue as Markdown, one table a section. */
export function formatTablesMarkdown(): string {
  return TABLES.map((table) => {
    const rows = Object.entries(table.columns).map(
      ([name, { type, unit, meaning }]) => `| \`${name}\` | ${type} | ${unit} | ${meaning} |`,
    );
    return [
      `### \`${fileOf(table)}\``,
      '',
      table.meaning,
      '',
      '| column | type | unit | meaning |',
      '|---|---|---|---|',
      ...rows,
      '',
    ].join('\n');
  }).join('\n');
}
