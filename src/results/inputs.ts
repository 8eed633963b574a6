/**
 * The files that a run read, kept in its folder under `inputs/`, so that the folder alone is enough to repeat it: on
 * another machine, and after somebody has edited the originals.
 */
import { mkdirSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Environment } from '../base/environment.ts';
import { digestOfText } from '../base/fingerprint.ts';
import { InvalidInputError, type Problem } from '../base/problem.ts';
import type { InputFile } from './input-recorder.ts';
import { writeTextFile } from './json-files.ts';
import { asOutputError } from './output-error.ts';

export const INPUTS_FOLDER = 'inputs';
const SCENARIO_FILE = 'scenario.yaml';

/** Larger files stay where they are; the manifest has their digest. */
export const STORED_INPUT_BYTES_MAX = 5_000_000;

export interface StoredInput {
  /** Path from the scenario's folder, with forward slashes. */
  readonly relative: string;
  /** Path from the package's folder when the file came with Aftershock, else null. */
  readonly packaged: string | null;
  /** Where it was read from, absolute. */
  readonly original: string;
  /** SHA-256 of its text. */
  readonly digest: string;
  readonly bytes: number;
  /** Path of the copy in the run folder, or null when it was too large to copy. */
  readonly stored: string | null;
}

/**
 * Copies what the run read into `folder`; the result is the manifest's `inputs`.
 *
 * @param files the scenario file first, then the others (see `recordInputs`).
 */
export function storeInputs(folder: string, files: readonly InputFile[], packageFolder: string): StoredInput[] {
  try {
    mkdirSync(join(folder, INPUTS_FOLDER), { recursive: true });
  } catch (error) {
    throw asOutputError(error, folder);
  }
  const scenarioFolder = dirname(files[0]?.path ?? '');
  return files.map(({ asked, path, text }, i) => {
    const bytes = Buffer.byteLength(text, 'utf8');
    // The scenario is always kept: without it the folder means nothing.
    const fits = i === 0 || bytes < STORED_INPUT_BYTES_MAX;
    const stored = fits ? `${INPUTS_FOLDER}/${i === 0 ? SCENARIO_FILE : `${i}-${safeFileName(path)}`}` : null;
    if (stored !== null) writeTextFile(join(folder, stored), text);
    const packaged = toSlashes(relative(packageFolder, asked));
    return {
      relative: toSlashes(relative(scenarioFolder, i === 0 ? path : asked)),
      packaged: packaged.startsWith('../') || isAbsolute(packaged) ? null : packaged,
      original: path,
      digest: digestOfText(text),
      bytes,
      stored,
    };
  });
}

export interface ResolvedInputs {
  /** Scenario to load, inside the run folder. */
  readonly scenarioPath: string;
  /** The given environment, but files that the run read come from the run folder wherever they are asked for. */
  readonly environment: Environment;
}

/**
 * Makes the inputs of the run in `folder` readable as they were.
 *
 * @throws InvalidInputError when a copy was edited, or when a file too large to copy has changed or gone.
 */
export function resolveInputs(
  folder: string,
  inputs: readonly StoredInput[],
  environment: Environment,
): ResolvedInputs {
  const root = environment.realPath(folder) ?? resolve(environment.workingFolder, folder);
  const scenarioPath = join(root, INPUTS_FOLDER, SCENARIO_FILE);
  const texts = new Map<string, string>();
  const problems: Problem[] = [];
  for (const input of inputs) {
    const source = input.stored === null ? input.original : join(root, input.stored);
    // A manifest comes from strangers as well: a copy lies in the run's own folder, or it is none.
    const isOutside = input.stored !== null && !source.startsWith(join(root, INPUTS_FOLDER) + sep);
    const text = isOutside ? null : readUnchanged(source, input, environment);
    if (text === null) {
      problems.push(changedProblem(source, input));
      continue;
    }
    const isScenario = input === inputs[0];
    texts.set(isScenario ? scenarioPath : join(root, INPUTS_FOLDER, input.relative), text);
    if (input.packaged !== null && !isScenario) texts.set(join(environment.packageFolder, input.packaged), text);
    if (isAbsolute(input.original)) texts.set(input.original, text);
  }
  if (problems.length > 0) throw new InvalidInputError(problems);
  return {
    scenarioPath,
    environment: {
      workingFolder: environment.workingFolder,
      packageFolder: environment.packageFolder,
      fileSize: (path) => {
        const text = texts.get(path);
        return text === undefined ? environment.fileSize(path) : Buffer.byteLength(text, 'utf8');
      },
      readTextFile: (path) => texts.get(path) ?? environment.readTextFile(path),
      realPath: (path) => (texts.has(path) ? path : environment.realPath(path)),
    },
  };
}

function readUnchanged(source: string, input: StoredInput, environment: Environment): string | null {
  if (environment.fileSize(source) === undefined) return null;
  const text = environment.readTextFile(source);
  return digestOfText(text) === input.digest ? text : null;
}

function changedProblem(source: string, input: StoredInput): Problem {
  const what = input.stored === null ? 'a file that was too large to copy into the run folder' : 'a copy of an input';
  return {
    code: 'input-changed',
    message: `${source} is missing or is not what the run read (${what})`,
    key: '',
    expected: `SHA-256 ${input.digest}`,
    hint: 'restore the file, or run the scenario again',
    place: { file: source, line: 1, column: 1, length: 0 },
  };
}

function safeFileName(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  return name.replace(/[^A-Za-z0-9._-]+/g, '_').slice(-60);
}

function toSlashes(path: string): string {
  return path.split(sep).join('/');
}
