/**
 * Problems of an input as a compiler shows them: what, where with the lines around it, what was found and expected,
 * and a hint. Works for a line of any length: only the part around the fault is shown.
 */
import type { Problem, SourcePlace } from '../base/problem.ts';
import { plural } from '../base/format.ts';
import { paint, type TerminalStyle } from './terminal-style.ts';
import { asciiText, cutText, displayWidth, plainText, wrapText } from './text-layout.ts';

export interface ProblemTextOptions extends TerminalStyle {
  /** Text of a line (1-based) of a file, for the line before the fault; undefined where there is none. */
  readonly lineOf?: (file: string, line: number) => string | undefined;
  /** Last sentence; that nothing was run when absent, and none of warnings. */
  readonly outcome?: string;
  /** What they are; errors when absent. */
  readonly severity?: 'error' | 'warning';
}

const PROBLEMS_MAX = 50;
const TAB = '  ';
/** Columns of a long line that are shown before the fault. */
const LEAD = 24;

/** All problems, in the order given, and how many there are. */
export function formatProblems(problems: readonly Problem[], options: ProblemTextOptions): string {
  const blocks = problems.slice(0, PROBLEMS_MAX).map((problem) => `${problemLines(problem, options).join('\n')}\n`);
  const more = problems.length - PROBLEMS_MAX;
  if (more > 0) blocks.push(`and ${more} more\n`);
  const { severity = 'error', outcome = severity === 'error' ? 'Nothing was run.' : '' } = options;
  return `${blocks.join('\n')}\n${`${plural(problems.length, severity)}. ${outcome}`.trimEnd()}\n`;
}

function problemLines(problem: Problem, options: ProblemTextOptions): string[] {
  const { place } = problem;
  const gutter = place === undefined ? 1 : String(place.line).length + 1;
  return [
    ...headLines(problem, options),
    ...(place === undefined ? [] : frameLines(place, gutter, options)),
    ...noteLines('found', problem.found, gutter, options),
    ...noteLines('expected', problem.expected, gutter, options),
    ...noteLines('hint', problem.hint, gutter, options),
  ];
}

function shown(text: string, { unicode }: TerminalStyle): string {
  return unicode ? plainText(text) : asciiText(text);
}

/** The place stands at the right end of the first line where there is room, else on a line of its own. */
function headLines({ code, message, place, key }: Problem, options: ProblemTextOptions): string[] {
  const { severity = 'error' } = options;
  const label = `${severity}[${shown(code, options)}]:`;
  const colour = severity === 'error' ? 'bad' : 'warn';
  const where =
    place === undefined ? shown(key, options) : `${shown(place.file, options)}:${place.line}:${place.column}`;
  const text = shown(message, options);
  const oneLine = `${label} ${text}   ${where}`;
  if (where !== '' && displayWidth(oneLine) <= options.width) {
    return [`${paint(options, colour, label)} ${text}   ${paint(options, 'faint', where)}`];
  }
  const lines = wrapText(`${label} ${text}`, options.width);
  const [first = '', ...rest] = lines;
  return [
    first.startsWith(label) ? paint(options, colour, label) + first.slice(label.length) : first,
    ...rest,
    ...(where === ''
      ? []
      : wrapText(where, options.width - 5).map((line, k) =>
          paint(options, 'faint', `  ${k === 0 ? '-->' : '   '} ${line}`.slice(0, options.width)),
        )),
  ];
}

function frameLines(place: SourcePlace, gutter: number, options: ProblemTextOptions): string[] {
  if (place.lineText === undefined) return [];
  const room = Math.max(20, options.width - gutter - 4);
  const { text, caret } = windowAround(place.lineText, place.column, place.length, room, options);
  const before = place.line > 1 ? options.lineOf?.(place.file, place.line - 1) : undefined;
  const numbered = (line: number, code: string) =>
    `${paint(options, 'faint', `${String(line).padStart(gutter)} |`)} ${code}`;
  return [
    ...(before === undefined ? [] : [numbered(place.line - 1, windowFromStart(before, room, options))]),
    numbered(place.line, text),
    `${paint(options, 'faint', `${' '.repeat(gutter)} |`)} ${paint(options, 'bad', caret)}`,
  ];
}

function noteLines(name: string, text: string | undefined, gutter: number, options: ProblemTextOptions): string[] {
  if (text === undefined || text === '') return [];
  const indent = gutter + 3 + 'expected: '.length;
  const lead = `${' '.repeat(gutter)} = ${`${name}: `.padEnd('expected: '.length)}`;
  return wrapText(shown(text, options), Math.max(10, options.width - indent)).map(
    (line, k) => (k === 0 ? paint(options, name === 'hint' ? 'accent' : 'faint', lead) : ' '.repeat(indent)) + line,
  );
}

/** Source text in which every character is printable and keeps its place; tabs become two columns. */
function printable(text: string, { unicode }: TerminalStyle): string {
  const visible = Array.from(text, (character) =>
    character === '\t' ? TAB : character === ' ' ? ' ' : plainText(character) || '?',
  );
  return unicode ? visible.join('') : visible.map((piece) => (/^[\x20-\x7e]+$/.test(piece) ? piece : '?')).join('');
}

function windowFromStart(text: string, room: number, options: TerminalStyle): string {
  return cutText(printable(text.slice(0, room * 2), options), room, '...').trimEnd();
}

/** The part of a line that fits, with the fault in it, and the carets below it. */
function windowAround(
  line: string,
  column: number,
  length: number,
  room: number,
  options: TerminalStyle,
): { text: string; caret: string } {
  const at = Math.min(Math.max(0, column - 1), line.length);
  const isCut = displayWidth(printable(line, options)) > room && at > LEAD;
  const from = isCut ? at - LEAD : 0;
  const lead = (isCut ? '...' : '') + printable(line.slice(from, at), options);
  const fault = printable(line.slice(at, at + Math.max(1, length)), options);
  const rest = printable(line.slice(at + Math.max(1, length), at + length + room), options);
  const text = cutText(lead + fault + rest, room, '...').trimEnd();
  const leadWidth = Math.min(displayWidth(lead), room - 1);
  const carets = Math.max(1, Math.min(displayWidth(fault), room - leadWidth));
  return { text, caret: ' '.repeat(leadWidth) + '^'.repeat(carets) };
}
