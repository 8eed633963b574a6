/** How a run went on this machine: time, memory and throughput. Never part of what a run is. */
import { formatBytes, formatRate, formatSeconds } from './figures.ts';
import type { RunResult } from '../experiment/run-result.ts';
import type { ManifestExecution } from '../results/manifest.ts';
import type { Io } from './io.ts';

export interface Execution extends ManifestExecution {
  /** From the start of the program's work to the first path's result; null when none came. */
  readonly timeToFirstPathS: number | null;
  /** Wall time of population and paths, with their tables, which are written meanwhile; without reading and report. */
  readonly simulationTimeS: number;
  readonly events: number;
  readonly accountChecks: number;
  readonly eventsPerSecond: number;
  readonly accountChecksPerSecond: number;
}

/** Takes the times of a run as it goes. */
export class Stopwatch {
  readonly #io: Io;
  readonly #startedMs: number;
  readonly #startedAtMs: number;
  #simulationMs = 0;
  #simulatedMs = 0;
  #firstPathMs: number | null = null;

  constructor(io: Io) {
    this.#io = io;
    this.#startedMs = io.elapsedMs();
    this.#startedAtMs = io.wallClockMs();
  }

  beginSimulation(): void {
    this.#simulationMs = this.#io.elapsedMs();
  }

  pathDone(): void {
    this.#firstPathMs ??= this.#io.elapsedMs();
  }

  endSimulation(): void {
    this.#simulatedMs = this.#io.elapsedMs() - this.#simulationMs;
  }

  describe({ outcomes }: RunResult, workers: number, argv: readonly string[]): Execution {
    const io = this.#io;
    const simulationTimeS = roundTo(this.#simulatedMs / 1000, 3);
    const perSecond = (count: number): number => Math.round((1000 * count) / Math.max(1, this.#simulatedMs));
    const events = outcomes.reduce((sum, outcome) => sum + outcome.eventCount, 0);
    const accountChecks = outcomes.reduce((sum, outcome) => sum + outcome.accountChecks, 0);
    return {
      ...io.versions,
      startedAt: new Date(this.#startedAtMs).toISOString(),
      finishedAt: new Date(io.wallClockMs()).toISOString(),
      wallTimeS: roundTo((io.elapsedMs() - this.#startedMs) / 1000, 3),
      workers,
      peakMemoryBytes: io.peakMemoryBytes(),
      argv,
      timeToFirstPathS: this.#firstPathMs === null ? null : roundTo((this.#firstPathMs - this.#startedMs) / 1000, 3),
      simulationTimeS,
      events,
      accountChecks,
      eventsPerSecond: perSecond(events),
      accountChecksPerSecond: perSecond(accountChecks),
    };
  }
}

/** `12.3 s on 2 workers, first path after 3.2 s; 1.9 M events/s, ...` in two lines of at most 80 characters. */
export function formatExecution(execution: Execution): string {
  const { workers, timeToFirstPathS } = execution;
  const first = timeToFirstPathS === null ? '' : `, first path after ${formatSeconds(timeToFirstPathS)}`;
  return [
    `run: ${formatSeconds(execution.wallTimeS)} on ${workers === 1 ? '1 worker' : `${workers} workers`}${first}, peak memory ${formatBytes(execution.peakMemoryBytes)}`,
    `     ${formatRate(execution.eventsPerSecond)} events/s, ${formatRate(execution.accountChecksPerSecond)} account checks/s`,
  ].join('\n');
}

function roundTo(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
