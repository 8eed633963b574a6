/** The periods in which most books lost more than their margin. */
import { formatChange, formatShare } from '../../base/format.ts';
import type { BacktestException, BookResult } from '../../experiment/backtest/book-result.ts';
import type { Backtest } from '../../experiment/backtest/run-backtest.ts';
import { paint, type TerminalStyle } from '../terminal-style.ts';
import { asciiText, cutText, plainText, wrapText } from '../text-layout.ts';
import { inColumns } from './columns.ts';

const PERIODS_SHOWN = 8;
const BOOK_WIDTH = 28;
/** Of models after the first. */
const FURTHER_PERIODS_SHOWN = 3;

interface WorstPeriod {
  readonly date: string;
  /** Exceptions that end then, over all books of the model. */
  readonly count: number;
  /** The one that went furthest beyond its margin. */
  readonly worst: BacktestException;
  readonly book: string;
}

/** Periods of one model's books, most exceptions first. */
function findWorstPeriods(results: readonly BookResult[]): WorstPeriod[] {
  const found = new Map<string, WorstPeriod>();
  for (const { book, exceptions } of results) {
    for (const exception of exceptions) {
      const known = found.get(exception.lossDate);
      const isWorse = known === undefined || severityOf(exception) > severityOf(known.worst);
      found.set(exception.lossDate, {
        date: exception.lossDate,
        count: (known?.count ?? 0) + 1,
        worst: isWorse ? exception : known.worst,
        book: isWorse ? book.name : known.book,
      });
    }
  }
  return [...found.values()].sort(
    (one, other) => other.count - one.count || severityOf(other.worst) - severityOf(one.worst),
  );
}

export function worstPeriodLines({ options, results }: Backtest, style: TerminalStyle): string[] {
  const lines = options.models.flatMap(({ text }, m) => {
    const periods = findWorstPeriods(results.filter(({ model }) => model === text));
    const shown = periods.slice(0, m === 0 ? PERIODS_SHOWN : FURTHER_PERIODS_SHOWN);
    if (shown.length === 0) return [`  [${m + 1}] ${text}: no exceptions`];
    const table = inColumns(
      [
        ['end', 'books', 'worst of them', 'loss', 'margin'],
        ...shown.map(({ date, count, worst, book }) => [
          date.replace('T', ' ').replace(':00Z', ''),
          String(count),
          cutText(style.unicode ? plainText(book) : asciiText(book), BOOK_WIDTH, '~'),
          formatShare(worst.loss),
          formatShare(worst.margin),
        ]),
      ],
      style.width,
    );
    const causes = shown.map(({ worst }) => describeCause(worst));
    return [
      `  [${m + 1}] ${text}`,
      paint(style, 'faint', table[0]),
      ...shown.flatMap((_, k) => [
        table[k + 1],
        ...wrapText(causes[k], style.width - 6).map((line) => paint(style, 'faint', `      ${line}`)),
      ]),
    ];
  });
  return [paint(style, 'title', 'WORST PERIODS'), ...lines];
}

/** `SOL -42.1 % (7.1 sd), 96 % of the losses; one asset; margin 0.8 of its median`. */
export function describeCause({ cause, marginToMedian, followsAnother, onlyIntraday }: BacktestException): string {
  const several = cause.held > 1 ? `, ${formatShare(cause.leaderShare)} of what lost` : '';
  const together =
    cause.kind === 'together' ? `; ${cause.beyondTwoSigmas} of ${cause.held} assets lost beyond 2 sd together` : '';
  const notes = [
    `${cause.leader} ${formatChange(cause.leaderMove)} (${cause.leaderSigmas?.toFixed(1) ?? '?'} sd)${several}${together}`,
    `margin at ${marginToMedian.toFixed(2)} of its median`,
    ...(followsAnother ? ['right after another'] : []),
    ...(onlyIntraday ? ['covered again at the close'] : []),
  ];
  return notes.join('; ');
}

function severityOf({ loss, margin }: BacktestException): number {
  return loss / margin;
}
