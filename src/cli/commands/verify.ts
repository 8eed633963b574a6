/** `aftershock verify`: a stored run repeated from its own inputs and compared with what it left behind. */
import { resolve } from 'node:path';
import { plural } from '../../base/format.ts';
import { VERSION } from '../../base/version.ts';
import { runEnsemble } from '../../experiment/run-ensemble.ts';
import type { RunResult } from '../../experiment/run-result.ts';
import { wrapText } from '../../report/text-layout.ts';
import { WorkerError } from '../../workers/worker-pool.ts';
import type { Command, CommandInput } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { openProgress } from '../progress.ts';
import { openStoredRun, type StoredScenario } from '../stored-scenario.ts';
import { compareRuns, type Comparison, type Difference } from '../verify/compare-runs.ts';
import { writeJson } from '../write-json.ts';

const WIDTH = 80;
/** Differences that are told in full; the rest is counted. */
const TOLD_MAX = 5;

export const verify: Command = async (input) => {
  const { io, operands, values } = input;
  const folder = resolve(io.environment.workingFolder, operands[0]!);
  const stored = openStoredRun(folder, io, { workers: values.workers ?? io.cpuCount });
  const { manifest } = stored;
  if (values.quiet !== true) io.stderr.write(describeStart(stored));
  const fresh = await repeat(input, stored);
  if (fresh === null) {
    io.stderr.write('interrupted; nothing was compared\n');
    return EXIT_CODES.interrupted;
  }
  const scratch = io.makeTemporaryFolder();
  let comparison: Comparison;
  try {
    comparison = await compareRuns({ folder, manifest, fresh, scratch });
  } finally {
    io.removeFolder(scratch);
  }
  const isIdentical = comparison.differences.length === 0;
  const exitCode = isIdentical ? EXIT_CODES.ok : EXIT_CODES.verificationDiffers;
  if (values.json === true) {
    writeJson(io, {
      command: 'verify',
      identical: isIdentical,
      fingerprint: { stored: manifest.fingerprint, fresh: fresh.summary.fingerprint },
      version: VERSION,
      seed: manifest.seed,
      paths: fresh.outcomes.length,
      ...comparison,
      exitCode,
    });
  } else {
    io.stdout.write(`${formatComparison(comparison, fresh, stored).join('\n')}\n`);
  }
  return exitCode;
};

function describeStart({ manifest, scenario }: StoredScenario): string {
  const paths = plural(manifest.pathDigests.length, 'path');
  return `seed ${manifest.seed}: ${scenario.name}, ${paths}${manifest.partial ? ' of an interrupted run' : ''}\n`;
}

/** The same paths once more, or null when that was interrupted. */
async function repeat({ io, values }: CommandInput, { manifest, scenario }: StoredScenario): Promise<RunResult | null> {
  const progress = openProgress(io, values.quiet === true || (values.json === true && !io.stderr.isTTY));
  const interrupt = listenForInterrupt(io, progress);
  const paths = manifest.pathDigests.map(({ path }) => path);
  try {
    const fresh = await runEnsemble(scenario, {
      workers: values.workers ?? io.cpuCount,
      paths,
      stop: interrupt.stop,
      abort: interrupt.abort,
      onProgress: (step) => progress.report(step),
    });
    const lost = fresh.summary.failedPaths.find(({ kind }) => kind === 'worker');
    if (lost !== undefined) throw new WorkerError(`path ${lost.path}: ${lost.message}`);
    return fresh.outcomes.length === paths.length ? fresh : null;
  } catch (error) {
    if (interrupt.abort.aborted) return null;
    throw error;
  } finally {
    progress.end();
    interrupt.release();
  }
}

function formatComparison(
  { differences, filesEqual, filesLeft }: Comparison,
  fresh: RunResult,
  { manifest }: StoredScenario,
): string[] {
  const paths = plural(fresh.outcomes.length, 'path');
  const equal = filesEqual.length === 0 ? [] : wrapText(`equal: ${filesEqual.join(', ')}`, WIDTH - 2).map(indent);
  const notCompared =
    filesLeft.length === 0 ? [] : wrapText(`not compared: ${filesLeft.join(', ')}`, WIDTH - 2).map(indent);
  if (differences.length === 0) {
    return [`identical: ${paths}, fingerprint`, indent(fresh.summary.fingerprint), ...equal, ...notCompared];
  }
  const left = differences.length - TOLD_MAX;
  return [
    `DIFFERENT: ${plural(differences.length, 'difference')} in ${paths}`,
    ...differences.slice(0, TOLD_MAX).flatMap((one) => ['', ...formatDifference(one)]),
    ...(left > 0 ? ['', `and ${plural(left, 'more difference', 'more differences')}`] : []),
    '',
    `fingerprint stored ${manifest.fingerprint}`,
    `             fresh ${fresh.summary.fingerprint}`,
    ...equal,
  ];
}

function formatDifference(difference: Difference): string[] {
  switch (difference.kind) {
    case 'path':
      return formatPathDifference(difference);
    case 'table': {
      const { file, row, column, stored, fresh } = difference;
      const where = row === null ? 'its number of rows' : `row ${row}, column ${column}`;
      return [`${file}: ${where} is not what the run gives`, ...sideBySide(stored, fresh)];
    }
    case 'file':
      return [`${difference.file}: its text is not what the run gives`];
  }
}

function formatPathDifference({ path, digest, first }: Extract<Difference, { kind: 'path' }>): string[] {
  if (first === null) {
    return [
      `path ${path}: every stored event is the same, but its digest is not: the manifest`,
      '  was edited, or the state at the end differs',
      ...sideBySide(digest.stored, digest.fresh),
    ];
  }
  const cause =
    digest.stored === digest.fresh
      ? 'the stored journal was changed; the digest fits the fresh run'
      : 'the run came out differently';
  return [
    `path ${path}: the first event that differs is ${first.index} (n in journal.parquet)`,
    ...sideBySide(first.stored ?? 'none: the journal has ended', first.fresh ?? 'none: the journal has ended'),
    `  ${cause}`,
  ];
}

function sideBySide(stored: string, fresh: string): string[] {
  const lines = (label: string, text: string) =>
    wrapText(text, WIDTH - 10).map((line, i) => `  ${(i === 0 ? label : '').padEnd(8)}${line}`);
  return [...lines('stored', stored), ...lines('fresh', fresh)];
}

function indent(line: string): string {
  return `  ${line}`;
}
