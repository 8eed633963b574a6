/**
 * Bad input, as values. A reader of scenarios, flags or price files collects every problem it can find and reports
 * them together; nothing is run while one is left.
 */

/** Where a problem stands: file, 1-based line and column of its first character, and how many characters it spans. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** The text of that line, for a code frame; absent where there is none (a flag, a missing file). */
  readonly lineText?: string;
}

/** One thing wrong with the input. `code` is stable and kebab-case: tools match on it. */
export interface Problem {
  readonly code: string;
  /** One sentence that names the key or value at fault. */
  readonly message: string;
  /** Dotted key path in the scenario, empty for a whole file. */
  readonly key: string;
  readonly found?: string;
  readonly expected?: string;
  readonly hint?: string;
  readonly place?: SourcePlace;
}

/** The input cannot be used; carries all its problems. Exit code 104 on the command line. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join('\n'));
    this.problems = problems;
  }
}
