// Outcomes that are in memory, into tables: through the files that a worker would have left.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FactStore } from '../../src/simulation/fact-store.ts';
import { isPriceKind } from '../../src/simulation/fact-store.ts';
import { FactSpool } from '../../src/results/fact-spool.ts';
import { pathFiles } from '../../src/results/path-files.ts';
import type { LostPath } from '../../src/results/paths-table.ts';
import { RunStore } from '../../src/results/run-store.ts';
import { SampleSpool } from '../../src/results/sample-spool.ts';
import type { TableContext } from '../../src/results/table-context.ts';
import { PriceChecksum } from '../../src/simulation/price-checksum.ts';
import { SAMPLE_COLUMNS, SAMPLE_MATRICES } from '../../src/simulation/sampler.ts';
import type { JournalColumns, PathOutcome, SeriesColumns, StoredFacts } from '../../src/simulation/path-outcome.ts';

export interface TableInput {
  readonly outcomes: readonly PathOutcome[];
  readonly lostPaths: readonly LostPath[];
  readonly context: TableContext;
}

/** @throws what the store throws, and its refusal if a path did not fit */
export async function writeTables(folder: string, { outcomes, lostPaths, context }: TableInput): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'aftershock-spool-'));
  try {
    const store = await RunStore.open({ outputFolder: folder, folder, scratch, context });
    try {
      store.expect(outcomes.map(({ path }) => path));
      for (const outcome of outcomes) {
        spool(outcome, scratch);
        store.take(outcome);
      }
      await store.settle();
      if (store.refusal !== null) throw store.refusal;
      await store.finish(outcomes, lostPaths);
    } finally {
      await store.close();
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Leaves the files of a path. */
export function spool({ path, journal, series }: PathOutcome, folder: string): void {
  const files = pathFiles(folder, path);
  const facts = new FactSpool(files.facts);
  replay(journal, facts);
  facts.flush();
  facts.close();
  const samples = new SampleSpool(files.samples, series.instrumentCount);
  for (let row = 0; row < series.count; row += 1) samples.add(sampleOf(series, row));
  samples.flush();
  samples.close();
}

/** Every fact once more, as the journal of a simulation hands it on. */
function replay(journal: JournalColumns, store: FactStore): void {
  const prices = new PriceChecksum();
  for (let n = 0; n < journal.count; n += 1) {
    const [kind, a] = [journal.kind[n]!, journal.a[n]!];
    const event = {
      timeUs: journal.timeUs[n]!,
      rank: journal.rank[n]!,
      sequence: journal.sequence[n]!,
      a: 0,
      b: 0,
      c: 0,
      d: 0,
    };
    if (isPriceKind(kind)) prices.add(event.timeUs, event.sequence, kind, a);
    const [account, instrument] = [journal.account[n]!, journal.instrument[n]!];
    const [lots, value, b] = [journal.lots[n]!, journal.value[n]!, journal.b[n]!];
    store.add(n, prices.value, event, kind, account, instrument, lots, value, a, b);
  }
}

function sampleOf(series: SeriesColumns, row: number): Float64Array {
  const n = series.instrumentCount;
  return Float64Array.from([
    ...SAMPLE_COLUMNS.map((name) => series[name][row]!),
    ...SAMPLE_MATRICES.flatMap((name) => [...series[name].subarray(row * n, (row + 1) * n)]),
  ]);
}

/** What tables keep of a journal. */
export function storedFactsOf(journal: JournalColumns): StoredFacts {
  const rows: number[] = [];
  const prices: number[] = [];
  replay(journal, {
    add: (n, checksum, _, kind) => {
      if (isPriceKind(kind)) return;
      rows.push(n);
      prices.push(checksum);
    },
  });
  const pick = (column: ArrayLike<number>) => rows.map((n) => column[n]!);
  return {
    count: rows.length,
    timeUs: Float64Array.from(pick(journal.timeUs)),
    rank: Uint8Array.from(pick(journal.rank)),
    sequence: Float64Array.from(pick(journal.sequence)),
    kind: Uint8Array.from(pick(journal.kind)),
    account: Int32Array.from(pick(journal.account)),
    instrument: Int16Array.from(pick(journal.instrument)),
    lots: Float64Array.from(pick(journal.lots)),
    value: Float64Array.from(pick(journal.value)),
    a: Float64Array.from(pick(journal.a)),
    b: Float64Array.from(pick(journal.b)),
    n: Int32Array.from(rows),
    prices: Float64Array.from(prices),
  };
}
