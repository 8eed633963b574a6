/** What a command is: everything from outside comes in, how the program is to end goes out. */
import type { ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import type { OptionValues } from './options.ts';

export interface CommandInput {
  readonly io: Io;
  readonly operands: readonly string[];
  readonly values: OptionValues;
}

export type Command = (input: CommandInput) => Promise<ExitCode>;
