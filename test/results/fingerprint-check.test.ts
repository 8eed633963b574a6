// Goal: two runs that differ anywhere are told apart, and the first difference is put into words. Method: a journal
// against copies of it with one number changed.

import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import {
  combineDigests,
  findFirstDifference,
  formatSimTime,
  type ComparedPath,
} from '../../src/results/fingerprint-check.ts';
import type { StoredFacts } from '../../src/simulation/path-outcome.ts';
import { cascade, makeJournal, type Fact } from './sample-run.ts';
import { storedFactsOf } from './write-tables.ts';

const symbols = ['BTC', 'ETH'];

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

/** Facts as they come from disk: in parts of `size`. */
function pathOf(facts: StoredFacts, prices = 7, size = 5): ComparedPath {
  return { facts: partsOf(facts, size), prices };
}

async function* partsOf(facts: StoredFacts, size: number): AsyncGenerator<StoredFacts> {
  await Promise.resolve();
  for (let from = 0; from < facts.count; from += size) {
    const columns = Object.entries(facts).filter(([name]) => name !== 'count') as [string, Float64Array][];
    const parts = columns.map(([name, column]) => [name, column.subarray(from, from + size)] as const);
    yield { ...Object.fromEntries(parts), count: Math.min(size, facts.count - from) } as unknown as StoredFacts;
  }
}

const stored = (facts: readonly Fact[]) => storedFactsOf(makeJournal(facts));
const journal = stored(cascade);
const differenceOf = (x: StoredFacts, y: StoredFacts) => findFirstDifference(pathOf(x), pathOf(y, 7, 3), symbols);

describe('the first difference', () => {
  it('is null for equal journals, 0 and -0 being equal', async () => {
    expect(await differenceOf(journal, stored(cascade))).toBeNull();
    const negativeZero = { ...journal, b: journal.b.map((b) => (b === 0 ? -0 : b)) };
    expect(await differenceOf(journal, negativeZero)).toBeNull();
    const notNumbers = { ...journal, b: journal.b.map(() => NaN) };
    expect(await differenceOf(notNumbers, notNumbers)).toBeNull();
    expect(await differenceOf(stored([]), stored([]))).toBeNull();
  });

  it.each([
    'n',
    'timeUs',
    'rank',
    'sequence',
    'kind',
    'account',
    'instrument',
    'lots',
    'value',
    'a',
    'b',
    'prices',
  ] as const)('is found in column %s', async (name) => {
    // Places 2 and 5 of those that are stored: facts 4 and 7 of the path.
    const changed = journal[name].slice();
    changed[2]! += 1;
    changed[5]! += 1;
    const difference = await differenceOf(journal, { ...journal, [name]: changed });
    expect(difference).toMatchObject({ index: 4, columns: [name] });
    expect(difference?.previous).toContain('liquidationDeferred, account 5');
    if (name !== 'n' && name !== 'prices') expect(difference?.stored).not.toBe(difference?.fresh);
  });

  it('is the end of the shorter journal', async () => {
    const shorter = stored(cascade.slice(0, 5));
    const previous =
      '0:00:03.000000 liquidationFill, account 5, BTC, lots -500, value -40000000, a 12500000, b 16000000 (event rank 4, sequence 5)';
    const text = '0:00:03.000000 liquidationFee, account 5, BTC, value 200000 (event rank 5, sequence 5)';
    expect(await differenceOf(journal, shorter)).toEqual({
      index: 5,
      columns: [],
      previous,
      stored: text,
      fresh: null,
    });
    expect(await differenceOf(shorter, journal)).toEqual({
      index: 5,
      columns: [],
      previous,
      stored: null,
      fresh: text,
    });
  });

  it('may lie in prices that changed behind the last fact', async () => {
    expect(await findFirstDifference(pathOf(journal, 7), pathOf(journal, 8), symbols)).toEqual({
      index: null,
      columns: ['prices'],
      previous: expect.stringContaining('offload, account 15') as string,
      stored: null,
      fresh: null,
    });
    expect(await findFirstDifference(pathOf(stored([]), 7), pathOf(stored([]), 8), symbols)).toMatchObject({
      index: null,
      previous: null,
    });
  });

  it.each([
    ['its prices', 7, 1_234_567.75],
    ['the order of its events', 1, 3],
    ['its time', 0, 1_000_001],
  ])('of a price fact in %s shows in the next fact that is stored', async (_, field, value) => {
    const other = cascade.map((fact, k) => (k === 0 ? fact.with(field, value) : fact)) as Fact[];
    const difference = await differenceOf(journal, stored(other));
    expect(difference).toMatchObject({ index: 2, columns: ['prices'], previous: null });
  });

  it('is put into words', async () => {
    const fill = cascade[4]!;
    const other: Fact = [fill[0], fill[1], 'takeover', 7, 1, -500, -40_000_001, fill[7], fill[8]];
    const changed = stored([...cascade.slice(0, 4), other, ...cascade.slice(5)]);
    expect(await differenceOf(journal, changed)).toEqual({
      index: 4,
      columns: ['kind', 'account', 'instrument', 'value'],
      previous: '0:00:02.000000 liquidationDeferred, account 5, BTC, a 3, b 500 (event rank 3, sequence 4)',
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
