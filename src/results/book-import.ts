/** Books from disk, some accounts at a time: what is in memory is a piece of the file and the account at hand. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { Environment } from '../base/environment.ts';
import { InvalidInputError, type Problem } from '../base/problem.ts';
import type { BookEntry, BookField, PlaceOfField } from '../scenario/account-book.ts';
import { BookCsvReader } from '../scenario/account-book-csv.ts';
import { BookRows, readBookColumns } from '../scenario/account-book-rows.ts';
import { readBookTree } from '../scenario/account-book-tree.ts';
import type { BookNames } from '../scenario/book-names.ts';
import { joinPath } from '../scenario/paths.ts';
import { openDuckDb, quoteName, quoteText } from './duckdb.ts';
import { escapePattern } from './parquet-reader.ts';

const PIECE_BYTES = 1 << 18;
/** A book in sections is read as a whole. */
const TREE_BYTES_MAX = 16 * 1_048_576;

/**
 * The accounts of a file in its order, sound or not; the format follows from the name: .yaml, .yml, .json, .csv, .parquet.
 * @param file as the user gave it; relative names start from the working folder. Problems show it unchanged.
 * @throws InvalidInputError when nothing of the file can be used
 */
export function importBook(environment: Environment, file: string, names: BookNames): AsyncGenerator<BookEntry[]> {
  const path = joinPath(environment.workingFolder, file);
  const bytes = environment.fileSize(path);
  if (bytes === undefined) throw refuse('file-missing', `${file} does not exist or is no file`, file, 'a book');
  const format = /\.([a-z]+)$/i.exec(file)?.[1].toLowerCase();
  switch (format) {
    case 'csv':
      return importCsv(path, file, names);
    case 'parquet':
      return importParquet(path, file, names);
    case 'yaml':
    case 'yml':
    case 'json':
      if (bytes > TREE_BYTES_MAX) {
        throw refuse(
          'file-too-large',
          `${file} has ${Math.ceil(bytes / 1_048_576)} MiB`,
          file,
          'at most 16 MiB, or a CSV or Parquet file',
        );
      }
      return importTree(environment.readTextFile(path), file, names);
    default:
      throw refuse(
        'unknown-format',
        `${file} is in no format of a book`,
        file,
        'a name that ends in .yaml, .json, .csv or .parquet',
      );
  }
}

// oxlint-disable-next-line require-await -- one type for all formats
async function* importTree(text: string, file: string, names: BookNames): AsyncGenerator<BookEntry[]> {
  yield readBookTree(text, file, names);
}

// oxlint-disable-next-line require-await -- reading is synchronous, the reader decides when to let go
async function* importCsv(path: string, file: string, names: BookNames): AsyncGenerator<BookEntry[]> {
  const reader = new BookCsvReader(file, names);
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(PIECE_BYTES);
  const fd = openSync(path, 'r');
  try {
    for (let count = readSync(fd, buffer); count > 0; count = readSync(fd, buffer)) {
      yield reader.push(decoder.decode(buffer.subarray(0, count), { stream: true }));
    }
    yield [...reader.push(decoder.decode()), ...reader.end()];
  } finally {
    closeSync(fd);
  }
}

const NUMBER_FIELDS: ReadonlySet<BookField> = new Set<BookField>(['size', 'entryPrice', 'margin', 'amount']);

async function* importParquet(path: string, file: string, names: BookNames): AsyncGenerator<BookEntry[]> {
  const session = await openDuckDb();
  try {
    const from = `read_parquet(${quoteText(escapePattern(path))})`;
    const described = await session.connection.runAndReadAll(
      `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${from})`,
    );
    const columns = described.getRows() as [string, string][];
    const fields = readBookColumns(
      columns.map(([name]) => name),
      file,
      () => ({ file, line: 1, column: 1, length: 1 }),
    );
    const selected = columns.map(([name, type], k) => {
      const isNumber = NUMBER_FIELDS.has(fields[k]) && type !== 'VARCHAR';
      return `${quoteName(name)}::${isNumber ? 'DOUBLE' : 'VARCHAR'}`;
    });
    const result = await session.connection.stream(`SELECT ${selected.join(', ')} FROM ${from}`);
    const rows = new BookRows(names);
    let row = 0;
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      takeChunk(rows, chunk, fields, file, row);
      row += chunk.rowCount;
      yield rows.drain();
    }
    rows.close();
    yield rows.drain();
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw refuse('table-damaged', `${file} cannot be read: ${reason}`, file, 'a Parquet file');
  } finally {
    session.close();
  }
}

function takeChunk(
  rows: BookRows,
  chunk: DuckDBDataChunk,
  fields: readonly BookField[],
  file: string,
  before: number,
): void {
  const vectors = fields.map((_, k) => chunk.getColumnVector(k));
  for (let i = 0; i < chunk.rowCount; i += 1) {
    const row: Partial<Record<BookField, unknown>> = {};
    for (let k = 0; k < fields.length; k += 1) row[fields[k]] = vectors[k].getItem(i);
    const line = before + i + 1;
    // Rows have numbers, as lines have; a column of a table has no place in a text.
    const placeOf: PlaceOfField = () => ({ file, line, column: 1, length: 1 });
    rows.take(row, placeOf);
  }
}

function refuse(code: string, message: string, file: string, expected: string): InvalidInputError {
  const problem: Problem = { code, message, key: '', expected, place: { file, line: 1, column: 1, length: 1 } };
  return new InvalidInputError([problem]);
}
