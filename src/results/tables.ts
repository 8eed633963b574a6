/** Writes the tables of a run into its folder. Equal outcomes give equal bytes. */
import { join } from 'node:path';
import { assert } from '../base/assert.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';
import { breakersSource } from './breakers-table.ts';
import { describeTables, fileOf } from './catalogue.ts';
import { deleveragingSource } from './deleveraging-table.ts';
import { withDuckDb } from './duckdb.ts';
import { journalSource } from './journal-table.ts';
import { writeJsonFile } from './json-files.ts';
import { liquidationsSource } from './liquidations-table.ts';
import { asOutputError } from './output-error.ts';
import { writeParquet } from './parquet-writer.ts';
import { instrumentsSource, pathsSource, type LostPath } from './paths-table.ts';
import { fundSource, seriesSource } from './series-tables.ts';
import type { TableContext } from './table-context.ts';

/** Describes every column of every table. */
export const TABLES_FILE = 'tables.json';

export interface TableInput {
  /** Finished and failed paths by rising path number. */
  readonly outcomes: readonly PathOutcome[];
  readonly lostPaths: readonly LostPath[];
  readonly context: TableContext;
}

/** @throws OutputError when the file system refuses. */
export async function writeTables(folder: string, { outcomes, lostPaths, context }: TableInput): Promise<void> {
  for (let i = 1; i < outcomes.length; i += 1) {
    assert(outcomes[i - 1].path < outcomes[i].path, 'outcomes must come by rising path number');
  }
  const sources = [
    pathsSource(outcomes, lostPaths),
    instrumentsSource(outcomes, context),
    seriesSource(outcomes, context),
    fundSource(outcomes),
    liquidationsSource(outcomes, context),
    deleveragingSource(outcomes, context),
    breakersSource(outcomes, context),
    journalSource(outcomes, context),
  ];
  try {
    await withDuckDb(async (session) => {
      for (const source of sources) await writeParquet(session, join(folder, fileOf(source.table)), source);
    });
  } catch (error) {
    throw asOutputError(error, folder);
  }
  writeJsonFile(join(folder, TABLES_FILE), describeTables());
}
