/**
 * Books that a user states. On the command line `desk:BTC=0.5,ETH=-50%` (weights) or `desk:BTC=2 units,ETH=-30 units`
 * (sizes); the name may be left out. In a CSV file `portfolio,asset,weight` or `portfolio,asset,size`, a row for each
 * position.
 */
import { InvalidInputError, type Problem } from '../../base/problem.ts';
import { readCsvTable, TableFaults } from '../../scenario/price-history-table.ts';
import type { Book, Holding } from './book.ts';

const BOOKS_MAX = 1_000;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * One book in words.
 *
 * @param k number of the book, for one without a name
 * @throws InvalidInputError with every problem
 */
export function parseBook(text: string, assets: readonly string[], k: number): Book {
  const problems: Problem[] = [];
  const report = (code: string, message: string, found: string, expected: string): void => {
    problems.push({ code, key: '--portfolio', message, found, expected });
  };
  const colon = text.indexOf(':');
  const name = colon > 0 ? text.slice(0, colon).trim() : `portfolio ${k + 1}`;
  const amounts = new Float64Array(assets.length);
  const holdings = new Set<Holding>();
  for (const part of text.slice(colon + 1).split(',')) {
    const [asset, value, ...rest] = part.split('=').map((word) => word.trim());
    const amount = value === undefined || rest.length > 0 ? undefined : parseAmount(value);
    const place = assets.indexOf(asset);
    if (amount === undefined) {
      report(
        'portfolio-amount',
        `the portfolio "${name}" has a part that is no position`,
        part.trim(),
        'BTC=0.5, BTC=-50% or BTC=2 units',
      );
      continue;
    }
    if (place < 0) report('asset-unknown', `the price history has no ${asset}`, asset, assets.slice(0, 30).join(', '));
    else if (amounts[place] !== 0)
      report('asset-repeated', `the portfolio "${name}" has ${asset} twice`, part.trim(), 'once');
    else amounts[place] = amount.value;
    holdings.add(amount.holding);
  }
  if (holdings.size > 1) {
    report(
      'portfolio-mixed',
      `the portfolio "${name}" has weights and sizes`,
      text.slice(colon + 1),
      'one or the other',
    );
  }
  if (problems.length > 0) throw new InvalidInputError(problems);
  return { name, kind: 'portfolio', holding: [...holdings][0], amounts };
}

function parseAmount(text: string): { value: number; holding: Holding } | undefined {
  const units = /^(.*?)\s*units?$/i.exec(text);
  const percent = /^(.*?)\s*%$/.exec(text);
  const number = (units?.[1] ?? percent?.[1] ?? text).trim();
  const value = NUMBER.test(number) ? Number(number) / (percent === null ? 1 : 100) : NaN;
  if (!Number.isFinite(value) || value === 0) return undefined;
  return { value, holding: units === null ? 'weights' : 'sizes' };
}

/**
 * The books of a CSV file, in order of appearance.
 *
 * @throws InvalidInputError with every problem
 */
export function readBooks(text: string, file: string, assets: readonly string[]): Book[] {
  const table = readCsvTable(text, file);
  const faults = new TableFaults(table);
  const names = table.header.map((name) => name.toLowerCase());
  const [portfolio, asset, weight, size] = ['portfolio', 'asset', 'weight', 'size'].map((name) => names.indexOf(name));
  if (portfolio < 0 || asset < 0 || weight < 0 === size < 0) {
    faults.report({
      code: 'portfolio-columns',
      message: `${file} does not have the columns of portfolios`,
      found: table.header.join(','),
      expected: 'portfolio,asset,weight or portfolio,asset,size',
      row: -1,
    });
  }
  faults.refuse();
  const amountColumn = Math.max(weight, size);
  const books = new Map<string, Book>();
  for (let row = 0; row < table.rowCount; row += 1) {
    const cells = table.cells(row).map((cell) => cell.trim());
    const name = cells[portfolio] ?? '';
    const place = assets.indexOf(cells[asset] ?? '');
    const amount = NUMBER.test(cells[amountColumn] ?? '') ? Number(cells[amountColumn]) : NaN;
    if (name === '')
      faults.report({ code: 'portfolio-name', message: 'a position has no portfolio', row, column: portfolio });
    if (place < 0) {
      faults.report({
        code: 'asset-unknown',
        message: `the price history has no ${cells[asset] ?? ''}`,
        expected: assets.slice(0, 30).join(', '),
        row,
        column: asset,
      });
    }
    if (!Number.isFinite(amount) || amount === 0) {
      faults.report({
        code: 'portfolio-amount',
        message: 'a position has no amount',
        expected: 'a number, not 0',
        row,
        column: amountColumn,
      });
    }
    if (name === '' || place < 0) continue;
    const book = books.get(name) ?? addBook(books, name, weight >= 0 ? 'weights' : 'sizes', assets.length);
    if (book.amounts[place] !== 0) {
      faults.report({ code: 'asset-repeated', message: `the portfolio "${name}" has ${assets[place]} twice`, row });
    }
    book.amounts[place] = amount;
  }
  if (books.size === 0 || books.size > BOOKS_MAX) {
    const message = `${file} has ${books.size} portfolios`;
    faults.report({ code: 'portfolio-count', message, expected: `from 1 to ${BOOKS_MAX}`, row: -1 });
  }
  faults.refuse();
  return [...books.values()];
}

function addBook(books: Map<string, Book>, name: string, holding: Holding, assetCount: number): Book {
  const book: Book = { name, kind: 'portfolio', holding, amounts: new Float64Array(assetCount) };
  books.set(name, book);
  return book;
}
