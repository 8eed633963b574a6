/** Tables of a backtest for a spreadsheet. */
import type { Backtest } from '../../experiment/backtest/run-backtest.ts';
import { exceptionFlags } from '../../experiment/backtest/book-result.ts';
import { csvText } from '../chart-specs/chart-table.ts';

const EXCEPTION_COLUMNS = [
  'model',
  'book',
  'margin_date',
  'loss_date',
  'loss_share_of_gross',
  'margin_share_of_gross',
  'loss_to_margin',
  'margin_to_median',
  'follows_another',
  'only_intraday',
  'cause',
  'leader',
  'leader_move',
  'leader_sigmas',
  'leader_share_of_losses',
  'assets_held',
  'assets_beyond_two_sigmas',
];

export function exceptionsCsv({ results }: Backtest): string {
  const lines = results.flatMap(({ model, book, exceptions }) =>
    exceptions.map(({ cause, ...one }) =>
      [
        csvText(model),
        csvText(book.name),
        one.marginDate,
        one.lossDate,
        one.loss,
        one.margin,
        one.loss / one.margin,
        one.marginToMedian,
        one.followsAnother,
        one.onlyIntraday,
        cause.kind,
        csvText(cause.leader),
        cause.leaderMove,
        cause.leaderSigmas ?? '',
        cause.leaderShare,
        cause.held,
        cause.beyondTwoSigmas,
      ].join(','),
    ),
  );
  return `${[EXCEPTION_COLUMNS.join(','), ...lines].join('\n')}\n`;
}

/** Of more, whole books are left out: a text has a largest length. */
const MARGIN_LINES_MAX = 1_000_000;

/** A row for each period, model and book, of as many books as fit. */
export function marginsCsv({ runs, history, rows }: Backtest): string {
  const lines = ['model,book,margin_date,gross,margin,value_at_risk,expected_shortfall,loss,is_exception'];
  for (const run of runs) {
    const { model, book, margins, observed, gross } = run;
    if (lines.length + observed.rows.length > MARGIN_LINES_MAX) break;
    const name = `${csvText(model)},${csvText(book.name)}`;
    const flags = exceptionFlags(run);
    for (let k = 0; k < flags.length; k += 1) {
      const at = observed.rows[k] - rows.first;
      const figures = [gross[at], margins.charged[at], margins.valueAtRisk[at], margins.expectedShortfall[at]];
      lines.push(
        `${name},${history.dates[observed.rows[k]]},${[...figures, observed.losses[k]].map(shorten).join(',')},${flags[k]}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function shorten(value: number): string {
  return String(Number(value.toPrecision(9)));
}
