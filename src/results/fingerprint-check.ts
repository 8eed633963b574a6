/**
 * Whether two runs are the same: the fingerprint says so in 64 digits, and where it does not, the first fact that
 * differs says what happened.
 */
import { assert } from '../base/assert.ts';
import { digestOfText } from '../base/fingerprint.ts';
import { US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../base/units.ts';
import { FACT_KINDS } from '../exchange/fact.ts';
import type { JournalColumns, StoredFacts } from '../simulation/path-outcome.ts';

export interface PathDigest {
  readonly path: number;
  readonly digest: string;
}

/** Fingerprint of a run: SHA-256 over one line a path, its number and its digest, by rising path number. */
export function combineDigests(digests: readonly PathDigest[]): string {
  for (let i = 1; i < digests.length; i += 1) {
    assert(digests[i - 1].path < digests[i].path, 'path digests must come by rising path number');
  }
  return digestOfText(digests.map(({ path, digest }) => `${path} ${digest}\n`).join(''));
}

const COMPARED = [
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
] as const;
type ComparedColumn = (typeof COMPARED)[number];

export interface FirstDifference {
  /** Place of the fact among all of its path, from 0; null: prices differ behind the last fact that is stored. */
  readonly index: number | null;
  /**
   * Columns that differ; none when one of the journals ends here. With `prices` among them, prices came apart after
   * `previous` and not later than here.
   */
  readonly columns: readonly ComparedColumn[];
  /** The last fact that is the same in both in a line of text, or null before the first. */
  readonly previous: string | null;
  /** The fact in a line of text, or null where that journal has ended. */
  readonly stored: string | null;
  readonly fresh: string | null;
}

/** A path's stored facts in order, some at a time, and the checksum over all of its prices. */
export interface ComparedPath {
  readonly facts: AsyncIterable<StoredFacts>;
  readonly prices: number;
}

/** The first fact that is not the same in both paths, or null when they are equal. */
export async function findFirstDifference(
  stored: ComparedPath,
  fresh: ComparedPath,
  symbols: readonly string[],
): Promise<FirstDifference | null> {
  const x = new Cursor(stored.facts);
  const y = new Cursor(fresh.facts);
  let previous: string | null = null;
  try {
    while ((await x.look()) && (await y.look())) {
      const end = Math.min(x.facts.count - x.at, y.facts.count - y.at);
      for (let k = 0; k < end; k += 1, x.at += 1, y.at += 1) {
        const columns = COMPARED.filter((name) => !isSame(x.facts[name][x.at], y.facts[name][y.at]));
        if (columns.length === 0) continue;
        if (k > 0) previous = describeFact(x.facts, x.at - 1, symbols);
        const texts = { stored: describeFact(x.facts, x.at, symbols), fresh: describeFact(y.facts, y.at, symbols) };
        return { index: Math.min(x.facts.n[x.at], y.facts.n[y.at]), columns, previous, ...texts };
      }
      previous = describeFact(x.facts, x.at - 1, symbols);
    }
    for (const [name, side] of [['stored', x] as const, ['fresh', y] as const]) {
      if (!(await side.look())) continue;
      const nowhere = { index: side.facts.n[side.at], columns: [], previous, stored: null, fresh: null };
      return { ...nowhere, [name]: describeFact(side.facts, side.at, symbols) };
    }
    if (stored.prices === fresh.prices) return null;
    return { index: null, columns: ['prices'], previous, stored: null, fresh: null };
  } finally {
    await x.close();
    await y.close();
  }
}

/** A place in facts that come some at a time. */
class Cursor {
  readonly #source: AsyncIterator<StoredFacts>;
  #facts: StoredFacts | null = null;
  /** Place in `facts`. */
  at = 0;

  constructor(facts: AsyncIterable<StoredFacts>) {
    this.#source = facts[Symbol.asyncIterator]();
  }

  /** There once `look` said so. */
  get facts(): StoredFacts {
    return this.#facts!;
  }

  /** Whether there is a fact at this place; fetches what comes next where the last facts have ended. */
  async look(): Promise<boolean> {
    while (this.#facts === null || this.at === this.#facts.count) {
      const next = await this.#source.next();
      if (next.done === true) return false;
      this.#facts = next.value;
      this.at = 0;
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}

/** Equal as the fingerprint sees it: 0 and -0 are the same, and so are two NaNs. */
function isSame(x: number, y: number): boolean {
  return x === y || (Number.isNaN(x) && Number.isNaN(y));
}

/** One fact in a line: `0:12:34.567890 liquidationFill, account 17, BTC, lots -500, value -481234, ... event ...`. */
export function describeFact(journal: JournalColumns, index: number, symbols: readonly string[]): string {
  const account = journal.account[index];
  const instrument = journal.instrument[index];
  const numbers = (['lots', 'value', 'a', 'b'] as const)
    .map((name) => `${name} ${journal[name][index]}`)
    .filter((text) => !text.endsWith(' 0'));
  const parts = [
    `${formatSimTime(journal.timeUs[index])} ${FACT_KINDS[journal.kind[index]] ?? `kind ${journal.kind[index]}`}`,
    ...(account < 0 ? [] : [`account ${account}`]),
    ...(instrument < 0 ? [] : [symbols[instrument] ?? `instrument ${instrument}`]),
    ...numbers,
  ];
  return `${parts.join(', ')} (event rank ${journal.rank[index]}, sequence ${journal.sequence[index]})`;
}

/** Hours, minutes and seconds to the microsecond. */
export function formatSimTime(timeUs: number): string {
  if (!Number.isFinite(timeUs)) return String(timeUs);
  const pad = (value: number, width: number) => String(value).padStart(width, '0');
  const hours = Math.floor(timeUs / US_PER_HOUR);
  const minutes = Math.floor((timeUs % US_PER_HOUR) / US_PER_MINUTE);
  const seconds = Math.floor((timeUs % US_PER_MINUTE) / US_PER_SECOND);
  return `${hours}:${pad(minutes, 2)}:${pad(seconds, 2)}.${pad(timeUs % US_PER_SECOND, 6)}`;
}
