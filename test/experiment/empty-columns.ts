import { Journal } from '../../src/simulation/journal.ts';
import type { JournalColumns, SeriesColumns } from '../../src/simulation/path-outcome.ts';
import { Sampler } from '../../src/simulation/sampler.ts';

/** The journal and the samples of a path on which nothing was written down. */
export const emptyJournal: JournalColumns = new Journal().finish();
export const emptySeries: SeriesColumns = new Sampler([], 0).finish();
