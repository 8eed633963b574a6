/** The arithmetic of one account in at most 80 columns, complete enough to redo it by hand. */
import type { Alternatives, PoolExplanation } from '../../experiment/margin-batch/explain-account.ts';
import type { ExplanationLine, MarginExplanation } from '../../margin/margin-model.ts';
import { paint, type TerminalStyle } from '../terminal-style.ts';
import { asciiText, cutText, plainText, wrapText } from '../text-layout.ts';
import { bankruptcyLines, VERDICT_TEXTS, legLines } from './account-table.ts';
import { centsText, ratioText } from './amounts.ts';
import { inColumns } from './columns.ts';
import { treeLines, withRounding } from './line-tree.ts';
import type { AccountReport, MarginReport } from './margin-report.ts';

export function explanationText(account: AccountReport, report: MarginReport, style: TerminalStyle): string[] {
  const { figures, explanations = [] } = account;
  const title = `ACCOUNT ${shown(figures.id, style)}  ${figures.mode}, ${VERDICT_TEXTS[figures.verdict]}`;
  return [
    paint(style, 'title', title),
    '',
    ...explanations.flatMap((pool) => poolLines(pool, report, style)),
    ...priceLines(account, style),
  ];
}

function poolLines(pool: PoolExplanation, report: MarginReport, style: TerminalStyle): string[] {
  const { isolated, equity, margin, alternatives } = pool;
  const { symbols } = report;
  const title = isolated === null ? [] : [paint(style, 'accent', `Isolated: ${shown(symbols[isolated], style)}`)];
  const own = [...title, ...block('EQUITY', treeLines(equity, style), style)];
  if (margin.positions.length === 0) {
    return [...own.slice(0, -1), 'No position rests on it: nothing is required.', ''];
  }
  // One position by itself is isolated and segregated as it stands.
  const several = margin.positions.length > 1;
  return [
    ...own,
    ...block('INITIAL REQUIREMENT', treeLines(margin.initial, style), style),
    ...block('MAINTENANCE REQUIREMENT', treeLines(margin.maintenance, style), style),
    ...block('RESULT', [...treeLines(resultLine(pool), style), ...ratioLine(pool)], style),
    ...block('POSITIONS: maintenance requirement', several ? positionLines(margin, symbols) : [], style),
    ...block('SCENARIOS: loss, profits negative', scenarioLines(margin, style), style),
    ...block('OFFSETS', offsetLines(margin, style), style),
    ...block('THE SAME BOOK WOULD NEED', several ? alternativeLines(pool, alternatives, style) : [], style),
  ];
}

/** Surplus over maintenance; what is printed adds up. */
function resultLine({ figures, equity }: PoolExplanation): ExplanationLine {
  return {
    label: figures.equity >= figures.maintenance ? 'Surplus over maintenance' : 'Shortfall below maintenance',
    formula: '',
    amount: equity.amount - figures.maintenance,
    parts: [
      { label: 'equity', formula: '', amount: equity.amount },
      { label: 'maintenance requirement', formula: 'subtracted', amount: -figures.maintenance },
    ],
  };
}

function ratioLine({ figures }: PoolExplanation): string[] {
  if (figures.maintenance <= 0) return [];
  return [
    `Ratio: equity / maintenance = ${ratioText(figures.equity / figures.maintenance)}; ${VERDICT_TEXTS[figures.verdict]}`,
  ];
}

function positionLines({ positions, maintenance }: MarginExplanation, symbols: readonly string[]): string[] {
  const alone = positions.reduce((sum, { standalone }) => sum + standalone, 0);
  // The printed parts and what netting takes off make the printed total.
  const line: ExplanationLine = {
    label: 'as margined',
    formula: '',
    amount: maintenance.amount,
    parts: [
      ...positions.map(({ contract, standalone }) => ({ label: symbols[contract], formula: '', amount: standalone })),
      { label: 'netting', formula: '', amount: maintenance.amount - alone },
    ],
  };
  const rows = withRounding(line).map(({ label, amount }, k): string[] => {
    const marginal = positions[k]?.marginal;
    return [label, centsText(amount), marginal === undefined ? '' : centsText(marginal)];
  });
  return inColumns(
    [['', 'alone', 'saved by leaving it out'], ...rows, ['as margined', centsText(maintenance.amount), '']],
    [0],
    '  ',
  );
}

/** What several scenarios in a row have before a colon stands above them, once. */
function scenarioLines({ scenarios }: MarginExplanation, style: TerminalStyle): string[] {
  const heads = scenarios.map(({ name }) => /^(.*?): /.exec(name)?.[1] ?? '');
  const isShared = (k: number): boolean => heads[k] !== '' && (heads[k] === heads[k - 1] || heads[k] === heads[k + 1]);
  const names = scenarios.map(({ name }, k) => shown(isShared(k) ? name.slice(heads[k].length + 2) : name, style));
  const rest = 4 + 2 + 2 + 10 + Math.max(0, ...scenarios.map(({ loss }) => centsText(loss).length));
  const rows = scenarios.map(({ loss, isBinding }, k) => [
    `${isBinding ? '*' : ' '}${String(k + 1).padStart(3)}`,
    cutText(names[k], Math.max(12, style.width - rest), '...'),
    centsText(loss),
    isBinding ? 'binding' : '',
  ]);
  return inColumns(rows, [1, 3], '').flatMap((line, k) =>
    isShared(k) && heads[k] !== heads[k - 1] ? [`  ${shown(heads[k], style)}`, line] : [line],
  );
}

function offsetLines({ offsets }: MarginExplanation, style: TerminalStyle): string[] {
  return offsets.flatMap(({ between, grantedBy, amount }) =>
    treeLines({ label: between, formula: `granted by ${grantedBy}`, amount: -amount }, style),
  );
}

function alternativeLines({ figures }: PoolExplanation, other: Alternatives, style: TerminalStyle): string[] {
  const { isolated, segregated, segments, unitCorrelation } = other;
  const rows: [string, { initial: number; maintenance: number }][] = [
    ['as margined', figures],
    ['isolated: every position by itself', isolated],
    ['segregated: every underlying by itself', segregated],
    ...(segments.length < 2
      ? []
      : segments.map(({ underlying, requirement }): [string, typeof requirement] => [
          `  of which ${shown(underlying, style)}`,
          requirement,
        ])),
    ...(unitCorrelation === null ? [] : [['all correlations at one', unitCorrelation] as [string, typeof figures]]),
  ];
  const lines = inColumns(
    [
      ['', 'initial', 'maintenance'],
      ...rows.map(([name, one]) => [name, centsText(one.initial), centsText(one.maintenance)]),
    ],
    [0],
    '  ',
  );
  if (unitCorrelation !== null) return lines;
  const note =
    'Correlations at one: without meaning here. The model knows no correlations; what it nets, it nets by rule.';
  return [...lines, ...wrapText(note, style.width - 2).map((line) => `  ${line}`)];
}

function priceLines(account: AccountReport, style: TerminalStyle): string[] {
  const lines = legLines(account, style);
  if (lines.length === 0) return [];
  const bankrupt = bankruptcyLines(account, style);
  return [
    paint(style, 'title', 'LIQUIDATION PRICES: all other prices held fixed'),
    ...lines,
    ...(bankrupt.length === 0
      ? []
      : ['', paint(style, 'title', 'BANKRUPTCY PRICES: nothing left, haircuts aside; others held fixed'), ...bankrupt]),
  ];
}

function block(title: string, lines: readonly string[], style: TerminalStyle): string[] {
  return lines.length === 0 ? [] : [paint(style, 'title', title), ...lines, ''];
}

function shown(text: string, { unicode }: TerminalStyle): string {
  return unicode ? plainText(text) : asciiText(text);
}
