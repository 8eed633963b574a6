import { MemoryFacts, MemorySamples } from '../../src/simulation/memory-stores.ts';
import type { JournalColumns, SeriesColumns } from '../../src/simulation/path-outcome.ts';

/** The journal and the samples of a path on which nothing was written down. */
export const emptyJournal: JournalColumns = new MemoryFacts().finish();
export const emptySeries: SeriesColumns = new MemorySamples(0, 0).finish();
