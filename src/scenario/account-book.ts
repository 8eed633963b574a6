/**
 * A book: accounts with collateral and positions, as a file lists them. Files differ in form only; each is taken apart
 * into rows, a row being one position or one balance, and `AccountBuilder` puts accounts together from rows. An account
 * with a fault does not spoil the others: it comes out with its problems in place of its content.
 */
import type { SourcePlace, Problem } from '../base/problem.ts';

export interface BookBalance {
  /** Place of the currency in the market's list, `QUOTE_CURRENCY` for the quote currency. */
  readonly currency: number;
  /** Units of the currency; below 0 it is owed. */
  readonly amount: number;
}

export interface BookPosition {
  /** Place of the contract in the market's list. */
  readonly contract: number;
  /** Signed number of contracts, not 0. */
  readonly size: number;
  /** Average price at which it was opened, as its venue quotes it. */
  readonly entryPrice: number;
  /** Quote currency set apart for this position alone; null: the account's collateral stands behind it. */
  readonly margin: number | null;
}

export type AccountMode = 'cross' | 'isolated';

export interface BookAccount {
  readonly id: string;
  /** `isolated`: every position has its own margin. Positions of a `cross` account may. */
  readonly mode: AccountMode;
  readonly balances: readonly BookBalance[];
  readonly positions: readonly BookPosition[];
}

/** One account of a file: either sound or with everything that is wrong with it. */
export interface BookEntry {
  readonly id: string;
  /** Of a faulty account; null of a sound one. */
  readonly place: SourcePlace | null;
  /** Where it stands, for what is found out only when it is evaluated. */
  readonly locate: () => SourcePlace;
  /** Null when there are problems. */
  readonly account: BookAccount | null;
  readonly problems: readonly Problem[];
  /** How many there are; only the first of very many are kept. */
  readonly problemCount: number;
}

/** The fields of a row, which are the columns of a file in rows and the keys of one in sections. */
export const BOOK_FIELDS = ['account', 'mode', 'symbol', 'size', 'entryPrice', 'margin', 'currency', 'amount'] as const;
export type BookField = (typeof BOOK_FIELDS)[number];

/** What stands in a row; null, undefined and '' are nothing. */
export type BookRow = Readonly<Partial<Record<BookField, unknown>>>;

/** Where a field of the row stands; null: the row itself. */
export type PlaceOfField = (field: BookField | null) => SourcePlace;

/** Longest name of an account. */
export const ACCOUNT_NAME_MAX = 128;

/** Of an account that comes back: a stream cannot take back what it has handed on, so all formats keep the first. */
export const DUPLICATE_SAYS = 'stands further up already: those rows alone are evaluated, not these';
