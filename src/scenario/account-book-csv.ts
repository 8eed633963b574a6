/**
 * A book in rows of text (CSV, RFC 4180 without line breaks inside quotes): the first line names the columns, every
 * other one is a position or a balance, and the rows of one account stand together. Read as it comes: what is kept is
 * the account at hand and the hashes of the names before it.
 */
import { InvalidInputError, type SourcePlace } from '../base/problem.ts';
import type { BookEntry, BookField, PlaceOfField } from './account-book.ts';
import { BookRows, readBookColumns } from './account-book-rows.ts';
import type { BookNames } from './book-names.ts';

/** A line beyond this is no row of a book. */
const LINE_LENGTH_MAX = 65_536;
const LINE_TEXT_MAX = 500;

export class BookCsvReader {
  readonly #file: string;
  readonly #rows: BookRows;
  #columns: readonly BookField[] | null = null;
  #line = 0;
  #rest = '';

  constructor(file: string, names: BookNames) {
    this.#file = file;
    this.#rows = new BookRows(names);
  }

  /**
   * Takes the next piece of the file; returns the accounts that ended in it.
   * @throws InvalidInputError when the file has no usable header or is no text in rows
   */
  push(piece: string): BookEntry[] {
    const text = this.#rest + piece;
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#takeLine(text.slice(start, end));
      start = end + 1;
    }
    this.#rest = text.slice(start);
    if (this.#rest.length > LINE_LENGTH_MAX) throw this.#refuse('line-too-long', 'has a line that is no row of a book');
    return this.#rows.drain();
  }

  /** The file is over; returns what was still open. */
  end(): BookEntry[] {
    if (this.#rest !== '') this.#takeLine(this.#rest);
    this.#rest = '';
    if (this.#columns === null) throw this.#refuse('empty-file', 'is empty');
    this.#rows.close();
    return this.#rows.drain();
  }

  #takeLine(written: string): void {
    this.#line += 1;
    const line = written.endsWith('\r') ? written.slice(0, -1) : written;
    if (this.#columns === null) {
      const header = line.replace(/^\uFEFF/, '');
      this.#columns = readBookColumns(splitCells(header), this.#file, (k) => placeOfCell(this.#file, 1, header, k));
    } else if (line !== '') {
      this.#takeRow(line, this.#columns);
    }
  }

  #takeRow(line: string, columns: readonly BookField[]): void {
    const cells = splitCells(line);
    const row: Partial<Record<BookField, string>> = {};
    for (let k = 0; k < columns.length && k < cells.length; k += 1) row[columns[k]] = cells[k];
    const [file, lineNumber] = [this.#file, this.#line];
    const placeOf: PlaceOfField = (field) => placeOfCell(file, lineNumber, line, field && columns.indexOf(field));
    if (cells.length === columns.length) {
      this.#rows.take(row, placeOf);
    } else {
      const says = `has ${cells.length} cells where the header has ${columns.length}`;
      const hint = 'write numbers without commas between digits, and text that has one in quotes';
      this.#rows.take(row, placeOf, { code: 'wrong-columns', says, hint });
    }
  }

  #refuse(code: string, says: string): InvalidInputError {
    const place = { file: this.#file, line: Math.max(1, this.#line), column: 1, length: 1 };
    const expected = 'a line of column names, then a line for each position and balance';
    const hint = 'such as account,symbol,size,entryPrice,currency,amount';
    return new InvalidInputError([{ code, message: `${this.#file} ${says}`, key: '', expected, hint, place }]);
  }
}

/** Cells without the blanks and quotes around them. */
function splitCells(line: string): string[] {
  if (!line.includes('"')) {
    const cells = line.split(',');
    for (let k = 0; k < cells.length; k += 1) cells[k] = cells[k].trim();
    return cells;
  }
  return cellRanges(line).map(([start, end]) => {
    const text = line.slice(start, end).trim();
    return /^".*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text;
  });
}

/** First and last character of each cell, as they stand in the line. */
function cellRanges(line: string): [start: number, end: number][] {
  const ranges: [number, number][] = [];
  let start = 0;
  let isQuoted = false;
  for (let i = 0; i <= line.length; i += 1) {
    if (line[i] === '"') isQuoted = !isQuoted;
    if (i === line.length || (line[i] === ',' && !isQuoted)) {
      ranges.push([start, i]);
      start = i + 1;
    }
  }
  return ranges;
}

/** Place of one cell; null or a cell that is not there: of the whole line. */
function placeOfCell(file: string, line: number, text: string, cell: number | null): SourcePlace {
  const [start, end] = (cell === null ? undefined : cellRanges(text)[cell]) ?? [0, text.length];
  const written = text.slice(start, end);
  const lead = written.length - written.trimStart().length;
  const place = { file, line, column: start + lead + 1, length: Math.max(1, written.trim().length) };
  return text.length > LINE_TEXT_MAX ? place : { ...place, lineText: text };
}
