/**
 * How far a run is, on standard error: a bar on a terminal, a plain line now and then elsewhere. Nothing here can
 * change what is simulated or stored.
 */
import { SingleBar } from 'cli-progress';
import { formatCount, formatShare, formatUsd } from '../base/format.ts';
import { QUANTA_PER_USD } from '../base/units.ts';
import type { EnsembleProgress } from '../experiment/run-ensemble.ts';
import type { PathOutcome } from '../simulation/path-outcome.ts';
import { formatSeconds } from './figures.ts';
import type { Io } from './io.ts';

export interface Progress {
  report(progress: EnsembleProgress): void;
  /** Writes a line without tearing the bar. */
  note(line: string): void;
  /** Takes the bar off the screen. */
  end(): void;
}

/** Time between two plain lines. */
export const LINE_PERIOD_MS = 10_000;
const BAR_PERIOD_MS = 1_000;
/** Narrower terminals get plain lines: a bar that wraps cannot be redrawn. */
const BAR_COLUMNS_MIN = 40;

/** `isSilent`: the output goes to a program, or nobody wants to see. */
export function openProgress(io: Io, isSilent: boolean): Progress {
  if (isSilent) {
    return { report: () => undefined, note: (line) => void io.stderr.write(`${line}\n`), end: () => undefined };
  }
  return io.stderr.isTTY && io.stderr.columns >= BAR_COLUMNS_MIN ? openBar(io) : openLines(io);
}

function openBar(io: Io): Progress {
  const startedMs = io.elapsedMs();
  let done = 0;
  let planned = 0;
  let latest = 'drawing accounts';
  const bar = new SingleBar({
    // Asks for no more of its stream than this; its type asks for all of Node's.
    stream: io.stderr as unknown as NodeJS.WritableStream,
    format: (_, { progress, value, total }) => {
      const width = Math.max(8, Math.min(24, io.stderr.columns - 62));
      const filled = Math.round(progress * width);
      const drawn = `${'='.repeat(filled)}${' '.repeat(width - filled)}`;
      const text = `[${drawn}] ${value}/${total} paths${formatLeft(io.elapsedMs() - startedMs, value, total)}  ${latest}`;
      return text.slice(0, io.stderr.columns - 1);
    },
    clearOnComplete: true,
    hideCursor: null,
    linewrap: null,
    forceRedraw: true,
    fps: 10,
  } as ConstructorParameters<typeof SingleBar>[0]);
  const stopTicking = io.onInterval(() => bar.isActive && bar.update(done), BAR_PERIOD_MS);
  return {
    report: ({ stage, pathsDone, pathsPlanned, latest: outcome }) => {
      done = pathsDone;
      if (planned === 0) {
        planned = pathsPlanned;
        bar.start(planned, done);
      }
      if (stage === 'population') latest = 'first paths';
      if (outcome !== null) latest = describeLatest(outcome);
      bar.update(done);
    },
    note: (line) => {
      const wasActive = bar.isActive;
      if (wasActive) bar.stop();
      io.stderr.write(`${line}\n`);
      if (wasActive) bar.start(planned, done);
    },
    end: () => {
      stopTicking();
      if (bar.isActive) bar.stop();
    },
  };
}

function openLines(io: Io): Progress {
  const startedMs = io.elapsedMs();
  let line = '';
  const stop = io.onInterval(() => {
    if (line !== '') io.stderr.write(`${formatSeconds((io.elapsedMs() - startedMs) / 1000)}: ${line}\n`);
  }, LINE_PERIOD_MS);
  return {
    report: ({ pathsDone, pathsPlanned, latest }) => {
      const last = latest === null ? '' : `, last: ${describeLatest(latest)}`;
      const left = formatLeft(io.elapsedMs() - startedMs, pathsDone, pathsPlanned);
      line = `${formatCount(pathsDone)} of ${formatCount(pathsPlanned)} paths${left}${last}`;
    },
    note: (written) => void io.stderr.write(`${written}\n`),
    end: stop,
  };
}

function formatLeft(elapsedMs: number, done: number, planned: number): string {
  if (done === 0 || done >= planned) return '';
  return `, ${formatSeconds(Math.ceil(((elapsedMs / done) * (planned - done)) / 1000))} left`;
}

/** The figures that say most about a path in a few words. */
function describeLatest({ path, failure, tally }: PathOutcome): string {
  if (failure !== null) return `path ${path} failed`;
  const liquidated = formatUsd(tally.liquidatedNotional / QUANTA_PER_USD);
  const fund = tally.fundInitial === 0 ? '' : `, fund ${formatShare(tally.fundMin / tally.fundInitial)}`;
  return `liquidated ${liquidated}${fund}`;
}
