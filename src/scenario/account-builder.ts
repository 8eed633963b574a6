/** Puts one account after another together from rows, and says everything that is wrong with each. */
import type { Problem } from '../base/problem.ts';
import {
  ACCOUNT_NAME_MAX,
  type AccountMode,
  type BookBalance,
  type BookEntry,
  type BookField,
  type BookPosition,
  type BookRow,
  type PlaceOfField,
} from './account-book.ts';
import { readBookNumber } from './book-number.ts';
import type { BookNames } from './book-names.ts';

/** Problems of one account that are kept; the first few say what is wrong with a file. */
const PROBLEMS_PER_ACCOUNT_MAX = 20;

/** Largest magnitude of a size, price or amount: products of two and sums of many stay far from the largest double. */
const NUMBER_MAX = 1e15;

const NO_RULE = 'missing-margin-rule';

/** What is wrong with a field: `size <says>`. */
export interface BookFault {
  readonly code: string;
  readonly says: string;
  readonly expected?: string;
  readonly hint?: string;
}

export class AccountBuilder {
  readonly #names: BookNames;
  #id = '';
  #placeOf: PlaceOfField | null = null;
  #mode: AccountMode | null = null;
  #balances: BookBalance[] = [];
  #positions: BookPosition[] = [];
  #unbacked: PlaceOfField[] = [];
  #problems: Problem[] = [];
  #problemCount = 0;

  constructor(names: BookNames) {
    this.#names = names;
  }

  get isOpen(): boolean {
    return this.#placeOf !== null;
  }

  /** Starts an account; `id` as written. */
  begin(id: string, placeOf: PlaceOfField): void {
    this.#id = id;
    this.#placeOf = placeOf;
    this.#mode = null;
    this.#balances = [];
    this.#positions = [];
    this.#unbacked = [];
    this.#problems = [];
    this.#problemCount = 0;
    // oxlint-disable-next-line no-control-regex -- names that would drive a terminal
    if (id === '' || id.length > ACCOUNT_NAME_MAX || /[\u0000-\u001f\u007f]/.test(id)) {
      this.report('account', placeOf, {
        code: id === '' ? 'missing-account' : 'bad-account',
        says: id === '' ? 'names no account' : 'is no name of an account',
        expected: `1 to ${ACCOUNT_NAME_MAX} printable characters`,
      });
    }
  }

  setMode(raw: unknown, placeOf: PlaceOfField): void {
    if (isNothing(raw)) return;
    if (raw !== 'cross' && raw !== 'isolated') {
      this.report('mode', placeOf, { code: 'unknown-value', says: 'is not known', expected: 'cross or isolated' }, raw);
    } else if (this.#mode !== null && this.#mode !== raw) {
      const says = `is ${raw} here and ${this.#mode} before`;
      this.report('mode', placeOf, { code: 'contradiction', says, hint: 'an account has one mode' }, raw);
    } else {
      this.#mode = raw;
    }
  }

  /** A row with a symbol is a position, one with a currency a balance. */
  add(row: BookRow, placeOf: PlaceOfField): void {
    this.setMode(row.mode, placeOf);
    const hasSymbol = !isNothing(row.symbol);
    const hasCurrency = !isNothing(row.currency);
    if (hasSymbol && !hasCurrency) this.#addPosition(row, placeOf);
    else if (hasCurrency && !hasSymbol) this.#addBalance(row, placeOf);
    else {
      this.report(null, placeOf, {
        code: hasSymbol ? 'ambiguous-row' : 'empty-row',
        says: hasSymbol ? 'has both a symbol and a currency' : 'has neither a symbol nor a currency',
        expected: 'a position (symbol, size, entryPrice) or a balance (currency, amount)',
      });
    }
  }

  report(field: BookField | null, placeOf: PlaceOfField, fault: BookFault, found?: unknown): void {
    this.#problemCount += 1;
    if (this.#problems.length >= PROBLEMS_PER_ACCOUNT_MAX) return;
    const { code, says, expected, hint } = fault;
    const shown = isNothing(found) ? undefined : String(found).slice(0, 80);
    const what = `account ${this.#id === '' ? '(unnamed)' : this.#id}: ${field ?? 'a row'}`;
    this.#problems.push({
      code,
      message: `${what} ${says}${shown === undefined ? '' : `: ${shown}`}`,
      key: field === null ? this.#id : `${this.#id}.${field}`,
      ...(shown === undefined ? {} : { found: shown }),
      ...(expected === undefined ? {} : { expected }),
      ...(hint === undefined ? {} : { hint }),
      place: placeOf(field),
    });
  }

  finish(): BookEntry {
    const mode = this.#mode ?? 'cross';
    if (mode === 'isolated') {
      for (const placeOf of this.#unbacked) {
        this.report('margin', placeOf, {
          code: 'missing-key',
          says: 'is missing: the account is isolated',
          expected: 'the quote currency set apart for this position',
        });
      }
    }
    const placeOf = this.#placeOf!;
    const entry: BookEntry = {
      id: this.#id,
      place: this.#problems.length > 0 ? placeOf('account') : null,
      locate: () => placeOf('account'),
      account:
        this.#problems.length > 0 ? null : { id: this.#id, mode, balances: this.#balances, positions: this.#positions },
      problems: this.#problems,
      problemCount: this.#problemCount,
    };
    this.#placeOf = null;
    return entry;
  }

  #addPosition(row: BookRow, placeOf: PlaceOfField): void {
    if (!isNothing(row.amount)) this.#stray('amount', 'a position', row, placeOf);
    const symbol = String(row.symbol);
    const contract = this.#names.contractOf(symbol);
    if (contract === undefined) this.#reportContract(symbol, placeOf);
    else this.#checkContract(contract, symbol, placeOf);
    const size = this.#number('size', row, placeOf);
    const entryPrice = this.#number('entryPrice', row, placeOf);
    const mayBeNothing = contract !== undefined && this.#names.mayCostNothing(contract);
    if (entryPrice !== undefined && (mayBeNothing ? entryPrice < 0 : entryPrice <= 0)) {
      const expected = mayBeNothing ? 'a price of at least 0' : 'a price above 0';
      this.report('entryPrice', placeOf, { code: 'out-of-range', says: 'is out of range', expected }, entryPrice);
    }
    const margin = isNothing(row.margin) ? null : this.#number('margin', row, placeOf);
    if (margin === null && size !== 0) this.#unbacked.push(placeOf);
    else if (margin !== undefined && margin !== null && margin < 0) {
      const fault = { code: 'out-of-range', says: 'is out of range', expected: 'an amount of at least 0' };
      this.report('margin', placeOf, fault, margin);
    }
    if (contract === undefined || size === undefined || entryPrice === undefined || margin === undefined) return;
    // Exports list what was closed, too.
    if (size !== 0) this.#positions.push({ contract, size, entryPrice, margin });
  }

  #reportContract(symbol: string, placeOf: PlaceOfField): void {
    const models = this.#names.unmarginedBy(symbol);
    if (models !== undefined) {
      const named = models.map(({ model }) => model).join(', ');
      const reasons = [...new Set(models.flatMap(({ problems }) => problems.map(({ message }) => message)))];
      const codes = new Set(models.flatMap(({ problems }) => problems.map(({ code }) => code)));
      const [code = NO_RULE] = codes.size === 1 ? codes : [];
      const fault =
        code === NO_RULE && codes.size < 2
          ? { code, says: `has no margin rule in ${named}`, hint: 'leave the position out, or the model' }
          : { code, says: `cannot be margined by ${named}`, hint: reasons.join('; ') };
      this.report('symbol', placeOf, fault, symbol);
      return;
    }
    const hint = this.#names.hintForSymbol(symbol) ?? 'list it among the contracts, or leave the position out';
    const says = 'is not an instrument of the market';
    this.report('symbol', placeOf, { code: 'unknown-instrument', says, hint }, symbol);
  }

  #checkContract(contract: number, symbol: string, placeOf: PlaceOfField): void {
    if (this.#names.isExpired(contract)) {
      const says = 'has expired at the time of the market';
      const hint = 'leave the position out, and add what it was settled for to a balance';
      this.report('symbol', placeOf, { code: 'expired', says, hint }, symbol);
    } else if (!this.#names.hasPrice(contract)) {
      const hint = 'give the contract a mark, or its asset a price';
      this.report('symbol', placeOf, { code: 'missing-price', says: 'has no price in the market', hint }, symbol);
    }
    if (this.#positions.some((position) => position.contract === contract)) {
      const hint = 'add the sizes up and average the entry price';
      this.report('symbol', placeOf, { code: 'duplicate-position', says: 'is held twice', hint }, symbol);
    }
  }

  #addBalance(row: BookRow, placeOf: PlaceOfField): void {
    for (const field of ['size', 'entryPrice', 'margin'] as const) {
      if (!isNothing(row[field])) this.#stray(field, 'a balance', row, placeOf);
    }
    const name = String(row.currency);
    const currency = this.#names.currencyOf(name);
    if (currency === undefined) {
      const hint = this.#names.hintForCurrency(name) ?? 'list it among the assets, or leave the balance out';
      const says = 'is not a currency of the market';
      this.report('currency', placeOf, { code: 'unknown-currency', says, hint }, name);
    } else if (this.#balances.some((balance) => balance.currency === currency)) {
      const fault = { code: 'duplicate-currency', says: 'stands there twice', hint: 'add the amounts up' };
      this.report('currency', placeOf, fault, name);
    }
    const amount = this.#number('amount', row, placeOf);
    if (currency !== undefined && amount !== undefined) this.#balances.push({ currency, amount });
  }

  #stray(field: BookField, what: string, row: BookRow, placeOf: PlaceOfField): void {
    const says = `does not belong to ${what}`;
    this.report(
      field,
      placeOf,
      { code: 'stray-value', says, hint: 'leave it out, or give it a row of its own' },
      row[field],
    );
  }

  #number(field: BookField, row: BookRow, placeOf: PlaceOfField): number | undefined {
    const raw = row[field];
    if (isNothing(raw)) {
      this.report(field, placeOf, { code: 'missing-key', says: 'is missing', expected: 'a number' });
      return undefined;
    }
    const value = readBookNumber(raw);
    if (value === undefined) {
      const hint = 'write the number alone, without a unit, with a point before its decimals';
      const fault = { code: 'not-a-number', says: 'is not a number', expected: 'a number', hint };
      this.report(field, placeOf, fault, raw);
      return undefined;
    }
    if (Math.abs(value) <= NUMBER_MAX) return value;
    if (Number.isFinite(value)) {
      const expected = 'a number between -1e15 and 1e15';
      this.report(field, placeOf, { code: 'out-of-range', says: 'is too large to compute with', expected }, raw);
      return undefined;
    }
    this.report(field, placeOf, { code: 'not-finite', says: 'is not finite', expected: 'a finite number' }, raw);
    return undefined;
  }
}

function isNothing(raw: unknown): boolean {
  return raw === undefined || raw === null || raw === '';
}
