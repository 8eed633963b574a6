// Goal: text of strangers fits a terminal and cannot drive it. Method: named cases, and every width for one long text.

import { describe, expect, it } from 'vitest';
import { asciiText, cutText, displayWidth, plainText, wrapCommand, wrapText } from '../../src/report/text-layout.ts';

describe('plain text', () => {
  it('lets no control character and no reordering mark through', () => {
    expect(plainText('a\u001b[31mb\u0007\u009bc\u202ed\u2066e\u200bf')).toBe('a?[31mb??c?d?e?f');
  });

  it('is one line', () => {
    expect(plainText('  a\r\n\tb  \u2028 c ')).toBe('a b c');
  });

  it('is ASCII where it has to be', () => {
    expect(asciiText('caf\u00e9 \u201cx\u201d \u2212 \u2713 \u6f22')).toBe('cafe "x" - ? ?');
  });
});

describe('wrapping', () => {
  const text =
    'The book took orders of BTC/USD at 9.8 % below the index; scenarios/historical/black-thursday-2020.yaml paid $3.1 M';

  it('keeps every line within the width, at every width', () => {
    for (let width = 8; width <= 130; width += 1) {
      const lines = wrapText(text, width);
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }
  });

  it('keeps a figure and its unit on one line', () => {
    expect(wrapText('the fund paid $3.1 M of it', 18)).toEqual(['the fund paid', '$3.1 M of it']);
  });

  it('counts wide characters twice', () => {
    expect(displayWidth('\u6f22\u5b57a\u0301')).toBe(5);
    expect(wrapText('\u6f22\u5b57\u6f22\u5b57', 5)).toEqual(['\u6f22\u5b57', '\u6f22\u5b57']);
  });

  it('gives no line for no text', () => {
    expect(wrapText('', 10)).toEqual([]);
  });

  it('cuts with an ellipsis only what is too long', () => {
    expect([cutText('abc', 3, '~'), cutText('abcd', 3, '~')]).toEqual(['abc', 'ab~']);
  });
});

describe('commands', () => {
  it('can be pasted: lines end in a backslash, quoted words stay whole', () => {
    const command = `aftershock run crash.yaml --seed 'two words' --set "a b"=1`;
    const lines = wrapCommand(command, 30);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(30);
    expect(lines.join('\n').replaceAll(/ \\\n\s+/g, ' ')).toBe(command);
    expect(lines.slice(0, -1).every((line) => line.endsWith(' \\'))).toBe(true);
  });
});
