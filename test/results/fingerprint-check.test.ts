// Goal: two runs that differ anywhere are told apart, and the first difference is put into words. Method: a journal
// against copies of it with one number changed.

import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { combineDigests, findFirstDifference, formatSimTime } from '../../src/results/fingerprint-check.ts';
import { cascade, makeJournal, type Fact } from './sample-run.ts';

const symbols = ['BTC', 'ETH'];
const journal = makeJournal(cascade);

describe('the fingerprint of a run', () => {
  it('is the SHA-256 of its path numbers and digests, a line each', () => {
    // printf '0 aa\n2 bb\n' | sha256sum
    expect(
      combineDigests([
        { path: 0, digest: 'aa' },
        { path: 2, digest: 'bb' },
      ]),
    ).toBe('b4f7dc6bd38f24f6758f6bcdcb44bbd3b607654dc6d2a7ff8afd5581a4d5031d');
  });

  it('changes with each path, its number and its digest', () => {
    const runs = [
      [],
      [{ path: 0, digest: 'aa' }],
      [{ path: 1, digest: 'aa' }],
      [{ path: 0, digest: 'ab' }],
      [
        { path: 0, digest: 'aa' },
        { path: 1, digest: 'aa' },
      ],
    ];
    expect(new Set(runs.map(combineDigests)).size).toBe(runs.length);
  });

  it('takes paths in order only', () => {
    expect(() =>
      combineDigests([
        { path: 1, digest: 'a' },
        { path: 0, digest: 'b' },
      ]),
    ).toThrow(InvariantError);
  });
});

describe('the first difference', () => {
  it('is null for equal journals, 0 and -0 being equal', () => {
    expect(findFirstDifference(journal, makeJournal(cascade), symbols)).toBeNull();
    const negativeZero = { ...journal, b: journal.b.map((b) => (b === 0 ? -0 : b)) };
    expect(findFirstDifference(journal, negativeZero, symbols)).toBeNull();
    const notNumbers = { ...journal, b: journal.b.map(() => NaN) };
    expect(findFirstDifference(notNumbers, notNumbers, symbols)).toBeNull();
    expect(findFirstDifference(makeJournal([]), makeJournal([]), symbols)).toBeNull();
  });

  it.each(['timeUs', 'rank', 'sequence', 'kind', 'account', 'instrument', 'lots', 'value', 'a', 'b'] as const)(
    'is found in column %s',
    (name) => {
      const changed = journal[name].slice();
      changed[4]! += 1;
      changed[7]! += 1;
      const difference = findFirstDifference(journal, { ...journal, [name]: changed }, symbols);
      expect(difference).toMatchObject({ index: 4, columns: [name] });
      expect(difference?.stored).not.toBe(difference?.fresh);
    },
  );

  it('is the end of the shorter journal', () => {
    const shorter = makeJournal(cascade.slice(0, 3));
    expect(findFirstDifference(journal, shorter, symbols)).toMatchObject({ index: 3, columns: [], fresh: null });
    expect(findFirstDifference(shorter, journal, symbols)).toEqual({
      index: 3,
      columns: [],
      stored: null,
      fresh: '0:00:02.000000 liquidationDeferred, account 5, BTC, a 3, b 500 (event rank 3, sequence 4)',
    });
  });

  it('is put into words', () => {
    const fill = cascade[4]!;
    const other: Fact = [fill[0], fill[1], 'takeover', 7, 1, -500, -40_000_001, fill[7], fill[8]];
    const changed = makeJournal([...cascade.slice(0, 4), other, ...cascade.slice(5)]);
    expect(findFirstDifference(journal, changed, symbols)).toEqual({
      index: 4,
      columns: ['kind', 'account', 'instrument', 'value'],
      stored:
        '0:00:03.000000 liquidationFill, account 5, BTC, lots -500, value -40000000, a 12500000, b 16000000 (event rank 4, sequence 5)',
      fresh:
        '0:00:03.000000 takeover, account 7, ETH, lots -500, value -40000001, a 12500000, b 16000000 (event rank 4, sequence 5)',
    });
  });

  it.each([
    [0, '0:00:00.000000'],
    [1, '0:00:00.000001'],
    [(26 * 3_600 + 61) * 1_000_000 + 42, '26:01:01.000042'],
    [Infinity, 'Infinity'],
  ])('shows %d us as a time', (timeUs, text) => {
    expect(formatSimTime(timeUs)).toBe(text);
  });
});
