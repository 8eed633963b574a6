/** `aftershock counterfactual`: a scenario against itself without a rule, or with another, on the same paths. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { plural } from '../../base/format.ts';
import { compareCounterfactuals } from '../../experiment/counterfactuals/counterfactual.ts';
import { MANIFEST_FILE } from '../../results/run-folder.ts';
import type { Command } from '../command.ts';
import { requestCounterfactual } from '../counterfactual-request.ts';
import { formatCounterfactual } from '../counterfactual-text.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { findMemoryProblems } from '../memory-check.ts';
import type { Io } from '../io.ts';
import { openProgress, type Progress } from '../progress.ts';
import { requestScenario } from '../scenario-request.ts';
import { UsageError } from '../usage-error.ts';
import { writeJson } from '../write-json.ts';

export const counterfactual: Command = async ({ io, operands, values }) => {
  assertNoRunFolder(operands[0]!, io.environment.workingFolder);
  const workers = values.workers ?? io.cpuCount;
  const machine = { workers, processors: io.cpuCount, totalBytes: io.memory.totalBytes };
  const request = requestCounterfactual(requestScenario(operands[0]!, values), values, io.environment, (whole) =>
    findMemoryProblems(whole, machine),
  );
  const names = [
    ...request.without.map(({ control }) => `without ${control.name}`),
    ...request.variants.map(({ name }) => name),
  ];
  if (names.length === 0) throw new UsageError('there is nothing to compare', 'name --without or --variant');
  const isQuiet = values.quiet === true;
  const { seed, paths } = request.base.run;
  if (!isQuiet)
    io.stderr.write(`seed ${seed}: ${plural(paths, 'path')} of ${request.base.name}, and ${names.join(', ')}\n`);
  const progress = openProgress(io, isQuiet || (values.json === true && !io.stderr.isTTY));
  const interrupt = listenForInterrupt(io, progress, false);
  try {
    const result = await compareCounterfactuals(request, {
      workers,
      stop: interrupt.stop,
      abort: interrupt.abort,
      onPath: (_, pathsDone, pathsPlanned) =>
        progress.report({ stage: 'paths', pathsDone, pathsPlanned, latest: null }),
    });
    progress.end();
    if (result === null) return tellInterrupted(io, progress);
    const exitCode = result.failedPaths > 0 ? EXIT_CODES.invariantViolated : EXIT_CODES.ok;
    if (values.json === true) writeJson(io, { command: 'counterfactual', ...result, exitCode });
    else io.stdout.write(formatCounterfactual(result));
    return exitCode;
  } catch (error) {
    // Threads that were ended while they worked.
    if (interrupt.abort.aborted) return tellInterrupted(io, progress);
    throw error;
  } finally {
    progress.end();
    interrupt.release();
  }
};

function tellInterrupted(io: Io, progress: Progress): ExitCode {
  progress.end();
  io.stderr.write('interrupted: a comparison needs every path\n');
  return EXIT_CODES.interrupted;
}

/** `explain` takes the folder of a run: whoever comes from there gives it here too. */
function assertNoRunFolder(operand: string, workingFolder: string): void {
  const folder = resolve(workingFolder, operand);
  if (!existsSync(join(folder, MANIFEST_FILE))) return;
  throw new UsageError(`${operand} is the folder of a run`, 'a comparison runs a scenario: name the scenario file');
}
