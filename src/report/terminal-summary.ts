/**
 * What a run prints at its end: what failed, whether it held, what broke, when, why, how bad and how sure, the figures,
 * and how to get them again. No line is wider than asked for, and no control character of a scenario gets through.
 */
import type { RunResult } from '../experiment/run-result.ts';
import type { RunSummary, Verdict } from '../experiment/run-summary.ts';
import { FINDING_KEYS, FINDING_TITLES } from './finding-titles.ts';
import { formatInterval, plural } from '../base/format.ts';
import { lossLines } from './terminal-losses.ts';
import { coMovementLines } from './terminal-co-movement.ts';
import { controlLines } from './terminal-controls.ts';
import { marginLines } from './terminal-margin.ts';
import { measureLines } from './terminal-measures.ts';
import { failMark, paint, passMark, type TerminalStyle } from './terminal-style.ts';
import { asciiText, padEnd, plainText, wrapCommand, wrapText } from './text-layout.ts';
import { measureText } from './measure-text.ts';

export interface TerminalSummaryOptions extends TerminalStyle {
  /** Run folder as it is to be shown. */
  readonly folder: string;
  /** Path of the page as it is to be shown. */
  readonly reportPath: string;
}

const FAILED_SHOWN = 10;

/** The whole text, each line ended. */
export function buildTerminalSummary({ summary }: RunResult, options: TerminalSummaryOptions): string {
  const blocks = [
    failedLines(summary, options),
    partialLines(summary, options),
    verdictLines(summary, options),
    findingLines(summary, options),
    warningLines(summary, options),
    measureLines(summary, options),
    marginLines(summary.margin, options),
    lossLines(summary, options),
    coMovementLines(summary.coMovement, options),
    controlLines(summary.controls, options),
    reproduceLines(summary, options),
    fileLines(options),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** Text of a scenario or an error, fit for this terminal. */
function shown(text: string, { unicode }: TerminalStyle): string {
  return unicode ? plainText(text) : asciiText(text);
}

/** Lines with an indent; the first may have a label in its place. */
function indented(text: string, indent: number, style: TerminalStyle, first = ''): string[] {
  const lines = wrapText(text, Math.max(10, style.width - indent));
  return lines.map((line, k) => (k === 0 ? padEnd(first, indent) : ' '.repeat(indent)) + line);
}

function failedLines(summary: RunSummary, style: TerminalStyle): string[] {
  const { failedPaths, pathsPlanned } = summary;
  if (failedPaths.length === 0) return [];
  const missing = failedPaths.length === 1 ? 'is' : 'are';
  const title = `FAILED PATHS: ${failedPaths.length} of ${pathsPlanned} ${missing} missing from every figure below`;
  const lines = failedPaths
    .slice(0, FAILED_SHOWN)
    .flatMap(({ path, kind, message, event }) => [
      ...indented(shown(`${kind}: ${message}`, style), 12, style, `  path ${path}`),
      ...(event === '' ? [] : indented(shown(`at ${event}`, style), 12, style)),
    ]);
  const more = failedPaths.length > FAILED_SHOWN ? [`  and ${failedPaths.length - FAILED_SHOWN} more`] : [];
  return [...wrapText(title, style.width).map((line) => paint(style, 'bad', line)), ...lines, ...more];
}

function partialLines({ partial, paths, pathsPlanned }: RunSummary, style: TerminalStyle): string[] {
  if (!partial) return [];
  const text = `INTERRUPTED: ${paths} of ${plural(pathsPlanned, 'planned path')} finished; the figures are of those alone`;
  return wrapText(text, style.width).map((line) => paint(style, 'warn', line));
}

function verdictLines({ verdicts, paths }: RunSummary, style: TerminalStyle): string[] {
  if (paths === 0) return [paint(style, 'bad', 'NO RESULT  no path finished')];
  if (verdicts.length === 0) return [paint(style, 'title', 'THRESHOLDS  none in the scenario')];
  const failed = verdicts.filter(({ passed }) => !passed).length;
  const title =
    failed === 0 ? `THRESHOLDS  ${verdicts.length} met` : `THRESHOLDS  ${failed} of ${verdicts.length} breached`;
  return [paint(style, 'title', title), ...verdicts.flatMap((verdict) => verdictEntry(verdict, style))];
}

function verdictEntry(verdict: Verdict, style: TerminalStyle): string[] {
  const { passed, unit, value, limit, interval, uncertain, worstPath } = verdict;
  const level = Number((interval.level * 100).toPrecision(4));
  const mark = passed ? passMark(style) : failMark(style);
  const indent = mark.length + 3;
  const facts = [
    `${measureText(unit, value)}, limit ${measureText(unit, limit)}, ${level} % interval ${formatInterval(unit, interval)}`,
    ...(passed ? [] : [`, worst path ${worstPath}`]),
    ...(uncertain ? ['; uncertain: more paths could turn it'] : []),
  ].join('');
  const [first = '', ...rest] = wrapText(shown(verdict.threshold, style), style.width - indent);
  return [
    `  ${paint(style, passed ? 'good' : 'bad', mark)} ${first}`,
    ...rest.map((line) => ' '.repeat(indent) + line),
    ...indented(facts, indent + 2, style),
  ];
}

function findingLines({ findings }: RunSummary, style: TerminalStyle): string[] {
  const indent = 14;
  const entries = FINDING_KEYS.flatMap((key) => {
    const lines = indented(shown(findings[key], style), indent, style, `  ${FINDING_TITLES[key]}`);
    // Painted after it was laid out: escape sequences have no width.
    return lines.map((line, k) =>
      k === 0 ? paint(style, 'accent', line.slice(0, indent)) + line.slice(indent) : line,
    );
  });
  return [paint(style, 'title', 'FINDINGS'), ...entries];
}

function warningLines({ warnings }: RunSummary, style: TerminalStyle): string[] {
  if (warnings.length === 0) return [];
  return [
    paint(style, 'warn', 'WARNINGS  settings that are legal and hardly meant'),
    ...warnings.flatMap(({ message }) => indented(shown(message, style), 4, style, '  -')),
  ];
}

const PARTIAL_NOTE =
  'Interrupted: the fingerprint is that of the paths that finished. "aftershock verify <folder>" repeats those; the command below runs all.';

function reproduceLines(summary: RunSummary, style: TerminalStyle): string[] {
  return [
    paint(style, 'title', 'REPRODUCE'),
    ...(summary.partial ? indented(PARTIAL_NOTE, 2, style) : []),
    ...wrapCommand(shown(summary.reproduce, style), style.width - 2).map((line) => `  ${line}`),
    ...indented(summary.fingerprint, 15, style, '  fingerprint'),
    ...indented(shown(summary.seed, style), 15, style, '  seed'),
    ...indented(shown(summary.version, style), 15, style, '  version'),
  ];
}

function fileLines(options: TerminalSummaryOptions): string[] {
  return [
    paint(options, 'title', 'FILES'),
    ...indented(shown(options.folder, options), 15, options, '  folder'),
    ...indented(shown(options.reportPath, options), 15, options, '  report'),
  ];
}
