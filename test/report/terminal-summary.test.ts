// Goal: the last screen of a run answers its questions, fits, and cannot be used against the terminal. Method: whole
// texts at two widths, and properties over many runs and widths.

import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/experiment/run-result.ts';
import { pathsToBound } from '../../src/report/terminal-measures.ts';
import { buildTerminalSummary } from '../../src/report/terminal-summary.ts';
import { displayWidth } from '../../src/report/text-layout.ts';
import { makeRun } from './fixture.ts';

const base = {
  colour: false,
  unicode: true,
  folder: 'output/black-thursday-2020-black-thursday-9f3a12cd',
  reportPath: 'output/black-thursday-2020-black-thursday-9f3a12cd/report.html',
};
const run = makeRun();

function widest(text: string): number {
  return Math.max(...text.split('\n').map(displayWidth));
}

describe('the summary', () => {
  it('at 80 columns', () => {
    expect(buildTerminalSummary(run, { ...base, width: 80 })).toMatchSnapshot();
  });

  it('at 60 columns, in ASCII', () => {
    expect(buildTerminalSummary(run, { ...base, width: 60, unicode: false })).toMatchSnapshot();
  });

  it('of one path', () => {
    expect(buildTerminalSummary(makeRun({ paths: 1, failedPath: null }), { ...base, width: 80 })).toMatchSnapshot();
  });

  it.each([
    ['the usual run', run],
    ['text that nobody can break', makeRun({ hostileText: 'x'.repeat(300) })],
    ['wide characters', makeRun({ hostileText: '\u6f22\u5b57'.repeat(60) })],
    ['no path', makeRun({ paths: 1, failedPath: 0 })],
    ['calm', makeRun({ calm: true, failedPath: null })],
  ])('is never wider than asked for: %s', (_, result) => {
    for (const width of [40, 60, 72, 80, 100, 120]) {
      for (const unicode of [true, false]) {
        const text = buildTerminalSummary(result, { ...base, width, unicode });
        expect(widest(text)).toBeLessThanOrEqual(width);
      }
    }
  });

  it('has the same words with colour', () => {
    const plain = buildTerminalSummary(run, { ...base, width: 80 });
    const coloured = buildTerminalSummary(run, { ...base, width: 80, colour: true });
    expect(coloured).not.toBe(plain);
    // oxlint-disable-next-line no-control-regex -- the escape sequences are what is taken out
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain);
  });

  it('names what is 0 on every path in one sentence, and nothing else there', () => {
    const text = buildTerminalSummary(run, { ...base, width: 80 });
    const zeros = run.summary.measures.filter(({ min, max }) => min === 0 && max === 0).map(({ label }) => label);
    expect(zeros.length).toBeGreaterThan(0);
    expect(text).toContain(`0 on every path: ${zeros.join(', ')}.`);
  });

  it('is ASCII alone when asked', () => {
    const hostile = makeRun({ hostileText: '\u6f22 \u00e9 \u2713 \u001b[31m' });
    // oxlint-disable-next-line no-control-regex -- anything but printable ASCII and line ends
    expect(buildTerminalSummary(hostile, { ...base, width: 80, unicode: false })).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it('lets no escape sequence of a scenario through', () => {
    const hostile = makeRun({ hostileText: '\u001b]0;owned\u0007\u009b31m\r\u001b[2J' });
    const text = buildTerminalSummary(hostile, { ...base, width: 80 });
    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});

describe('what went wrong', () => {
  const failing = (count: number): RunResult => {
    const failedPaths = Array.from({ length: count }, (_, path) => ({
      path,
      kind: 'worker' as const,
      message: 'thread ended with code 134',
      event: 'unknown',
    }));
    return { ...run, summary: { ...run.summary, failedPaths, pathsPlanned: 200 } };
  };

  it('stands in the first line', () => {
    const [first] = buildTerminalSummary(run, { ...base, width: 80 }).split('\n');
    expect(first).toBe('FAILED PATHS: 1 of 32 is missing from every figure below');
  });

  it('is counted when there is too much of it', () => {
    const text = buildTerminalSummary(failing(150), { ...base, width: 80 });
    expect(text).toContain('FAILED PATHS: 150 of 200 are missing');
    expect(text).toContain('and 140 more');
  });

  it('includes an interruption and the lack of any result', () => {
    const partial = { ...run, summary: { ...run.summary, partial: true, pathsPlanned: 64 } };
    expect(buildTerminalSummary(partial, { ...base, width: 80 })).toContain(
      'INTERRUPTED: 31 of 64 planned paths finished',
    );
    const none = buildTerminalSummary(makeRun({ paths: 1, failedPath: 0 }), { ...base, width: 80 });
    expect(none).toContain('NO RESULT  no path finished');
    expect(none).not.toContain('MEASURES');
  });
});

describe('paths that bound a quantile', () => {
  // p^n <= (1 - level) / 2: 0.99^367 = 0.02500..., 0.99^368 = 0.0247; 0.95^71 = 0.0262, 0.95^72 = 0.0249.
  it.each([
    [0.99, 0.95, 368],
    [0.95, 0.95, 72],
    [0.5, 0.95, 6],
    [0.99, 0.9, 299],
  ])('%d at level %d: %d', (p, level, paths) => {
    expect(pathsToBound(p, level)).toBe(paths);
  });
});
