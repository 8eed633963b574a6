/** Whether the file of `--output` may be written: never over an input, over another file only by request. */
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';
import type { MarginRequest } from './margin-request.ts';

/** @throws UsageError */
export function checkOutput(request: MarginRequest, workingFolder: string): void {
  const { output, book, market, models, shocks, history, replaces } = request;
  if (output === null) return;
  const { path, shown } = output;
  const inputs: [string, string][] = [
    ['book', book],
    [market.kind, market.file],
    ...models.map((name): [string, string] => ['model', name]),
    ...shocks.map((name): [string, string] => ['shock', name]),
    ...(history === null ? [] : [['history', history] as [string, string]]),
  ];
  const same = inputs.find(([, file]) => isSameFile(path, resolve(workingFolder, file)));
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
