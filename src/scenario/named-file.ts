/** Presets of the package by name, and files of the same form by path. */
import type { Environment } from '../base/environment.ts';
import { InvalidInputError } from '../base/problem.ts';
import { messageOf } from './file-reader.ts';
import { PRESET_BYTES_MAX } from './limits.ts';
import { hintAmong } from './nearest.ts';
import { joinPath } from './paths.ts';
import { startOf } from './yaml-source.ts';

export interface NamedText {
  readonly text: string;
  /** As problems show it. */
  readonly file: string;
}

/**
 * The text of a preset below the package's `folder`, or of a file: whatever has a slash, or ends in .yaml, .yml or .json, is a
 * file.
 * @throws InvalidInputError when there is none
 */
export function readNamedText(
  environment: Environment,
  name: string,
  folder: string,
  presets: readonly string[],
  what: string,
): NamedText {
  const isFile = isFileName(name);
  const file = isFile ? name : `${folder}/${name}.yaml`;
  if (!isFile && !presets.includes(name)) {
    const message = `there is no ${what} called "${name}"`;
    const hint = hintAmong(name, presets) ?? `known: ${presets.join(', ')}`;
    const expected = 'the name of a preset, or a file that ends in .yaml or .json';
    throw new InvalidInputError([{ code: 'unknown-preset', message, key: '', found: name, expected, hint }]);
  }
  const path = joinPath(isFile ? environment.workingFolder : environment.packageFolder, file);
  const bytes = environment.fileSize(path);
  const refuse = (code: string, says: string): InvalidInputError =>
    new InvalidInputError([{ code, message: `${file} ${says}`, key: '', expected: `a ${what}`, place: startOf(file) }]);
  if (bytes === undefined) throw refuse('file-missing', 'does not exist or is no file');
  if (bytes > PRESET_BYTES_MAX) throw refuse('file-too-large', 'has more than 1 MiB');
  try {
    return { text: environment.readTextFile(path), file };
  } catch (error) {
    throw refuse('file-unreadable', `cannot be read: ${messageOf(error)}`);
  }
}

/** Whether a name given where a preset may be is that of a file. */
export function isFileName(name: string): boolean {
  return /[\\/]|\.(?:ya?ml|json)$/i.test(name);
}
