/**
 * Whether two runs are the same: the fingerprint says so in 64 digits, and where it does not, the first fact that
 * differs says what happened.
 */
import { assert } from '../base/assert.ts';
import { digestOfText } from '../base/fingerprint.ts';
import { US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../base/units.ts';
import { FACT_KINDS } from '../exchange/fact.ts';
import type { JournalColumns } from '../simulation/path-outcome.ts';

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

const COMPARED = ['timeUs', 'rank', 'sequence', 'kind', 'account', 'instrument', 'lots', 'value', 'a', 'b'] as const;
type ComparedColumn = (typeof COMPARED)[number];

export interface FirstDifference {
  /** Place in the journal, from 0. */
  readonly index: number;
  /** Columns that differ; none when one of the journals ends here. */
  readonly columns: readonly ComparedColumn[];
  /** The fact in a line of text, or null where that journal has ended. */
  readonly stored: string | null;
  readonly fresh: string | null;
}

/** The first fact that is not the same in both journals, or null when they are equal. */
export function findFirstDifference(
  stored: JournalColumns,
  fresh: JournalColumns,
  symbols: readonly string[],
): FirstDifference | null {
  const shared = Math.min(stored.count, fresh.count);
  for (let index = 0; index < shared; index += 1) {
    const columns = COMPARED.filter((name) => !isSame(stored[name][index], fresh[name][index]));
    if (columns.length > 0) {
      return {
        index,
        columns,
        stored: describeFact(stored, index, symbols),
        fresh: describeFact(fresh, index, symbols),
      };
    }
  }
  if (stored.count === fresh.count) return null;
  return {
    index: shared,
    columns: [],
    stored: shared < stored.count ? describeFact(stored, shared, symbols) : null,
    fresh: shared < fresh.count ? describeFact(fresh, shared, symbols) : null,
  };
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
