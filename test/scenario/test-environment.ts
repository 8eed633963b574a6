// An Environment for tests of scenarios: files in memory, and below the repository the real ones.

import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../src/base/environment.ts';
import { InvalidInputError, type Problem } from '../../src/base/problem.ts';
import { type ReadScenarioOptions, readScenario } from '../../src/scenario/read-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface FakeFile {
  readonly text: string;
  /** Where the path leads once symbolic links are resolved. */
  readonly realPath?: string;
  readonly bytes?: number;
}

export function environmentWith(files: Readonly<Record<string, FakeFile>> = {}): Environment {
  const isOurs = (path: string): boolean => path.startsWith(`${repository}/`);
  return {
    workingFolder: '/work-folder',
    packageFolder: repository,
    fileSize: (path) => {
      const file = files[normalize(path)];
      if (file !== undefined) return file.bytes ?? Buffer.byteLength(file.text);
      return isOurs(path) ? statSync(path, { throwIfNoEntry: false })?.size : undefined;
    },
    readTextFile: (path) => files[normalize(path)]?.text ?? readFileSync(path, 'utf8'),
    realPath: (path) => {
      const file = files[normalize(path)];
      if (file !== undefined) return file.realPath ?? normalize(path);
      return isOurs(path) && statSync(path, { throwIfNoEntry: false }) !== undefined ? realpathSync(path) : undefined;
    },
  };
}

/** Reads a scenario from text, as if it lay at /work-folder/scenario.yaml. */
export function readText(
  text: string,
  options: ReadScenarioOptions = {},
  files: Readonly<Record<string, FakeFile>> = {},
): Scenario {
  return readScenario(environmentWith({ '/work-folder/scenario.yaml': { text }, ...files }), 'scenario.yaml', options);
}

/** Needs no advice: the YAML library's own words, and how much is not listed. */
function isBare({ code, message }: Problem): boolean {
  return code === 'yaml-syntax' || /^\d+ more (?:places|problems) /.test(message);
}

/** What `read` is refused for, nothing where it is accepted. Fails on a problem that says neither what is expected nor what to do. */
export function refusalsOf(read: () => unknown): readonly Problem[] {
  try {
    read();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const mute = error.problems.find((one) => one.expected === undefined && one.hint === undefined && !isBare(one));
    if (mute !== undefined) throw new Error(`no advice: ${mute.message}`);
    return error.problems;
  }
  return [];
}

/** The problems of a bad scenario. */
export function problemsOf(
  text: string,
  options: ReadScenarioOptions = {},
  files: Readonly<Record<string, FakeFile>> = {},
): readonly Problem[] {
  return refusalsOf(() => readText(text, options, files));
}

export function readShipped(path: string): string {
  return readFileSync(join(repository, path), 'utf8');
}

/** `line:column code` of each problem, short enough for a table. */
export function places(problems: readonly Problem[]): string[] {
  return problems.map(({ place, code }) => `${place?.line ?? 0}:${place?.column ?? 0} ${code}`);
}
