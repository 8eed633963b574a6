/**
 * SHA-256 over what a run did. Numbers are hashed as little-endian IEEE doubles, so that equal fingerprints mean
 * equal bits; -0 is hashed as 0 because the simulator never tells them apart.
 */
import { createHash, type Hash } from 'node:crypto';

const BUFFER_DOUBLES = 8_192;

/** Streaming SHA-256 of doubles and strings. */
export class Fingerprint {
  readonly #hash: Hash = createHash('sha256');
  readonly #buffer = new DataView(new ArrayBuffer(BUFFER_DOUBLES * 8));
  #used = 0;

  addNumber(value: number): void {
    if (this.#used === BUFFER_DOUBLES) this.#flush();
    this.#buffer.setFloat64(this.#used * 8, value + 0, true);
    this.#used += 1;
  }

  addNumbers(values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i += 1) this.addNumber(values[i]);
  }

  addText(text: string): void {
    this.#flush();
    this.#hash.update(text, 'utf8');
    this.#hash.update('\0', 'utf8');
  }

  /** Lower-case hexadecimal digest; the object cannot be used afterwards. */
  digest(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  #flush(): void {
    this.#hash.update(new Uint8Array(this.#buffer.buffer, 0, this.#used * 8));
    this.#used = 0;
  }
}

/** SHA-256 of a text's UTF-8 bytes, in hexadecimal. */
export function digestOfText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** SHA-256 of bytes, in hexadecimal: what `sha256sum` prints of the file that they are. */
export function digestOfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** As `digestOfBytes`, of what may not fit into memory at once; each piece is read before the next is asked for. */
export function digestOfPieces(pieces: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
