/**
 * JSON files, written whole or not at all. Keys keep the order in which the program lists them, so equal values give
 * equal bytes; a number that JSON cannot hold is an error here rather than a silent `null` there.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { InvariantError } from '../base/assert.ts';
import { InvalidInputError } from '../base/problem.ts';
import { asOutputError } from './output-error.ts';

/** Indented JSON with a final newline. Throws `InvariantError` that names the first NaN or infinity by its key path. */
export function formatJson(value: unknown): string {
  const bad = findNonFinite(value)[0];
  if (bad !== undefined) throw new InvariantError(`JSON cannot hold the number at ${bad}`);
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Key paths of the numbers in `value` that JSON cannot hold, such as `measures[3].mean`. */
export function findNonFinite(value: unknown, at = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [at === '' ? 'the top' : at];
  if (Array.isArray(value)) return value.flatMap((item, i) => findNonFinite(item, `${at}[${i}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => findNonFinite(item, at === '' ? key : `${at}.${key}`));
}

export function writeJsonFile(path: string, value: unknown): void {
  writeTextFile(path, formatJson(value));
}

/** Writes under another name first: a reader, or a crash, never meets half a file. */
export function writeTextFile(path: string, text: string): void {
  const part = `${path}.part`;
  try {
    writeFileSync(part, text);
    renameSync(part, path);
  } catch (error) {
    try {
      rmSync(part, { force: true });
    } catch {
      // The first error is the one to report.
    }
    throw asOutputError(error, path);
  }
}

/** Parses a JSON file; `what` names it in errors. Throws `InvalidInputError` when it is missing or is no JSON. */
export function readJsonFile(path: string, what: string): unknown {
  const fail = (code: string, message: string, hint: string) =>
    new InvalidInputError([{ code, message, key: '', hint, place: { file: path, line: 1, column: 1, length: 0 } }]);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw fail('file-missing', `there is no readable ${what} at ${path}`, 'name the folder of a finished run');
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw fail('file-damaged', `the ${what} at ${path} is damaged: ${reason}`, 'run the scenario again');
  }
}
