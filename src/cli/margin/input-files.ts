/** What the files of a request hold, as SHA-256 of their bytes. */
import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Environment } from '../../base/environment.ts';
import { digestOfPieces } from '../../base/fingerprint.ts';
import type { InputFile, MarginInputs } from '../../report/margin/margin-inputs.ts';
import type { MarginRequest } from './margin-request.ts';
import type { PastPrices } from './past-prices.ts';

const PIECE_BYTES = 1 << 20;

/** @throws when a file cannot be read */
export function describeInputs(
  { book, market, history }: MarginRequest,
  past: PastPrices | null,
  environment: Environment,
): MarginInputs {
  const input = (file: string): InputFile => ({
    file,
    sha256: digestOfPieces(piecesOf(resolve(environment.workingFolder, file))),
  });
  return {
    book: input(book),
    market: input(market.file),
    history:
      history === null || past === null
        ? null
        : {
            ...input(history),
            rows: past.history.dates.length,
            from: past.history.dates[0]!,
            to: past.history.dates.at(-1)!,
            rowsLeftOut: past.rowsLeftOut,
          },
  };
}

/** Books may be larger than memory. */
function* piecesOf(path: string): Generator<Uint8Array> {
  const buffer = new Uint8Array(PIECE_BYTES);
  const fd = openSync(path, 'r');
  try {
    for (let count = readSync(fd, buffer); count > 0; count = readSync(fd, buffer)) yield buffer.subarray(0, count);
  } finally {
    closeSync(fd);
  }
}
