// Goal: bad input is shown where it stands, whatever it is. Method: whole texts, then lines of every awkward kind.

import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/base/problem.ts';
import { formatProblems, type ProblemTextOptions } from '../../src/report/problem-text.ts';
import { displayWidth } from '../../src/report/text-layout.ts';

const options: ProblemTextOptions = { width: 80, colour: false, unicode: true };

function problem(lineText: string, column: number, length: number, rest: Partial<Problem> = {}): Problem {
  return {
    code: 'unknown-key',
    message: '"volatilty" is not a setting of a market',
    key: 'market.volatilty',
    place: { file: 'scenario.yaml', line: 7, column, length, lineText },
    ...rest,
  };
}

/** The fault as the carets mark it. */
function marked(text: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /^\s*\|\s*\^+$/.test(line));
  const from = lines[at]!.indexOf('^');
  return lines[at - 1]!.slice(from, from + (lines[at]!.match(/\^/g)?.length ?? 0));
}

describe('a problem', () => {
  it('shows what, where, the lines around, and what to do', () => {
    const found = problem('    volatilty: 0.8', 5, 9, {
      found: 'volatilty',
      expected: 'one of: volatility, correlation',
      hint: 'did you mean "volatility"?',
    });
    const lineOf = (file: string, line: number) =>
      file === 'scenario.yaml' && line === 6 ? '    price0: 60000' : undefined;
    expect(formatProblems([found], { ...options, lineOf })).toBe(
      `error[unknown-key]: "volatilty" is not a setting of a market   scenario.yaml:7:5
 6 |     price0: 60000
 7 |     volatilty: 0.8
   |     ^^^^^^^^^
   = found:    volatilty
   = expected: one of: volatility, correlation
   = hint:     did you mean "volatility"?

1 error. Nothing was run.
`,
    );
  });

  it('without a place names its key', () => {
    const { place: _, ...flag } = problem('', 1, 1);
    expect(formatProblems([flag], options)).toBe(
      `error[unknown-key]: "volatilty" is not a setting of a market   market.volatilty\n\n1 error. Nothing was run.\n`,
    );
  });

  it('gets a line of its own for a long place', () => {
    const text = formatProblems([problem('a: 1', 1, 1)], { ...options, width: 50 });
    expect(text.split('\n').slice(0, 3)).toEqual([
      'error[unknown-key]: "volatilty" is not a setting',
      'of a market',
      '  --> scenario.yaml:7:1',
    ]);
  });
});

describe('the frame', () => {
  it.each([
    ['at the start of a long line', `key: ${'x'.repeat(1000)}`, 1, 3, 'key'],
    ['in the middle of a long line', `${'x'.repeat(500)} key ${'y'.repeat(500)}`, 502, 3, 'key'],
    ['at the end of a long line', `${'x'.repeat(997)} key`, 999, 3, 'key'],
    ['after tabs', '\t\tkey: 1', 3, 3, 'key'],
    ['after wide characters', '\u6f22: key', 4, 3, 'key'],
    ['with control characters in it', 'a\u001b[31mb: 1', 1, 8, 'a?[31mb'],
  ])('marks the fault %s', (_, line, column, length, expected) => {
    const text = formatProblems([problem(line, column, length)], options);
    const wide = /[\u4e00-\u9fff]/.test(line);
    // A wide character takes two columns and one place in the string.
    expect(marked(wide ? text.replaceAll(/[\u4e00-\u9fff]/g, '..') : text).startsWith(expected)).toBe(true);
  });

  it('fits every width, for faults of every size and place', () => {
    const line = `${'ab '.repeat(200)}\u6f22\u5b57${'cd '.repeat(200)}`;
    for (const width of [40, 60, 80, 120]) {
      for (const column of [1, 50, 600, 601, 1_200, 5_000]) {
        for (const length of [0, 1, 30, 2_000]) {
          const text = formatProblems([problem(line, column, length)], { ...options, width });
          expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(width);
          expect(text).toContain('^');
        }
      }
    }
  });
});

describe('many problems', () => {
  it('stop at fifty and are counted', () => {
    const text = formatProblems(
      Array.from({ length: 120 }, () => problem('a: 1', 1, 1)),
      options,
    );
    expect(text.match(/error\[/g)).toHaveLength(50);
    expect(text).toContain('\nand 70 more\n');
    expect(text.endsWith('\n120 errors. Nothing was run.\n')).toBe(true);
  });

  it('let no control character through and can be coloured', () => {
    const hostile = problem('\u001b[2J: 1', 1, 1, { message: 'a\u001b[2Jb', hint: '\u0007', found: '\r\u009b1m' });
    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(formatProblems([hostile], options)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    // oxlint-disable-next-line no-control-regex -- the escape sequences are what is looked for
    expect(formatProblems([hostile], { ...options, colour: true })).toMatch(/\u001b\[31m/);
  });
});
