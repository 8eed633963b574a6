/** The scenario of a stored run, read from the copies in its folder: what `verify` and `explain` simulate again. */
import { InvalidInputError, type Problem } from '../base/problem.ts';
import { VERSION } from '../base/version.ts';
import { combineDigests } from '../results/fingerprint-check.ts';
import { resolveInputs } from '../results/inputs.ts';
import { readManifest } from '../results/manifest-reader.ts';
import type { Manifest } from '../results/manifest.ts';
import { MANIFEST_FILE } from '../results/run-folder.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Io } from './io.ts';
import { loadScenario } from './load-scenario.ts';
import { findMemoryProblems } from './memory-check.ts';
import { parseOverride } from './scenario-request.ts';

export interface StoredScenario {
  readonly manifest: Manifest;
  readonly scenario: Scenario;
}

/** What is about to be simulated again. */
export interface StoredRequest {
  readonly workers: number;
  /** All that are stored when absent. */
  readonly paths?: number;
}

/** @throws InvalidInputError when the folder holds no run, one that was damaged or edited, or one that does not fit */
export function openStoredRun(folder: string, io: Io, asked: StoredRequest): StoredScenario {
  const manifest = readManifest(folder);
  const inconsistencies = findInconsistencies(manifest);
  if (inconsistencies.length > 0) throw edited(folder, inconsistencies);
  if (manifest.version !== VERSION) throw otherVersion(folder, manifest.version);
  const { scenarioPath, environment } = resolveInputs(folder, manifest.inputs, io.environment);
  const scenario = loadScenario(scenarioPath, {
    environment,
    overrides: manifest.overrides.map(parseOverride),
    seed: manifest.seed,
    paths: manifest.pathsPlanned,
    allowOutsidePaths: manifest.options.allowOutsidePaths === true,
    checkWhole: (whole) =>
      findMemoryProblems(whole, {
        workers: asked.workers,
        processors: io.cpuCount,
        totalBytes: io.memory.totalBytes,
        paths: asked.paths ?? manifest.pathDigests.length,
      }),
  });
  if (scenario.digest !== manifest.scenario.digest) {
    throw edited(folder, [['scenario.digest', scenario.digest, manifest.scenario.digest]]);
  }
  return { manifest, scenario };
}

type Inconsistency = readonly [key: string, expected: string, found: string];

/** What a manifest says twice must agree. */
function findInconsistencies({ pathDigests, fingerprint, pathsPlanned, overrides }: Manifest): Inconsistency[] {
  const found: Inconsistency[] = [];
  const isRising = pathDigests.every(({ path }, i) => i === 0 || pathDigests[i - 1]!.path < path);
  if (!isRising) found.push(['pathDigests', 'one entry a path, by rising number', 'another order']);
  else if (combineDigests(pathDigests) !== fingerprint)
    found.push(['fingerprint', combineDigests(pathDigests), fingerprint]);
  const last = pathDigests.at(-1)?.path ?? -1;
  if (!Number.isSafeInteger(pathsPlanned) || pathsPlanned < 1 || last >= pathsPlanned) {
    found.push(['pathsPlanned', `a whole number above ${last}`, String(pathsPlanned)]);
  }
  const broken = overrides.find((text) => text.indexOf('=') < 1);
  if (broken !== undefined) found.push(['overrides', 'key=value', broken]);
  return found;
}

/** Sameness is promised for one version: another may have other defaults, texts and measures. */
function otherVersion(folder: string, version: string): InvalidInputError {
  const problem: Problem = {
    code: 'run-version',
    message: `the run was written by version ${version} of Aftershock and can be repeated by that version only`,
    key: 'version',
    found: version,
    expected: VERSION,
    hint: `use version ${version}, or run its scenario again with this one`,
    place: { file: `${folder}/${MANIFEST_FILE}`, line: 1, column: 1, length: 0 },
  };
  return new InvalidInputError([problem]);
}

function edited(folder: string, inconsistencies: readonly Inconsistency[]): InvalidInputError {
  const file = `${folder}/${MANIFEST_FILE}`;
  return new InvalidInputError(
    inconsistencies.map(
      ([key, expected, found]): Problem => ({
        code: 'manifest-edited',
        message: `${key} of the manifest does not follow from the rest of it: the file was edited or damaged`,
        key,
        found,
        expected,
        hint: 'restore the file, or run the scenario again',
        place: { file, line: 1, column: 1, length: 0 },
      }),
    ),
  );
}
