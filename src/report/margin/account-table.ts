/** Accounts side by side, with their legs below each, in a table that fits the terminal. */
import { formatUsd } from '../../base/format.ts';
import type { MarginVerdict } from '../../experiment/margin-batch/account-figures.ts';
import { paint, type Emphasis, type TerminalStyle } from '../terminal-style.ts';
import { asciiText, cutText, plainText } from '../text-layout.ts';
import { priceText, ratioText, sizeText, wholeText } from './amounts.ts';
import { inColumns, widthOf } from './columns.ts';
import type { AccountReport, LegReport, MarginReport, UnderlyingReport } from './margin-report.ts';

const NAME_WIDTH_MAX = 20;

export const VERDICT_TEXTS: Readonly<Record<MarginVerdict, string>> = {
  sound: 'sound',
  marginCall: 'margin call',
  liquidatable: 'LIQUIDATABLE',
};

const EMPHASIS: Readonly<Record<MarginVerdict, Emphasis>> = { sound: 'good', marginCall: 'warn', liquidatable: 'bad' };

export function accountLines(report: MarginReport, style: TerminalStyle): string[] {
  const { accounts, shock } = report;
  if (accounts.length === 0) return [];
  const rows = (money: (amount: number) => string): string[][] => [
    ['account', 'equity', 'initial', 'maintenance', 'ratio', ...(shock === null ? [] : ['distance']), 'verdict'],
    ...accounts.map(({ figures, distance }) => [
      nameText(figures.id, style),
      money(figures.equity),
      money(figures.initial),
      money(figures.maintenance),
      ratioText(figures.ratio),
      ...(shock === null ? [] : [distanceText(distance, shock.reach)]),
      VERDICT_TEXTS[figures.verdict],
    ]),
  ];
  const left = [0, shock === null ? 5 : 6];
  const exact = inColumns(rows(wholeText), left);
  const lines = widthOf(exact) <= style.width ? exact : inColumns(rows(formatUsd), left);
  const [head, ...body] = lines;
  return [
    paint(style, 'title', head),
    ...body.flatMap((line, k) => [paintVerdict(line, accounts[k], style), ...legLines(accounts[k], style)]),
  ];
}

/** `2.31x`; `now` for what is liquidatable as it stands. */
export function distanceText(distance: number | null, reach: number): string {
  if (distance === null) return '-';
  if (distance === 0) return 'now';
  return distance === Infinity ? `>${reach}x` : `${distance.toFixed(2)}x`;
}

/** Size, mark and liquidation price of every position, and of the underlyings that several contracts follow. */
export function legLines({ legs, underlyings }: AccountReport, style: TerminalStyle): string[] {
  const rows = [
    ...legs.map((leg) => legRow(leg, style)),
    ...underlyings.flatMap((underlying) => underlyingRows(underlying, style)),
  ];
  const beside = inColumns(rows, [0, 3], '  ');
  const lines = widthOf(beside) <= style.width ? beside : outcomesBelow(rows);
  return lines.map((line) => paint(style, 'faint', line));
}

/** Price of every contract at which its account is worth nothing. */
export function bankruptcyLines({ legs }: AccountReport, style: TerminalStyle): string[] {
  const rows = legs
    .filter(({ kind }) => kind !== 'spot')
    .map((leg) => {
      const { bankruptcyPrice, markPrice } = leg;
      const text =
        bankruptcyPrice === null ? 'none' : `${priceText(bankruptcyPrice)} (${changeText(bankruptcyPrice, markPrice)})`;
      return [...legRow(leg, style).slice(0, 3), text];
    });
  return inColumns(rows, [0, 3], '  ').map((line) => paint(style, 'faint', line));
}

/** For terminals, names or sizes that leave no room beside the mark. */
function outcomesBelow(rows: readonly (readonly string[])[]): string[] {
  const heads = inColumns(
    rows.map((row) => row.slice(0, 3)),
    [0],
    '  ',
  );
  return rows.flatMap((row, k) => [...(row[0] === '' ? [] : [heads[k]]), `      ${row[3]}`]);
}

function legRow(leg: LegReport, style: TerminalStyle): string[] {
  const name = `${nameText(leg.symbol, style, 28)}${leg.isIsolated ? ' (isolated)' : ''}`;
  return [name, sizeText(leg.size), priceText(leg.markPrice), outcomeOf(leg)];
}

function outcomeOf({ liquidationPrice, markPrice, isLiquidatable, kind }: LegReport): string {
  if (isLiquidatable) return 'liquidatable now';
  if (liquidationPrice !== null)
    return `liquidated at ${priceText(liquidationPrice)} (${changeText(liquidationPrice, markPrice)})`;
  return kind === 'spot' ? 'see its underlying' : 'not liquidated at any price';
}

function underlyingRows({ underlying, price, below, above }: UnderlyingReport, style: TerminalStyle): string[][] {
  const ends = [below, above].flatMap((end) => (end === null ? [] : [`${priceText(end)} (${changeText(end, price)})`]));
  const [first = 'not liquidated within reach', ...rest] = ends.map((end) => `liquidated at ${end}`);
  return [
    [`${nameText(underlying, style)} with all on it`, '', priceText(price), first],
    ...rest.map((other) => ['', '', '', other]),
  ];
}

function changeText(price: number, from: number): string {
  const percent = (price / from - 1) * 100;
  return `${percent > 0 ? '+' : ''}${percent.toFixed(Math.abs(percent) < 10 ? 2 : 1)} %`;
}

function paintVerdict(line: string, { figures }: AccountReport, style: TerminalStyle): string {
  const text = VERDICT_TEXTS[figures.verdict];
  if (!line.endsWith(text)) return line;
  return line.slice(0, line.length - text.length) + paint(style, EMPHASIS[figures.verdict], text);
}

function nameText(name: string, style: TerminalStyle, width = NAME_WIDTH_MAX): string {
  return cutText(style.unicode ? plainText(name) : asciiText(name), width, '...');
}
