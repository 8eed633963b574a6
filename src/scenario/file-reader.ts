/**
 * The files that a scenario reads, each once, with its text kept for the digest: a result depends on every byte that
 * was read, and on nothing else.
 */
import type { Environment } from '../base/environment.ts';
import { digestOfText } from '../base/fingerprint.ts';

export class FileReader {
  readonly environment: Environment;
  /** Digest of each file's text, in the order of first use, under a name that does not depend on the machine. */
  readonly digests: { readonly name: string; readonly digest: string }[] = [];
  readonly #texts = new Map<string, string>();
  readonly #results = new Map<string, unknown>();

  constructor(environment: Environment) {
    this.environment = environment;
  }

  /** Text of a file whose size was checked before. Throws when it cannot be read. */
  read(path: string, name: string): string {
    const known = this.#texts.get(path);
    if (known !== undefined) return known;
    const text = this.environment.readTextFile(path);
    this.#texts.set(path, text);
    this.digests.push({ name, digest: digestOfText(text) });
    return text;
  }

  /** What `make` made of a file the first time it was asked for. */
  once<T>(key: string, make: () => T): T {
    if (!this.#results.has(key)) this.#results.set(key, make());
    return this.#results.get(key) as T;
  }
}

/** Files as a scenario may name them: below its own folder, unless the user allows more. */
export interface ScenarioFiles {
  readonly scenarioPath: string;
  readonly allowOutsidePaths: boolean;
  readonly files: FileReader;
}

/** What the operating system said, in one line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
