/** A run into its folder: tables while it goes on, then everything else that people and programs read. */
import { join } from 'node:path';
import type { RunResult } from '../experiment/run-result.ts';
import type { RunSummary } from '../experiment/run-summary.ts';
import type { InputFile } from '../results/input-recorder.ts';
import { storeInputs } from '../results/inputs.ts';
import { writeJsonFile, writeTextFile } from '../results/json-files.ts';
import { writeManifest } from '../results/manifest.ts';
import type { OutputError } from '../results/output-error.ts';
import { nameRunFolder, removeStaleFolders, writeRunFolder } from '../results/run-folder.ts';
import { RunStore } from '../results/run-store.ts';
import { tableContextOf } from '../results/table-context.ts';
import type { Scenario } from '../scenario/scenario.ts';
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
  readonly scenario: Scenario;
  readonly request: ScenarioRequest;
  readonly inputs: readonly InputFile[];
  readonly withReport: boolean;
  /** Told what is about to be written, and given the folder once the rest is there. */
  readonly profile: RunProfile | null;
  /** Asked for last, when everything else is written. */
  readonly execution: (result: RunResult) => Execution;
}

/** Called with the store that the paths go into; null when there is nothing to keep. */
export type Simulate = (store: RunStore) => Promise<RunResult | null>;

export interface StoredRun {
  readonly result: RunResult;
  readonly folder: string;
  /** What the file system refused, if that ended the run early. */
  readonly refusal: OutputError | null;
}

/**
 * Runs `simulate` and keeps what comes of it; null when that is nothing.
 *
 * @throws OutputError when not even one path could be stored
 */
export async function storeRun(simulate: Simulate, io: Io, options: StoreOptions): Promise<StoredRun | null> {
  const { outputFolder } = options;
  let stored: Omit<StoredRun, 'folder'> | null = null;
  const folder = await writeRunFolder(outputFolder, async (place) => {
    const store = await RunStore.open({ outputFolder, ...place, context: tableContextOf(options.scenario) });
    try {
      const result = await simulate(store);
      if (store.refusal !== null && (result === null || result.outcomes.length === 0)) throw store.refusal;
      if (result === null) return null;
      await writeRun(result, store, place.folder, io, options);
      stored = { result, refusal: store.refusal };
      const { scenario, seed, fingerprint } = result.summary;
      return nameRunFolder(scenario, seed, fingerprint);
    } finally {
      await store.close();
    }
  });
  removeStaleFolders(outputFolder, io.wallClockMs() - STALE_AFTER_MS);
  return folder === null || stored === null ? null : { ...(stored as Omit<StoredRun, 'folder'>), folder };
}

async function writeRun(
  result: RunResult,
  store: RunStore,
  folder: string,
  io: Io,
  options: StoreOptions,
): Promise<void> {
  const inputs = storeInputs(folder, options.inputs, io.environment.packageFolder);
  options.profile?.enter('tables');
  await store.finish(result.outcomes, pathsWithoutResult(result.summary));
  writeJsonFile(join(folder, SUMMARY_FILE), withoutNonFinite(result.summary));
  options.profile?.enter('report');
  await writeForPeople(result, folder, options.withReport);
  options.profile?.write(folder, result.outcomes);
  const execution = options.execution(result);
  writeManifest(folder, { ...describeRun(result, options.request), inputs, execution });
}

/** Failed paths that left nothing but their name. */
export function pathsWithoutResult<T extends { readonly kind: string }>({
  failedPaths,
}: {
  readonly failedPaths: readonly T[];
}): T[] {
  return failedPaths.filter(({ kind }) => kind === 'worker' || kind === 'output');
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
