/** `aftershock verify`: a stored run repeated from its own inputs and compared with what it left behind. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { plural } from '../../base/format.ts';
import { VERSION } from '../../base/version.ts';
import { runEnsemble } from '../../experiment/run-ensemble.ts';
import type { RunResult } from '../../experiment/run-result.ts';
import { wrapText } from '../../report/text-layout.ts';
import { RunStore } from '../../results/run-store.ts';
import { tableContextOf } from '../../results/table-context.ts';
import { WorkerError } from '../../workers/worker-pool.ts';
import type { Command, CommandInput } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { openProgress } from '../progress.ts';
import { pathsWithoutResult } from '../store-run.ts';
import { openStoredRun, type StoredScenario } from '../stored-scenario.ts';
import type { FirstDifference } from '../../results/fingerprint-check.ts';
import { compareRuns, type Comparison, type Difference } from '../verify/compare-runs.ts';
import { writeJson } from '../write-json.ts';

const WIDTH = 80;
/** Differences that are told in full; the rest is counted. */
const TOLD_MAX = 5;

export const verify: Command = async (input) => {
  const { io, operands, values } = input;
  const folder = resolve(io.environment.workingFolder, operands[0]!);
  const stored = openStoredRun(folder, io, { workers: values.workers ?? io.cpuCount });
  if (values.quiet !== true) io.stderr.write(describeStart(stored));
  const scratch = io.makeTemporaryFolder();
  try {
    return await verifyIn(scratch, folder, input, stored);
  } finally {
    io.removeFolder(scratch);
  }
};

async function verifyIn(
  scratch: string,
  folder: string,
  input: CommandInput,
  stored: StoredScenario,
): Promise<ExitCode> {
  const { io } = input;
  const { manifest, scenario } = stored;
  const place = { folder: join(scratch, 'tables'), scratch: join(scratch, 'paths') };
  for (const one of [place.folder, place.scratch]) mkdirSync(one);
  const store = await RunStore.open({ outputFolder: scratch, ...place, context: tableContextOf(scenario) });
  try {
    const fresh = await repeat(input, stored, store);
    if (fresh === null) {
      io.stderr.write('interrupted; nothing was compared\n');
      return EXIT_CODES.interrupted;
    }
    await store.finish(fresh.outcomes, pathsWithoutResult(manifest));
    const comparison = await compareRuns({ folder, manifest, fresh, scratch: place.folder });
    return tell(comparison, fresh, input, stored);
  } finally {
    await store.close();
  }
}

function tell(
  comparison: Comparison,
  fresh: RunResult,
  { io, values }: CommandInput,
  stored: StoredScenario,
): ExitCode {
  const { manifest } = stored;
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
}

function describeStart({ manifest, scenario }: StoredScenario): string {
  const paths = plural(manifest.pathDigests.length, 'path');
  return `seed ${manifest.seed}: ${scenario.name}, ${paths}${manifest.partial ? ' of an interrupted run' : ''}\n`;
}

/** The same paths once more, or null when that was interrupted. */
async function repeat(
  { io, values }: CommandInput,
  { manifest, scenario }: StoredScenario,
  store: RunStore,
): Promise<RunResult | null> {
  const progress = openProgress(io, values.quiet === true || (values.json === true && !io.stderr.isTTY));
  const interrupt = listenForInterrupt(io, progress);
  const paths = manifest.pathDigests.map(({ path }) => path);
  try {
    const fresh = await runEnsemble(scenario, {
      workers: values.workers ?? io.cpuCount,
      paths,
      store,
      stop: interrupt.stop,
      abort: interrupt.abort,
      onProgress: (step) => progress.report(step),
    });
    if (store.refusal !== null) throw store.refusal;
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
  const apart = first.columns.includes('prices') ? formatPrices(path, first) : [];
  if (first.index === null) return [...apart, `  ${cause}`];
  return [
    ...apart,
    `path ${path}: the first event that differs is ${first.index} (n in journal.parquet)`,
    ...sideBySide(first.stored ?? 'none: the journal has ended', first.fresh ?? 'none: the journal has ended'),
    `  ${cause}`,
  ];
}

/** Price changes are not stored one by one: what is known is between which two events they came apart. */
function formatPrices(path: number, { previous, stored }: FirstDifference): string[] {
  return [
    `path ${path}: prices are not the same from here on`,
    ...labelled('after', previous ?? 'the start of the path'),
    ...labelled('before', stored ?? 'the end of the path'),
  ];
}

function sideBySide(stored: string, fresh: string): string[] {
  return [...labelled('stored', stored), ...labelled('fresh', fresh)];
}

function labelled(label: string, text: string): string[] {
  return wrapText(text, WIDTH - 10).map((line, i) => `  ${(i === 0 ? label : '').padEnd(8)}${line}`);
}

function indent(line: string): string {
  return `  ${line}`;
}
