/**
 * The files that a path leaves on its way into the tables, and the path as whoever reports on it sees it: its result
 * in memory, everything longer read from them when it is asked for.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type {
  JournalColumns,
  PathFailure,
  PathOutcome,
  PathResult,
  PathTally,
  SeriesColumns,
} from '../simulation/path-outcome.ts';
import type { CoMovementRecord } from '../simulation/co-movement.ts';
import type { MarginRecord } from '../simulation/margin-record.ts';
import type { PathWork } from '../simulation/path-work.ts';
import { readAllFacts } from './fact-spool.ts';
import { readAllSamples } from './sample-spool.ts';

export interface PathFiles {
  /** Every fact; gone once the path is in the tables. */
  readonly facts: string;
  /** Every sample, and the facts that a report tells; there until the run is stored. */
  readonly samples: string;
  readonly highlights: string;
}

export function pathFiles(folder: string, path: number): PathFiles {
  const file = (ending: string): string => join(folder, `${path}.${ending}`);
  return { facts: file('facts'), samples: file('samples'), highlights: file('highlights') };
}

export function removePathFiles({ facts, samples, highlights }: PathFiles): void {
  for (const file of [facts, samples, highlights]) rmSync(file, { force: true });
}

/** Nothing is remembered of what was read: a thousand paths take no more memory than one. */
export class SpooledPath implements PathOutcome {
  readonly path: number;
  readonly failure: PathFailure | null;
  readonly digest: string;
  readonly tally: PathTally;
  readonly margin: MarginRecord | null;
  readonly coMovement: CoMovementRecord | null;
  readonly controls: PathResult['controls'];
  readonly eventCount: number;
  readonly accountChecks: number;
  readonly work: PathWork;
  readonly factCount: number;
  readonly prices: number;
  readonly #files: PathFiles;
  readonly #instrumentCount: number;

  constructor(result: PathResult, files: PathFiles, instrumentCount: number) {
    this.path = result.path;
    this.failure = result.failure;
    this.digest = result.digest;
    this.tally = result.tally;
    this.margin = result.margin;
    this.coMovement = result.coMovement ?? null;
    this.controls = result.controls;
    this.eventCount = result.eventCount;
    this.accountChecks = result.accountChecks;
    this.work = result.work;
    this.factCount = result.factCount;
    this.prices = result.prices;
    this.#files = files;
    this.#instrumentCount = instrumentCount;
  }

  get series(): SeriesColumns {
    return readAllSamples(this.#files.samples, this.#instrumentCount);
  }

  /** What a report tells of the path's facts; there once the path is in the tables. */
  get journal(): JournalColumns {
    return readAllFacts(this.#files.highlights);
  }
}
