/**
 * What crosses between the main thread and its workers. The version is checked on arrival: a worker compiled from
 * other sources than the main thread must refuse, not guess.
 */
import type { PopulationBlock } from '../agents/population-draw.ts';
import type { Scenario } from '../scenario/scenario.ts';

export const WIRE_VERSION = 2;

/** Draw one block of accounts into the shared population. */
export interface BlockTask {
  readonly kind: 'block';
  readonly version: number;
  readonly scenario: Scenario;
  readonly population: SharedArrayBuffer;
  readonly block: PopulationBlock;
}

/** Simulate one path; without a population, the path draws its own. */
export interface PathTask {
  readonly kind: 'path';
  readonly version: number;
  readonly scenario: Scenario;
  readonly population: SharedArrayBuffer | null;
  readonly path: number;
  readonly audit: boolean;
  /** Folder for the path's files (see `results/path-files.ts`); without one, facts and samples come back in memory. */
  readonly spoolFolder: string | null;
}

/** A path whose files could not be written: what the file system said. */
export interface RefusedPath {
  readonly path: number;
  readonly refusal: { readonly code: string; readonly message: string };
}

export type WorkerTask = BlockTask | PathTask;
