/**
 * Assertions that stay on in production. A failed assertion is a bug in the simulator, never bad input: it ends
 * the path it happened in as a failed path, with the key of the event that was being applied.
 */

/** A rule of the simulator itself was broken. Carries exit code 111 when it reaches the command line. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Throws `InvariantError` with `message` unless `condition` holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Throws unless `value` is a whole number that double arithmetic still holds exactly. */
export function assertExactInteger(value: number, what: string): void {
  if (!Number.isSafeInteger(value)) throw new InvariantError(`${what} must be an exact whole number, got ${value}`);
}
