/**
 * What crosses between the main thread and its workers. The version is checked on arrival: a worker compiled from
 * other sources than the main thread must refuse, not guess.
 */
import type { AccountRange } from '../agents/behaviour.ts';
import type { NettingPass } from '../agents/population-netting.ts';
import type { PopulationTerms } from '../agents/population-terms.ts';
import type { PopulationBatch } from '../agents/population-draw.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Crew } from './derivation-crew.ts';

export const WIRE_VERSION = 3;

/** What tasks on a batch of accounts have in common: of the scenario, only what they need of it. */
export interface BatchTerms {
  readonly version: number;
  readonly terms: PopulationTerms;
  readonly seed: string;
  readonly population: SharedArrayBuffer;
  /** Laid out like the population's records, for netting. */
  readonly wanted: SharedArrayBuffer;
}

/** Draw a batch of accounts into the shared population and say what they want. */
export interface DrawTask extends BatchTerms {
  readonly kind: 'draw';
  readonly batch: PopulationBatch;
}

/** Take the accounts of a batch one pass further on the way to open interest. */
export interface NetTask extends BatchTerms {
  readonly kind: 'net';
  readonly range: AccountRange;
  readonly pass: NettingPass;
}

/** Say what a netted batch holds. */
export interface FiguresTask extends BatchTerms {
  readonly kind: 'figures';
  readonly range: AccountRange;
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
  /** Threads that help; the path runs on what it shares with them. */
  readonly crew: Crew | null;
}

/** Help the path of a crew until it is dismissed. */
export interface HelpTask {
  readonly kind: 'help';
  readonly version: number;
  readonly scenario: Scenario;
  readonly population: SharedArrayBuffer;
  readonly crew: Crew;
  /** Number of the helper, from 0. */
  readonly helper: number;
}

/** A path whose files could not be written: what the file system said. */
export interface RefusedPath {
  readonly path: number;
  readonly refusal: { readonly code: string; readonly message: string };
}

/** End the thread's profile and hand it over. */
export interface ProfileTask {
  readonly kind: 'profile';
  readonly version: number;
}

export type BatchTask = DrawTask | NetTask | FiguresTask;
export type WorkerTask = BatchTask | PathTask | HelpTask | ProfileTask;

/** A task as it is sent; the first one with `profiles` starts a profile of its thread. */
export type SentTask = WorkerTask & { readonly profiles?: boolean };
