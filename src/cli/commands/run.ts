/** `aftershock run`: every path of a scenario, its results stored and told. */
import { join, resolve } from 'node:path';
import { plural } from '../../base/format.ts';
import { runEnsemble } from '../../experiment/run-ensemble.ts';
import { planRun, type Machine } from '../../experiment/run-plan.ts';
import type { RunResult } from '../../experiment/run-result.ts';
import { recordInputs } from '../../results/input-recorder.ts';
import type { OutputError } from '../../results/output-error.ts';
import { probeOutputFolder } from '../../results/output-folder.ts';
import type { RunStore } from '../../results/run-store.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Command, CommandInput } from '../command.ts';
import { formatExecution, Stopwatch, type Execution } from '../execution.ts';
import { EXIT_CODES, exitCodeOfRun, type ExitCode } from '../exit-codes.ts';
import { listenForInterrupt, type Interrupt } from '../interrupt.ts';
import { findMemoryProblems } from '../memory-check.ts';
import { warnOfSize } from '../plan-text.ts';
import { RunProfile } from '../profile/run-profile.ts';
import { openProgress, type Progress } from '../progress.ts';
import { readRequested, reproduceCommand, requestScenario } from '../scenario-request.ts';
import { showSummary } from '../show-summary.ts';
import { REPORT_FILE, storeRun } from '../store-run.ts';
import { writeJson } from '../write-json.ts';

const DEFAULT_OUTPUT = 'output';

export const run: Command = async (input) => {
  const { io, operands, values } = input;
  const stopwatch = new Stopwatch(io);
  const request = requestScenario(operands[0]!, values);
  const recorder = recordInputs(io.environment);
  const workers = values.workers ?? io.cpuCount;
  const machine: Machine = { workers, processors: io.cpuCount };
  const scenario = readRequested(request, recorder.environment, (whole) =>
    findMemoryProblems(whole, { ...machine, totalBytes: io.memory.totalBytes }),
  );
  const shownOutput = values.out ?? DEFAULT_OUTPUT;
  const outputFolder = resolve(io.environment.workingFolder, shownOutput);
  probeOutputFolder(outputFolder);
  const isSilent = values.quiet === true || (values.json === true && !io.stderr.isTTY);
  const progress = openProgress(io, isSilent);
  const interrupt = listenForInterrupt(io, progress);
  const profile = values.profile === true ? new RunProfile(io) : null;
  try {
    if (values.quiet !== true) io.stderr.write(describeStart(scenario, workers));
    if (values.quiet !== true && values.json !== true) warnOfSize(io, planRun(scenario, machine));
    const reproduce = reproduceCommand(request, scenario.run.seed);
    const withReport = values['no-report'] !== true;
    const describe = (result: RunResult): Execution => stopwatch.describe(result, workers, argvOf(input));
    const simulate = async (store: RunStore): Promise<RunResult | null> => {
      const result = await simulateAll(input, scenario, {
        workers,
        reproduce,
        progress,
        interrupt,
        stopwatch,
        profile,
        store,
      });
      if (result === null || (result.outcomes.length === 0 && interrupt.stop.requested)) return null;
      interrupt.beginStoring();
      return result;
    };
    const stored = await storeRun(simulate, io, {
      outputFolder,
      scenario,
      request,
      inputs: recorder.files,
      withReport,
      profile,
      execution: describe,
    });
    if (stored === null) {
      io.stderr.write('interrupted before any path was finished; nothing was stored\n');
      return EXIT_CODES.interrupted;
    }
    const { result, folder, refusal } = stored;
    const exitCode = exitCodeOfRun({ ...result.summary, interrupted: result.summary.partial });
    const shownFolder =
      shownOutput === outputFolder ? folder : join(shownOutput, folder.slice(outputFolder.length + 1));
    if (profile !== null && values.quiet !== true) io.stderr.write(profile.table);
    tell(input, result, { folder, shownFolder, withReport, execution: describe(result), exitCode });
    if (refusal !== null) io.stderr.write(describeRefusal(refusal, result));
    return exitCode;
  } finally {
    profile?.release();
    interrupt.release();
  }
};

function describeStart(scenario: Scenario, workers: number): string {
  const { seed, paths } = scenario.run;
  return `seed ${seed}: ${scenario.name}, ${plural(paths, 'path')}, ${plural(workers, 'worker')}\n`;
}

function describeRefusal({ message, hint }: OutputError, { outcomes }: RunResult): string {
  const lines = [
    `aftershock: ${message}`,
    `  the run ended early; ${plural(outcomes.length, 'path')} that fitted ${outcomes.length === 1 ? 'is' : 'are'} kept, marked partial`,
    `  ${hint}`,
  ];
  return `${lines.join('\n')}\n`;
}

interface Simulation {
  readonly store: RunStore;
  readonly workers: number;
  readonly reproduce: string;
  readonly progress: Progress;
  readonly interrupt: Interrupt;
  readonly stopwatch: Stopwatch;
  readonly profile: RunProfile | null;
}

/** null when it was stopped before there was anything to keep. */
async function simulateAll(
  { values }: CommandInput,
  scenario: Scenario,
  { workers, reproduce, progress, interrupt, stopwatch, profile, store }: Simulation,
): Promise<RunResult | null> {
  stopwatch.beginSimulation();
  try {
    return await runEnsemble(scenario, {
      workers,
      audit: values.audit === true,
      stop: interrupt.stop,
      abort: interrupt.abort,
      reproduce,
      store,
      ...(profile === null ? {} : { onProfile: (threads) => profile.takeThreads(threads) }),
      onProgress: (step) => {
        if (step.stage === 'population') profile?.enter('paths');
        if (step.latest !== null) stopwatch.pathDone();
        progress.report(step);
      },
    });
  } catch (error) {
    // Threads that were ended while they drew the population.
    if (interrupt.abort.aborted) return null;
    throw error;
  } finally {
    stopwatch.endSimulation();
    progress.end();
  }
}

interface Told {
  readonly folder: string;
  readonly shownFolder: string;
  readonly withReport: boolean;
  readonly execution: Execution;
  readonly exitCode: ExitCode;
}

function tell({ io, values }: CommandInput, result: RunResult, told: Told): void {
  const { folder, shownFolder, withReport, execution, exitCode } = told;
  if (values.json === true) {
    const { measures, ...summary } = result.summary;
    const report = withReport ? join(folder, REPORT_FILE) : null;
    const lean = measures.map((measure) => ({ ...measure, values: undefined }));
    writeJson(io, { command: 'run', ...summary, measures: lean, folder, report, exitCode, execution });
  } else {
    showSummary(io, values, result, shownFolder, withReport);
  }
  if (values.quiet !== true) io.stderr.write(`${formatExecution(execution)}\n`);
}

function argvOf({ operands, values }: CommandInput): readonly string[] {
  const words = Object.entries(values).flatMap(([name, value]) => {
    if (value === true) return [`--${name}`];
    return (Array.isArray(value) ? value : [value]).flatMap((one) => [`--${name}`, String(one)]);
  });
  return ['run', ...operands, ...words];
}
