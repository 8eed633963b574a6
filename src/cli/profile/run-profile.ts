/** `run --profile`: what one run's threads did, collected while it runs and written beside its results. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../../base/assert.ts';
import type { EnsembleProfile } from '../../experiment/run-ensemble.ts';
import { writeJsonFile, writeTextFile } from '../../results/json-files.ts';
import type { PathOutcome } from '../../simulation/path-outcome.ts';
import { ThreadProfiler } from '../../workers/thread-profiler.ts';
import type { Io } from '../io.ts';
import { PhaseClock, type PhaseName } from './phase-clock.ts';
import { describeWork, formatWork } from './work-report.ts';

export const PROFILE_FOLDER = 'profile';

export class RunProfile {
  readonly #clock: PhaseClock;
  readonly #profiler = new ThreadProfiler();
  #threads: EnsembleProfile | null = null;
  #isRunning = true;
  #table = '';

  constructor(io: Io) {
    this.#clock = new PhaseClock(io);
  }

  /** What was written, for people; empty before. */
  get table(): string {
    return this.#table;
  }

  enter(phase: PhaseName): void {
    this.#clock.enter(phase);
  }

  takeThreads(profile: EnsembleProfile): void {
    this.#threads = profile;
  }

  /** Ends the profile of this thread and writes everything into `<folder>/profile/`. */
  write(folder: string, outcomes: readonly PathOutcome[]): void {
    assert(this.#threads !== null, 'a profile is written after the paths');
    const { cpuProfiles } = this.#threads;
    const report = describeWork({ ...this.#threads, outcomes, phasesMs: this.#clock.read() });
    this.#table = formatWork(report);
    const inside = join(folder, PROFILE_FOLDER);
    mkdirSync(inside);
    this.#isRunning = false;
    writeTextFile(join(inside, 'main.cpuprofile'), this.#profiler.stop());
    cpuProfiles.forEach((text, index) => writeTextFile(join(inside, `worker-${index + 1}.cpuprofile`), text));
    writeJsonFile(join(inside, 'work.json'), report);
    writeTextFile(join(inside, 'work.txt'), this.#table);
  }

  /** Ends the profile of this thread if nothing was written. */
  release(): void {
    if (this.#isRunning) this.#profiler.discard();
    this.#isRunning = false;
  }
}
