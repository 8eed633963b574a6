/**
 * Arithmetic as a tree of lines: what it is, the sum with its numbers, and the amount at the right edge. Where parts add
 * up to their line, they do so as printed: what rounding to cents leaves over is a line of its own.
 */
import type { ExplanationLine } from '../../margin/margin-model.ts';
import type { TerminalStyle } from '../terminal-style.ts';
import { asciiText, displayWidth, padEnd, padStart, plainText, wrapText } from '../text-layout.ts';
import { centsText, shownCents } from './amounts.ts';

const STEP = 2;

/** The line and everything below it, at most `width` wide. */
export function treeLines(line: ExplanationLine, style: TerminalStyle, depth = 0): string[] {
  return [...ownLines(line, style, depth), ...withRounding(line).flatMap((part) => treeLines(part, style, depth + 1))];
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

function ownLines({ label, formula, amount }: ExplanationLine, style: TerminalStyle, depth: number): string[] {
  const shown = (text: string): string => (style.unicode ? plainText(text) : asciiText(text));
  const indent = ' '.repeat(Math.min(depth, 6) * STEP);
  const figure = centsText(amount);
  const room = style.width - indent.length - displayWidth(figure) - 2;
  const text = formula === '' ? shown(label) : `${shown(label)}: ${shown(formula)}`;
  const lines = wrapText(text, Math.max(20, room));
  const rows = lines.map((line, k) => indent + (k === 0 ? line : `  ${line}`));
  const last = rows.pop() ?? indent;
  const gap = style.width - displayWidth(figure);
  if (displayWidth(last) + 2 > gap) return [...rows, last, padStart(figure, style.width)];
  return [...rows, padEnd(last, gap) + figure];
}
