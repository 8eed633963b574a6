/** Models side by side: what each requires of the book, and what that would have covered. */
import { formatCount, formatShare, formatUsd, plural } from '../../base/format.ts';
import type { AccountFigures } from '../../experiment/margin-batch/account-figures.ts';
import type { ModelTotals, ShockResult } from '../../experiment/margin-batch/compare-models.ts';
import { paint, type TerminalStyle } from '../terminal-style.ts';
import { asciiText, cutText, plainText, wrapText } from '../text-layout.ts';
import { VERDICT_TEXTS } from './account-table.ts';
import { ratioText, wholeText } from './amounts.ts';
import { inColumns, widthOf } from './columns.ts';
import type { LeftOut } from './margin-report.ts';

export interface ComparisonReport {
  readonly models: readonly ModelTotals[];
  readonly shocks: readonly ShockResult[];
  readonly gross: number;
  /** Accounts that were evaluated. */
  readonly accounts: number;
  readonly leftOut: LeftOut;
  /** Figures of the accounts that are shown, model by model. */
  readonly shown: readonly (readonly AccountFigures[])[];
}

export function comparisonText(report: ComparisonReport, style: TerminalStyle): string {
  const notes = [
    'Efficiency: initial requirement / gross notional. Netting: 1 - initial requirement / sum of what each position needs by itself.',
    'Loss: sum over the pools that lose, before haircuts; a pool is liquidated by itself. Over: the part beyond its requirement, which the venue bears where a pool holds no more than that; hit: accounts with a pool that loses more than its initial requirement.',
  ];
  return [
    ...accountRows(report, style),
    '',
    ...requirementLines(report, style),
    '',
    ...shockLines(report, style),
    '',
    ...notes.flatMap((note) => wrapText(note, style.width)).map((line) => paint(style, 'faint', line)),
    '',
  ].join('\n');
}

function accountRows({ models, shown, accounts }: ComparisonReport, style: TerminalStyle): string[] {
  const rows = (money: Money, width: number): string[][] => [
    ['account', 'model', 'initial', 'maintenance', 'ratio', 'verdict'],
    ...shown.flatMap((byModel) =>
      byModel.map(({ id, initial, maintenance, ratio, verdict }, m) => [
        m === 0 ? nameText(id, style, width) : '',
        nameText(models[m].id, style, width),
        money(initial),
        money(maintenance),
        ratioText(ratio),
        VERDICT_TEXTS[verdict],
      ]),
    ),
  ];
  const lines = table(rows, style, [0, 1, 5]);
  const hidden = accounts - shown.length;
  return hidden === 0
    ? lines
    : [
        ...lines,
        paint(
          style,
          'faint',
          `The ${shown.length} with the lowest ratio of ${formatCount(accounts)} accounts, by the first model.`,
        ),
      ];
}

function requirementLines(
  { models, gross, accounts, leftOut: { seen } }: ComparisonReport,
  style: TerminalStyle,
): string[] {
  const title = `TOTAL  ${formatCount(accounts)} of ${plural(seen, 'account')}, gross notional ${formatUsd(gross)}`;
  const rows = (money: Money, width: number): string[][] => [
    ['model', 'initial', 'maintenance', 'efficiency', 'netting', 'calls', 'liquidatable'],
    ...models.map(({ id, required, standalone, verdicts }) => [
      nameText(id, style, width),
      money(required.initial),
      money(required.maintenance),
      gross === 0 ? '-' : formatShare(required.initial / gross),
      standalone.initial === 0 ? '-' : formatShare(nettingBenefit(required.initial, standalone.initial)),
      formatCount(verdicts.marginCall),
      formatCount(verdicts.liquidatable),
    ]),
  ];
  return [paint(style, 'title', title), ...table(rows, style)];
}

/** Share of the sum of stand-alone requirements that netting saves; below 0 where a model asks more for the whole. */
export function nettingBenefit(required: number, standalone: number): number {
  return 1 - required / standalone;
}

function shockLines({ models, shocks }: ComparisonReport, style: TerminalStyle): string[] {
  const rows = (money: Money, width: number): string[][] => [
    ['shock', 'loss', 'model', 'over maint.', 'over initial', 'hit'],
    ...shocks.flatMap(({ shock, loss, uncovered }) =>
      (loss === 0 ? [] : models).map(({ id }, m) => [
        m === 0 ? nameText(shock, style, width) : '',
        m === 0 ? money(loss) : '',
        nameText(id, style, width),
        coverText(uncovered[m].maintenance, money),
        coverText(uncovered[m].initial, money),
        formatCount(uncovered[m].accounts),
      ]),
    ),
    ...shocks
      .filter(({ loss }) => loss === 0)
      .map(({ shock }) => [nameText(shock, style, width), 'no loss', '', '', '', '']),
  ];
  return shocks.length === 0 ? [] : table(rows, style, [0, 2]);
}

function coverText(uncovered: number, money: Money): string {
  return uncovered === 0 ? 'covered' : money(uncovered);
}

type Money = (amount: number) => string;

/** As exact as the terminal is wide: first amounts are shortened, then names. */
const FORMS: readonly (readonly [Money, number])[] = [
  [wholeText, 28],
  [formatUsd, 28],
  [formatUsd, 16],
  [formatUsd, 12],
];

function table(
  rows: (money: Money, width: number) => string[][],
  style: TerminalStyle,
  left: readonly number[] = [0],
): string[] {
  const forms = FORMS.map(
    ([money, width]) =>
      () =>
        inColumns(rows(money, width), left),
  );
  const last = forms.pop()!;
  const fitting = forms.map((form) => form()).find((lines) => widthOf(lines) <= style.width);
  const [head, ...body] = fitting ?? last();
  return [paint(style, 'title', head), ...body];
}

function nameText(name: string, style: TerminalStyle, width: number): string {
  return cutText(style.unicode ? plainText(name) : asciiText(name), width, '..');
}
