/** Rows as they come to accounts: the rows of one account stand together, and only the account at hand is kept. */
import { InvalidInputError, type SourcePlace } from '../base/problem.ts';
import {
  BOOK_FIELDS,
  DUPLICATE_SAYS,
  type BookEntry,
  type BookField,
  type BookRow,
  type PlaceOfField,
} from './account-book.ts';
import { AccountBuilder, type BookFault } from './account-builder.ts';
import { AccountIds } from './account-ids.ts';
import type { BookNames } from './book-names.ts';
import { hintAmong } from './nearest.ts';
import { textOf } from './unit-result.ts';

export class BookRows {
  readonly #builder: AccountBuilder;
  readonly #ids = new AccountIds();
  #open: string | null = null;
  #entries: BookEntry[] = [];

  constructor(names: BookNames) {
    this.#builder = new AccountBuilder(names);
  }

  /** `fault`: what is wrong with the row as a whole; it is then not read further. */
  take(row: BookRow, placeOf: PlaceOfField, fault: BookFault | null = null): void {
    const id = textOf(row.account) ?? '';
    if (id !== this.#open || id === '') this.#openAccount(id, placeOf);
    if (fault === null) this.#builder.add(row, placeOf);
    else this.#builder.report(null, placeOf, fault);
  }

  /** No rows follow. */
  close(): void {
    if (this.#builder.isOpen) this.#entries.push(this.#builder.finish());
    this.#open = null;
  }

  /** The accounts that are complete, once. */
  drain(): BookEntry[] {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  #openAccount(id: string, placeOf: PlaceOfField): void {
    this.close();
    this.#open = id;
    this.#builder.begin(id, placeOf);
    if (id === '' || this.#ids.add(id)) return;
    this.#builder.report('account', placeOf, {
      code: 'duplicate-account',
      says: DUPLICATE_SAYS,
      hint: 'the rows of one account stand together: sort the file by account',
    });
  }
}

/**
 * The fields that a file's columns hold.
 * @throws InvalidInputError when a column is none of a book, stands twice, or no column names the account
 */
export function readBookColumns(
  names: readonly string[],
  file: string,
  placeOfColumn: (k: number) => SourcePlace,
): BookField[] {
  const fields = names.map((name) => BOOK_FIELDS.find((field) => field === name));
  const expected = `one of ${BOOK_FIELDS.join(', ')}`;
  const problems = names.flatMap((name, k) => {
    const field = fields[k];
    if (field !== undefined && fields.indexOf(field) === k) return [];
    const shown = name.slice(0, 80);
    const hint = field === undefined ? hintAmong(name, BOOK_FIELDS) : undefined;
    return {
      code: field === undefined ? 'unknown-key' : 'duplicate-key',
      message: field === undefined ? `"${shown}" is not a column of a book` : `the column "${shown}" stands twice`,
      key: shown,
      expected,
      ...(hint === undefined ? {} : { hint }),
      place: placeOfColumn(k),
    };
  });
  if (!fields.includes('account')) {
    const message = `${file} has no column "account"`;
    problems.push({ code: 'missing-key', message, key: 'account', expected, place: placeOfColumn(0) });
  }
  if (problems.length > 0) throw new InvalidInputError(problems);
  return fields as BookField[];
}
