import { createWatchWork } from '../../src/exchange/breach-watch.ts';
import { MemoryFacts, MemorySamples } from '../../src/simulation/memory-stores.ts';
import type { JournalColumns, SeriesColumns } from '../../src/simulation/path-outcome.ts';
import { FACT_KINDS } from '../../src/exchange/fact.ts';
import { WorkCounter } from '../../src/simulation/path-work.ts';

/** The journal, the work and the samples of a path on which nothing was written down. */
export const emptyJournal: JournalColumns = new MemoryFacts().finish();
export const emptyWork = new WorkCounter().finish(
  { watch: createWatchWork(), rankingPasses: 0 },
  new Float64Array(FACT_KINDS.length),
);
export const emptySeries: SeriesColumns = new MemorySamples(0, 0).finish();
