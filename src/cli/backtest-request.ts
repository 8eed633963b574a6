/** What the command line asks of a backtest. */
import { InvalidInputError } from '../base/problem.ts';
import type { BacktestOptions } from '../experiment/backtest/backtest-options.ts';
import { BOOK_SETS, buildBooks, type Book, type BookSet } from '../experiment/backtest/book.ts';
import { parseModelIds, type ModelId } from '../experiment/backtest/model-id.ts';
import { parseBook, readBooks } from '../experiment/backtest/read-books.ts';
import { didYouMean } from '../scenario/nearest.ts';
import type { PriceHistory } from '../scenario/price-history.ts';
import type { Io } from './io.ts';
import type { OptionValues } from './options.ts';
import { readInputText } from './price-source.ts';
import { UsageError } from './usage-error.ts';

const MODELS_DEFAULT = 'historical,fhs-ewma,student-t-ewma,historical-es';
const CONFIDENCE_DEFAULT = 0.99;
const WINDOW_DEFAULT = 250;
const SEED_DEFAULT = 'aftershock';

export interface BacktestRequest extends Omit<BacktestOptions, 'books'> {
  /** null: all of the file. */
  readonly assets: readonly string[] | null;
  /** A coverage was stated: the exit code says whether it holds. */
  readonly isJudged: boolean;
  /** @throws InvalidInputError when a portfolio is wrong or names an unknown asset */
  buildBooks(history: PriceHistory, io: Io): Book[];
}

/** @throws UsageError */
export function readBacktestRequest(values: OptionValues): BacktestRequest {
  const confidence = readShare(values.confidence, '--confidence') ?? CONFIDENCE_DEFAULT;
  const coverage = readShare(values.coverage, '--coverage');
  const sets = readSets(values.books, values.portfolio !== undefined);
  const portfolios = values.portfolio ?? [];
  if (sets.length === 0 && portfolios.length === 0) {
    throw new UsageError('there is no book to test', 'name one with --portfolio, or some with --books');
  }
  return {
    assets: values.assets === undefined ? null : readAssets(values.assets),
    models: readModels(values.models ?? MODELS_DEFAULT),
    confidence,
    coverage: coverage ?? confidence,
    isJudged: coverage !== undefined,
    window: values.window ?? WINDOW_DEFAULT,
    horizon: values.horizon ?? 1,
    scaling: readChoice(values.scaling, '--scaling', ['square-root', 'overlapping']),
    useWorstMarks: readChoice(values.marks, '--marks', ['worst', 'close']) === 'worst',
    buildBooks: (history, io) => [
      ...portfolios.flatMap((text, k) => readPortfolio(text, history, io, k)),
      ...sets.flatMap((set) => buildBooks(set, history.assets, values.seed ?? SEED_DEFAULT)),
    ],
  };
}

function readPortfolio(text: string, { assets }: PriceHistory, io: Io, k: number): Book[] {
  return text.includes('=') ? [parseBook(text, assets, k)] : readBooks(readInputText(io, text), text, assets);
}

/** `99 %`, `99%` or `0.99`. */
function readShare(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text.trim());
  const value = match === null ? NaN : match[2] === '%' ? Number(match[1]) / 100 : Number(match[1]);
  if (value > 0.5 && value < 1) return value;
  throw new UsageError(`${name} is "${text}"`, 'expected a share above 50 % and below 100 %, such as 99% or 0.99');
}

function readSets(text: string | undefined, hasPortfolio: boolean): BookSet[] {
  if (text === undefined) return hasPortfolio ? [] : [...BOOK_SETS];
  const names = text.split(',').map((name) => name.trim());
  if (names.length === 1 && names[0] === 'none') return [];
  const unknown = names.find((name) => !BOOK_SETS.some((set) => set === name));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, BOOK_SETS) ?? `expected none, or some of ${BOOK_SETS.join(', ')}`;
    throw new UsageError(`--books has no set "${unknown}"`, hint);
  }
  return BOOK_SETS.filter((set) => names.includes(set));
}

function readAssets(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name, k) => name === '' || names.indexOf(name) < k);
  if (wrong !== undefined) throw new UsageError(`--assets is "${text}"`, 'expected names divided by commas, each once');
  return names;
}

function readModels(text: string): ModelId[] {
  try {
    return parseModelIds(text);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const [{ message, expected }] = error.problems;
    throw new UsageError(`--models: ${message}`, expected);
  }
}

function readChoice<T extends string>(text: string | undefined, name: string, choices: readonly [T, ...T[]]): T {
  if (text === undefined) return choices[0];
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new UsageError(`${name} is "${text}"`, `expected ${choices.join(' or ')}`);
}
