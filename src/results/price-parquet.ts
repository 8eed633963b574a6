/** A Parquet file of prices as a table of texts, for `readPriceTable`. */
import { existsSync } from 'node:fs';
import type { PriceTable } from '../scenario/price-history-table.ts';
import { quoteName, quoteText, withDuckDb } from './duckdb.ts';
import { escapePattern, tableProblem } from './parquet-reader.ts';

const ROWS_MAX = 5_000_000;

/**
 * Reads all columns. Moments become whole microseconds since 1970, other values the shortest text that reads back as
 * the same value.
 *
 * @param path where the file lies; `shownName` names it in messages
 * @throws InvalidInputError when the file is missing, no Parquet or too large
 */
export async function readPriceParquet(path: string, shownName: string): Promise<PriceTable> {
  if (!existsSync(path))
    throw tableProblem(shownName, 'file-missing', `there is no file ${shownName}`, 'check the name');
  const from = `read_parquet(${quoteText(escapePattern(path))})`;
  const rows = await withDuckDb(async ({ connection }) => {
    try {
      const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${from}`);
      const [[count]] = counted.getRows() as [[number]];
      if (count > ROWS_MAX) return count;
      const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
      const columns = described.getRows() as [name: string, type: string][];
      const selected = columns.map(([name, type]) => `coalesce(${textOf(quoteName(name), type)}, '')`);
      const reader = await connection.runAndReadAll(`SELECT ${selected.join(', ')} FROM ${from}`);
      return { header: columns.map(([name]) => name), cells: reader.getRows() as string[][] };
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
      throw tableProblem(
        shownName,
        'file-damaged',
        `${shownName} cannot be read as Parquet: ${reason}`,
        'give a CSV or Parquet file',
      );
    }
  });
  if (typeof rows === 'number') {
    const message = `${shownName} has ${rows} rows, more than ${ROWS_MAX}`;
    throw tableProblem(shownName, 'price-history-too-large', message, 'cut the file');
  }
  const { header, cells } = rows;
  return {
    file: shownName,
    header,
    rowCount: cells.length,
    cells: (row) => cells[row],
    // Parquet has no lines: rows are counted as if the header were the first.
    place: (row, column) => ({ file: shownName, line: row + 2, column: (column ?? 0) + 1, length: 1 }),
  };
}

function textOf(column: string, type: string): string {
  return type.startsWith('TIMESTAMP') ? `epoch_us(${column})::VARCHAR` : `${column}::VARCHAR`;
}
