// Goal: the journal keeps every field of every fact, and its digest changes when any of them does. Method: one fact
// with one field changed at a time; more facts than the journal first has room for.
import { describe, expect, it } from 'vitest';
import { FACT_KINDS, type FactKind } from '../../src/exchange/fact.ts';
import type { Event } from '../../src/simulation/event-queue.ts';
import { Journal } from '../../src/simulation/journal.ts';
import { MemoryFacts } from '../../src/simulation/memory-stores.ts';

interface Entry {
  timeUs: number;
  rank: number;
  sequence: number;
  kind: FactKind;
  account: number;
  instrument: number;
  lots: number;
  value: number;
  a: number;
  b: number;
}

const base: Entry = {
  timeUs: 1_000,
  rank: 3,
  sequence: 17,
  kind: 'breach',
  account: 4,
  instrument: 1,
  lots: -5,
  value: 123_456,
  a: 7,
  b: 0.5,
};

function write(journal: Journal, entry: Entry): void {
  const event: Event = { timeUs: entry.timeUs, rank: entry.rank, sequence: entry.sequence, a: 0, b: 0, c: 0, d: 0 };
  journal.record(event, entry.kind, entry.account, entry.instrument, entry.lots, entry.value, entry.a, entry.b);
}

function digestOf(...entries: readonly Entry[]): string {
  const journal = new Journal(new MemoryFacts());
  for (const entry of entries) write(journal, entry);
  return journal.fingerprint.digest();
}

describe('the digest of a journal', () => {
  it.each<[keyof Entry, Partial<Entry>]>([
    ['timeUs', { timeUs: 1_001 }],
    ['rank', { rank: 4 }],
    ['sequence', { sequence: 18 }],
    ['kind', { kind: 'recovered' }],
    ['account', { account: 5 }],
    ['instrument', { instrument: 0 }],
    ['lots', { lots: 5 }],
    ['value', { value: 123_457 }],
    ['a', { a: 8 }],
    ['b', { b: 0.5000000000000001 }],
  ])('changes with %s', (_, change) => {
    expect(digestOf({ ...base, ...change })).not.toBe(digestOf(base));
  });

  it('covers every column that is kept', () => {
    const columns = Object.keys(new MemoryFacts().finish()).filter((name) => name !== 'count');
    expect(columns.toSorted()).toEqual(Object.keys(base).toSorted());
  });

  it('changes with the order of facts, and with one that is missing', () => {
    const other = { ...base, account: 9 };
    expect(digestOf(base, other)).not.toBe(digestOf(other, base));
    expect(digestOf(base, other)).not.toBe(digestOf(base));
  });

  it('is the same for the same facts', () => {
    expect(digestOf(base, { ...base, sequence: 18 })).toBe(digestOf({ ...base }, { ...base, sequence: 18 }));
  });

  it('does not tell 0 from -0', () => {
    expect(digestOf({ ...base, value: -0 })).toBe(digestOf({ ...base, value: 0 }));
  });
});

describe('a journal', () => {
  it('keeps every field of more facts than it first has room for', () => {
    const facts = new MemoryFacts();
    const journal = new Journal(facts);
    const count = 10_000;
    for (let n = 0; n < count; n += 1) {
      const kind = FACT_KINDS[n % FACT_KINDS.length]!;
      write(journal, {
        timeUs: n,
        rank: n % 12,
        sequence: 2 * n,
        kind,
        account: n - 1,
        instrument: (n % 3) - 1,
        lots: -n,
        value: n * 1e9,
        a: n / 8,
        b: -n / 16,
      });
    }
    const columns = facts.finish();
    expect(columns.count).toBe(count);
    for (const n of [0, 1, 4_095, 4_096, 8_192, count - 1]) {
      expect([columns.timeUs[n], columns.rank[n], columns.sequence[n], columns.kind[n]]).toEqual([
        n,
        n % 12,
        2 * n,
        n % FACT_KINDS.length,
      ]);
      expect([columns.account[n], columns.instrument[n]]).toEqual([n - 1, (n % 3) - 1]);
      expect([columns.lots[n]! + 0, columns.value[n], columns.a[n], columns.b[n]! + 0]).toEqual([
        -n + 0,
        n * 1e9,
        n / 8,
        -n / 16 + 0,
      ]);
    }
    expect(columns.timeUs).toHaveLength(count);
  });
});
