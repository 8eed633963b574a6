/**
 * A scenario file to a Scenario, or every problem at once. Order: bounds on the file, YAML, overrides, structure,
 * meaning; each step goes on with whatever the one before it found sound.
 */
import { InvariantError } from '../base/assert.ts';
import type { Environment } from '../base/environment.ts';
import { digestOfText } from '../base/fingerprint.ts';
import { InvalidInputError, type Problem } from '../base/problem.ts';
import { compileScenario, listThresholds, type CompiledScenario } from './compile-scenario.ts';
import { FileReader, messageOf } from './file-reader.ts';
import { Findings, type Finding } from './findings.ts';
import { PROBLEMS_MAX, SCENARIO_BYTES_MAX } from './limits.ts';
import { applyOverrides, type Override } from './overrides.ts';
import { joinPath } from './paths.ts';
import { withoutKeys } from './resolved-yaml.ts';
import type { Scenario, ThresholdSource } from './scenario.ts';
import { scenarioFile } from './schema.ts';
import { checkStructure } from './structure.ts';
import { collectWarnings } from './warnings/collect-warnings.ts';
import { applyVenuePreset } from './venue-presets/apply-preset.ts';
import { parseYamlText, plainTreeOf, startOf } from './yaml-source.ts';

export interface ReadScenarioOptions {
  /** Values that replace those of the file, in order: `--set key=value`. They count in the digest. */
  readonly overrides?: readonly Override[];
  /** Let the scenario read price files outside its own folder. */
  readonly allowOutsidePaths?: boolean;
  /** `--seed` and `--paths`: they change the run, not the scenario, and do not count in the digest. */
  readonly seed?: string;
  readonly paths?: number;
  /** What is wrong with thresholds: the measures that they may name are not known here. */
  readonly checkThresholds?: (sources: readonly ThresholdSource[]) => readonly Problem[];
  /** What stands against the whole of a sound scenario: that it does not fit into this machine's memory, say. */
  readonly checkWhole?: (scenario: CompiledScenario) => readonly Finding[];
}

/**
 * Reads and checks a scenario file.
 * @param file path as the user gave it; relative ones start from the working folder. Problems show it unchanged.
 * @returns the frozen scenario.
 * @throws InvalidInputError with every problem.
 */
export function readScenario(environment: Environment, file: string, options: ReadScenarioOptions = {}): Scenario {
  const path = joinPath(environment.workingFolder, file);
  const text = readText(environment, path, file);
  const { source, problems: yamlProblems } = parseYamlText(text, file);
  if (source === undefined) throw invalid(yamlProblems);
  const { overrides = [], seed, paths } = options;
  const overrideProblems = applyOverrides(source, overrides, {
    ...(seed === undefined ? {} : { seed }),
    ...(paths === undefined ? {} : { paths }),
  });
  const files = new FileReader(environment);
  const { preset: venuePreset, problems: presetProblems } = applyVenuePreset(source, files);
  const tree = plainTreeOf(source);
  const early = [...yamlProblems, ...overrideProblems, ...presetProblems, ...tree.problems];
  if (!tree.complete) throw invalid(early);
  const { draft, problems } = checkStructure(scenarioFile, tree.value, source);
  const findings = new Findings(source, tree.value);
  // What an unusable preset would have said is not missing besides.
  const isEcho = ({ code, key }: Problem): boolean => code === 'missing-key' && key.startsWith('venue.');
  findings.add([...early, ...(presetProblems.length === 0 ? problems : problems.filter((one) => !isEcho(one)))]);
  const replay = { scenarioPath: path, allowOutsidePaths: options.allowOutsidePaths === true, files };
  const compiled = draft === undefined ? undefined : compileScenario(draft, source, replay, findings);
  if (options.checkThresholds !== undefined && draft !== undefined) {
    findings.add(options.checkThresholds(listThresholds(draft, source)));
  }
  if (compiled !== undefined) options.checkWhole?.(compiled).forEach((finding) => findings.report(finding));
  if (findings.problems.length > 0) throw invalid(findings.problems);
  if (compiled === undefined) throw new InvariantError(`scenario ${file} has no problem and no result`);
  const resolved = withoutKeys(draft, findings.meaningless);
  collectWarnings(compiled, findings);
  const warnings = inFileOrder(findings.warnings);
  return deepFreeze({ ...compiled, venuePreset, warnings, digest: digestOf(text, overrides, files), resolved });
}

function readText(environment: Environment, path: string, file: string): string {
  const bytes = environment.fileSize(path);
  const place = startOf(file);
  if (bytes === undefined) {
    throw invalid([
      {
        code: 'file-missing',
        message: `${file} does not exist or is no file`,
        key: '',
        expected: 'a scenario file',
        place,
      },
    ]);
  }
  if (bytes > SCENARIO_BYTES_MAX) {
    const message = `${file} has ${Math.ceil(bytes / 1_048_576)} MiB`;
    throw invalid([
      {
        code: 'file-too-large',
        message,
        key: '',
        expected: 'at most 1 MiB',
        hint: 'long price series belong into a CSV file, see market.prices.file',
        place,
      },
    ]);
  }
  try {
    return environment.readTextFile(path);
  } catch (error) {
    throw invalid([
      { code: 'file-unreadable', message: `${file} cannot be read: ${messageOf(error)}`, key: '', place },
    ]);
  }
}

/** Everything the scenario's meaning depends on, in a form that does not depend on where it lies. */
function digestOf(text: string, overrides: readonly Override[], files: FileReader): string {
  const settings = overrides.map(({ key, value }) => [key, value.trim()]);
  const read = files.digests.map(({ name, digest }) => [name, digest]);
  return digestOfText(JSON.stringify({ scenario: digestOfText(text), settings, files: read }));
}

function invalid(problems: readonly Problem[]): InvalidInputError {
  const inOrder = inFileOrder(problems);
  const left = inOrder.length - PROBLEMS_MAX;
  if (left <= 0) return new InvalidInputError(inOrder);
  return new InvalidInputError([
    ...inOrder.slice(0, PROBLEMS_MAX),
    { code: 'too-many-problems', message: `${left} more problems are not listed`, key: '' },
  ]);
}

/** By place within a file; files in the order in which they were first met. */
function inFileOrder(problems: readonly Problem[]): readonly Problem[] {
  // Overrides all stand in line 1 of `--set`: each text is a file of its own here.
  const fileOf = ({ place }: Problem): string =>
    place?.file.startsWith('--') === true ? (place.lineText ?? '') : (place?.file ?? '');
  const files = [...new Set(problems.map(fileOf))];
  const rank = (problem: Problem): number => files.indexOf(fileOf(problem));
  const line = (problem: Problem): number => problem.place?.line ?? 0;
  const column = (problem: Problem): number => problem.place?.column ?? 0;
  return problems.toSorted((a, b) => rank(a) - rank(b) || line(a) - line(b) || column(a) - column(b));
}

function deepFreeze<T>(value: T): T {
  // Typed arrays, such as a history of returns, cannot be frozen while they hold anything.
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
