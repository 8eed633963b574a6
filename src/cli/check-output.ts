/** Whether the file of `--output` may be written: never over an input, over another file only by request. */
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from './usage-error.ts';

export interface RequestedOutput {
  /** Absolute. */
  readonly path: string;
  /** As it was written. */
  readonly shown: string;
}

/**
 * @param inputs what each file that is read is, and its absolute path; files that are not there are no matter
 * @throws UsageError
 */
export function checkOutput(
  { path, shown }: RequestedOutput,
  inputs: readonly (readonly [what: string, path: string])[],
  replaces: boolean,
): void {
  const same = inputs.find(([, file]) => isSameFile(path, file));
  if (same !== undefined) {
    throw new UsageError(`--output ${shown} is the ${same[0]} that is read`, 'choose another name');
  }
  if (!existsSync(dirname(path))) {
    throw new UsageError(`there is no folder ${dirname(shown)} for --output ${shown}`, 'make it first');
  }
  if (!replaces && existsSync(path)) throw new UsageError(`${shown} is there already`, '--force replaces it');
}

/** By device and number: links and other spellings of a name are the same file. */
function isSameFile(one: string, other: string): boolean {
  if (!existsSync(one) || !existsSync(other)) return false;
  const [a, b] = [statSync(one), statSync(other)];
  return a.dev === b.dev && a.ino === b.ino;
}
