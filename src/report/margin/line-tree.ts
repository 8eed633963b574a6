/**
 * Arithmetic as a tree of lines: what it is, the sum with its numbers, and the amount at the right edge. Where parts add
 * up to their line, they do so as printed: what rounding to cents leaves over is a line of its own.
 */
import type { ExplanationLine } from '../../margin/margin-model.ts';
import { numberText } from '../../margin/number-text.ts';
import type { TerminalStyle } from '../terminal-style.ts';
import { asciiText, displayWidth, padEnd, padStart, plainText, wrapText } from '../text-layout.ts';
import { centsText, shownCents } from './amounts.ts';

const STEP = 2;

/** The line and everything below it, at most the terminal's width. */
export function treeLines(line: ExplanationLine, style: TerminalStyle, depth = 0, isTerm = true): string[] {
  const isTotal = isSum(line);
  return [
    ...ownLines(line, style, depth, isTerm ? centsText(line.amount) : factorText(line.amount)),
    ...withRounding(line).flatMap((part) => treeLines(part, style, depth + 1, isTotal)),
  ];
}

/** What is multiplied or chosen from may be a rate, of which cents show nothing. */
function factorText(amount: number): string {
  return amount !== 0 && Math.abs(amount) < 1 ? numberText(amount) : centsText(amount);
}

/** The parts, and the cents by which they miss the line as printed; only where they are a sum in the first place. */
export function withRounding(line: ExplanationLine): readonly ExplanationLine[] {
  const { parts = [], amount } = line;
  if (parts.length === 0 || !isSum(line)) return parts;
  const missing = shownCents(amount) - parts.reduce((sum, part) => sum + shownCents(part.amount), 0);
  return missing === 0 ? parts : [...parts, { label: 'rounding to cents', formula: '', amount: missing / 100 }];
}

/** Parts may also be what a line was chosen among, or multiplied from; its formula says so then. */
export function isSum({ parts = [], amount }: ExplanationLine): boolean {
  const sum = parts.reduce((total, part) => total + part.amount, 0);
  const size = parts.reduce((total, part) => total + Math.abs(part.amount), Math.abs(amount));
  return Math.abs(sum - amount) <= 1e-9 * size + 1e-9;
}

function ownLines({ label, formula }: ExplanationLine, style: TerminalStyle, depth: number, figure: string): string[] {
  const shown = (text: string): string => (style.unicode ? plainText(text) : asciiText(text));
  const indent = ' '.repeat(Math.min(depth, 6) * STEP);
  const room = style.width - indent.length - displayWidth(figure) - 2;
  const text = formula === '' ? shown(label) : `${shown(label)}: ${shown(formula)}`;
  const lines = wrapText(text, Math.max(20, room));
  const rows = lines.map((line, k) => indent + (k === 0 ? line : `  ${line}`));
  const last = rows.pop() ?? indent;
  const gap = style.width - displayWidth(figure);
  if (displayWidth(last) + 2 > gap) return [...rows, last, padStart(figure, style.width)];
  return [...rows, padEnd(last, gap) + figure];
}
