import { createWatchWork } from '../../src/exchange/breach-watch.ts';
import { Journal } from '../../src/simulation/journal.ts';
import type { JournalColumns, SeriesColumns } from '../../src/simulation/path-outcome.ts';
import { WorkCounter } from '../../src/simulation/path-work.ts';
import { Sampler } from '../../src/simulation/sampler.ts';

/** The journal, the work and the samples of a path on which nothing was written down. */
export const emptyJournal: JournalColumns = new Journal().finish();
export const emptyWork = new WorkCounter().finish({ watch: createWatchWork(), rankingPasses: 0 });
export const emptySeries: SeriesColumns = new Sampler([], 0).finish();
