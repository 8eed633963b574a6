/** A finished run into its folder: everything that people and programs read afterwards, in one rename. */
import { join } from 'node:path';
import type { RunResult } from '../experiment/run-result.ts';
import type { RunSummary } from '../experiment/run-summary.ts';
import type { InputFile } from '../results/input-recorder.ts';
import { storeInputs } from '../results/inputs.ts';
import { writeJsonFile, writeTextFile } from '../results/json-files.ts';
import { writeManifest } from '../results/manifest.ts';
import { nameRunFolder, removeStaleFolders, writeRunFolder } from '../results/run-folder.ts';
import { writeTables, type TableInput } from '../results/tables.ts';
import type { Execution } from './execution.ts';
import type { Io } from './io.ts';
import type { RunProfile } from './profile/run-profile.ts';
import { formatOverride, type ScenarioRequest } from './scenario-request.ts';

export const SUMMARY_FILE = 'summary.json';
export const REPORT_FILE = 'report.html';
export const JUNIT_FILE = 'junit.xml';

/** What a crashed run left behind is removed once nobody can be writing it any more. */
const STALE_AFTER_MS = 24 * 3_600_000;

export interface StoreOptions {
  readonly outputFolder: string;
  readonly request: ScenarioRequest;
  readonly inputs: readonly InputFile[];
  readonly withReport: boolean;
  /** Told what is about to be written, and given the folder once the rest is there. */
  readonly profile: RunProfile | null;
  /** Asked for last, when everything else is written. */
  readonly execution: () => Execution;
}

/** Returns the run's folder. */
export async function storeRun(result: RunResult, io: Io, options: StoreOptions): Promise<string> {
  const { summary } = result;
  const name = nameRunFolder(summary.scenario, summary.seed, summary.fingerprint);
  const folder = await writeRunFolder(options.outputFolder, name, async (fresh) => {
    const inputs = storeInputs(fresh, options.inputs, io.environment.packageFolder);
    options.profile?.enter('tables');
    await writeTables(fresh, tableInputOf(result));
    writeJsonFile(join(fresh, SUMMARY_FILE), withoutNonFinite(summary));
    options.profile?.enter('report');
    await writeForPeople(result, fresh, options.withReport);
    options.profile?.write(fresh, result.outcomes);
    writeManifest(fresh, { ...describeRun(result, options.request), inputs, execution: options.execution() });
  });
  removeStaleFolders(options.outputFolder, io.wallClockMs() - STALE_AFTER_MS);
  return folder;
}

/** What the tables of a run are made from; `verify` makes them once more. */
export function tableInputOf({ scenario, summary, outcomes }: RunResult): TableInput {
  const lostPaths = summary.failedPaths.filter(({ kind }) => kind === 'worker');
  return {
    outcomes,
    lostPaths: lostPaths.map(({ path, message }) => ({ path, message })),
    context: { instruments: scenario.venue.instruments, classes: summary.population.classes },
  };
}

async function writeForPeople(result: RunResult, folder: string, withReport: boolean): Promise<void> {
  if (withReport) {
    const { writeReport } = await import('../report/write-report.ts');
    await writeReport(result, folder);
    return;
  }
  const { buildJUnit } = await import('../report/junit.ts');
  writeTextFile(join(folder, JUNIT_FILE), buildJUnit(result));
}

function describeRun({ scenario, summary, outcomes }: RunResult, request: ScenarioRequest) {
  return {
    version: summary.version,
    scenario: { name: scenario.name, title: scenario.title, digest: scenario.digest },
    seed: summary.seed,
    overrides: request.overrides.map(formatOverride),
    options: { paths: scenario.run.paths, allowOutsidePaths: request.allowOutsidePaths },
    fingerprint: summary.fingerprint,
    partial: summary.partial,
    pathsPlanned: summary.pathsPlanned,
    pathDigests: outcomes.map(({ path, digest }) => ({ path, digest })),
    failedPaths: summary.failedPaths.map(({ path, kind, message }) => ({ path, kind, message })),
    instruments: scenario.venue.instruments.map(({ symbol }) => symbol),
  };
}

/** JSON has no NaN: a figure that no path could give is null. */
export function withoutNonFinite(summary: RunSummary): unknown {
  return JSON.parse(JSON.stringify(summary)) as unknown;
}
