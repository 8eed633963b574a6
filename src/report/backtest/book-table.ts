/** Exceptions of each book under each model. */
import { plural } from '../../base/format.ts';
import type { BookResult } from '../../experiment/backtest/book-result.ts';
import type { Backtest } from '../../experiment/backtest/run-backtest.ts';
import { SIGNIFICANCE } from '../../experiment/backtest/verdict.ts';
import { paint, type TerminalStyle } from '../terminal-style.ts';
import { asciiText, plainText, wrapText } from '../text-layout.ts';
import { inColumns } from './columns.ts';

const BOOKS_SHOWN = 40;

export function bookLines({ options, results }: Backtest, style: TerminalStyle): string[] {
  const { books, models } = options;
  const resultOf = (model: number, book: number): BookResult => results[model * books.length + book];
  const worstOf = (book: number): number => Math.max(...models.map((_, m) => resultOf(m, book).exceptions.length));
  // All in their order if there is room, else those with most exceptions.
  const order = books.map((_, b) => b);
  if (books.length > BOOKS_SHOWN) order.sort((one, other) => worstOf(other) - worstOf(one) || one - other);
  const shown = order.slice(0, BOOKS_SHOWN);
  const rows = shown.map((b) => [
    style.unicode ? plainText(books[b].name) : asciiText(books[b].name),
    ...models.map((_, m) => cellOf(resultOf(m, b))),
  ]);
  const heading = ['book', ...models.map((_, m) => `[${m + 1}]  `)];
  const [head, ...lines] = inColumns([heading, ...rows], style.width);
  const left = books.length - shown.length;
  const note = `Exceptions and Basel zone (G, Y, R); * where exceptions come in a row (Christoffersen, 5 %).${left > 0 ? ` ${plural(left, 'book')} with fewer left out.` : ''}`;
  return [
    paint(style, 'title', 'EXCEPTIONS'),
    paint(style, 'faint', head),
    ...lines,
    ...wrapText(note, style.width - 2).map((line) => paint(style, 'faint', `  ${line}`)),
  ];
}

function cellOf({ exceptions, light, tests }: BookResult): string {
  const clusters = tests.independence.pValue < SIGNIFICANCE ? '*' : ' ';
  return `${exceptions.length} ${light.zone[0].toUpperCase()}${clusters}`;
}
