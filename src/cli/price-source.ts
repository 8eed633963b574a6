/** Price histories that the command line names: CSV through the text reader, Parquet through the database. */
import { resolve } from 'node:path';
import { InvalidInputError } from '../base/problem.ts';
import { PRICE_FILE_BYTES_MAX } from '../scenario/limits.ts';
import {
  readPriceHistory,
  readPriceTable,
  type PriceHistory,
  type PriceHistoryOptions,
} from '../scenario/price-history.ts';
import type { Io } from './io.ts';

/**
 * @param name as the user gave it; relative ones start from the working folder
 * @throws InvalidInputError when it is missing, too large or wrong
 */
export async function loadPriceHistory(
  { environment }: Io,
  name: string,
  options: PriceHistoryOptions = {},
): Promise<PriceHistory> {
  const path = resolve(environment.workingFolder, name);
  if (/\.(parquet|pq)$/i.test(name)) {
    refuseSize(environment.fileSize(path), name, environment.workingFolder);
    const { readPriceParquet } = await import('../results/price-parquet.ts');
    return readPriceTable(await readPriceParquet(path, name), options);
  }
  return readPriceHistory(readInputText({ environment }, name), name, options);
}

/** @throws InvalidInputError when the file is missing or too large */
export function readInputText({ environment }: Pick<Io, 'environment'>, name: string): string {
  const path = resolve(environment.workingFolder, name);
  refuseSize(environment.fileSize(path), name, environment.workingFolder);
  return environment.readTextFile(path);
}

function refuseSize(bytes: number | undefined, name: string, folder: string): void {
  const fault =
    bytes === undefined
      ? { code: 'file-missing', message: `there is no file ${name}`, hint: `paths start at ${folder}` }
      : bytes > PRICE_FILE_BYTES_MAX
        ? { code: 'file-too-large', message: `${name} has ${bytes} bytes`, expected: `at most ${PRICE_FILE_BYTES_MAX}` }
        : null;
  if (fault === null) return;
  throw new InvalidInputError([{ ...fault, key: '', place: { file: name, line: 1, column: 1, length: 0 } }]);
}
