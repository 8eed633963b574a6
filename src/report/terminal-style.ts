/** Colour and symbols for a terminal, both of which somebody may not have. */
import { styleText } from 'node:util';

export interface TerminalStyle {
  /** Columns. */
  readonly width: number;
  readonly colour: boolean;
  /** Whether the terminal shows more than ASCII. */
  readonly unicode: boolean;
}

export type Emphasis = 'good' | 'bad' | 'warn' | 'title' | 'faint' | 'accent';

const FORMATS = {
  good: 'green',
  bad: 'red',
  warn: 'yellow',
  title: 'bold',
  faint: 'dim',
  accent: 'cyan',
} as const;

export function paint(style: TerminalStyle, emphasis: Emphasis, text: string): string {
  // Whether to colour was decided by the command line; the stream is not asked again.
  return style.colour ? styleText(FORMATS[emphasis], text, { validateStream: false }) : text;
}

export function passMark({ unicode }: TerminalStyle): string {
  return unicode ? '\u2713' : 'ok  ';
}

export function failMark({ unicode }: TerminalStyle): string {
  return unicode ? '\u2717' : 'FAIL';
}
