/** One JSON document on standard output. A figure that does not exist is null: JSON has no NaN. */
import type { Io } from './io.ts';

export function writeJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
