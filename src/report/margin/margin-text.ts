/** What `aftershock margin` prints: accounts, totals, and what was left out, in at most the terminal's width. */
import { formatCount, formatUsd, plural } from '../../base/format.ts';
import { MARGIN_VERDICTS } from '../../experiment/margin-batch/account-figures.ts';
import { RATIO_EDGES } from '../../experiment/margin-batch/batch-summary.ts';
import { paint, type TerminalStyle } from '../terminal-style.ts';
import { asciiText, plainText, wrapText } from '../text-layout.ts';
import { VERDICT_TEXTS, accountLines } from './account-table.ts';
import { centsText } from './amounts.ts';
import { inColumns } from './columns.ts';
import { explanationText } from './explanation-text.ts';
import type { HistoryInput, InputFile } from './margin-inputs.ts';
import type { MarginReport } from './margin-report.ts';

const BAR_WIDTH = 30;

export function marginText(report: MarginReport, style: TerminalStyle): string {
  const explained = report.accounts.filter(({ explanations }) => explanations !== undefined);
  const blocks = [
    headLines(report, style),
    ...(explained.length > 0
      ? explained.map((account) => explanationText(account, report, style))
      : [accountLines(report, style), noteLines(report, style)]),
    report.leftOut.seen > 1 ? totalLines(report, style) : [],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n').trimEnd()}\n`)
    .join('\n');
}

/** What everything below rests on. */
export function headLines(
  { inputs, market, time, model, shock }: Pick<MarginReport, 'inputs' | 'market' | 'time'> & Partial<MarginReport>,
  style: TerminalStyle,
): string[] {
  const rows = [
    ['book', inputs.book.file],
    digestRow(inputs.book),
    ['market', `${inputs.market.file}: ${time === null ? market : `${market}, ${time}`}`],
    digestRow(inputs.market),
    ...(inputs.history === null ? [] : [['history', historyText(inputs.history)], digestRow(inputs.history)]),
    ...(model === undefined ? [] : [['model', `${model.title} [${model.id}]`]]),
    ...(shock === null || shock === undefined ? [] : [['distance', `in multiples of ${shock.name}: ${shock.text}`]]),
  ];
  return rows.flatMap(([label, text]) => {
    const lines = wrapText(shown(text, style), style.width - 10);
    return lines.map((line, k) => `${k === 0 ? paint(style, 'accent', label.padEnd(10)) : ' '.repeat(10)}${line}`);
  });
}

function digestRow({ sha256 }: InputFile): string[] {
  return ['  SHA-256', sha256];
}

function historyText({ file, rows, from, to }: HistoryInput): string {
  return `${file}: ${plural(rows, 'row')}, ${from} to ${to}`;
}

function noteLines({ accounts, totals, shock, model }: MarginReport, style: TerminalStyle): string[] {
  const hidden = totals.accounts - accounts.length;
  const notes = [
    ...(hidden <= 0
      ? []
      : [`Shown: the ${accounts.length} with the lowest ratio of ${formatCount(totals.accounts)} accounts.`]),
    `Ratio: equity / maintenance requirement, of the weakest pool; liquidated ${model.liquidatesAtEquality ? 'at or below' : 'below'} 100 %.`,
    'Liquidation prices: of one contract, all other prices held fixed.',
    ...(shock === null ? [] : ['Distance: the multiple of the joint shock at which the account is liquidated.']),
  ];
  return notes.flatMap((note) => wrapText(note, style.width)).map((line) => paint(style, 'faint', line));
}

function totalLines(report: MarginReport, style: TerminalStyle): string[] {
  const { totals, leftOut } = report;
  const { seen } = leftOut;
  const title = `TOTAL  ${formatCount(totals.accounts)} of ${plural(seen, 'account')} evaluated`;
  const amounts = [
    ['equity', totals.equity],
    ['initial requirement', totals.initial],
    ['maintenance requirement', totals.maintenance],
    ['gross notional', totals.gross],
    ['owed beyond all collateral', totals.deficit],
  ] as const;
  const verdicts = MARGIN_VERDICTS.map((verdict) => [VERDICT_TEXTS[verdict], formatCount(totals.byVerdict[verdict])]);
  return [
    paint(style, totals.accounts === seen ? 'title' : 'warn', title),
    ...inColumns(
      amounts.map(([name, amount]) => [name, centsText(amount), formatUsd(amount)]),
      [0],
      '  ',
    ),
    ...inColumns(verdicts, [0], '  '),
    // Few enough to be seen one by one need no distribution.
    ...(totals.accounts <= report.accounts.length ? [] : ['', ...ratioLines(report, style)]),
  ];
}

function ratioLines({ totals }: MarginReport, style: TerminalStyle): string[] {
  const most = Math.max(1, ...totals.byRatio, totals.unmargined);
  const bar = (count: number): string =>
    '#'.repeat(count === 0 ? 0 : Math.max(1, Math.round((count / most) * BAR_WIDTH)));
  const percent = (edge: number): string => `${formatCount(edge * 100)} %`;
  const rows = totals.byRatio.map((count, k) => {
    const [low, high] = [RATIO_EDGES[k - 1], RATIO_EDGES[k]];
    const name =
      low === undefined
        ? 'below 0 %'
        : high === Infinity
          ? `${percent(low)} and more`
          : `${percent(low)} to ${percent(high)}`;
    return [name, formatCount(count), bar(count)];
  });
  return [
    paint(style, 'title', 'RATIO  accounts by equity / maintenance requirement'),
    ...inColumns([...rows, ['nothing required', formatCount(totals.unmargined), bar(totals.unmargined)]], [0, 2], '  '),
  ];
}

function shown(text: string, { unicode }: TerminalStyle): string {
  return unicode ? plainText(text) : asciiText(text);
}
