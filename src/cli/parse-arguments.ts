/**
 * The command line to a command, its operands and its options, by the table in options.ts. yargs splits the words;
 * what a value may be, and what is said about a wrong one, is decided here.
 */
import yargs, { type Argv } from 'yargs';
import { VERSION } from '../base/version.ts';
import { didYouMean, nearest } from '../scenario/nearest.ts';
import { formatHelp } from './help.ts';
import { COMMAND_NAMES, COMMANDS, type CommandName } from './command-table.ts';
import { listOptions, variableOf, type OptionDefinition, type OptionValues } from './options.ts';
import { UsageError } from './usage-error.ts';

export type Invocation =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'command';
      readonly command: CommandName;
      readonly operands: readonly string[];
      readonly values: OptionValues;
    };

/** Everything stays text until it is checked below; dots and dashes in names mean nothing. */
const PLAIN_PARSING = {
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'dot-notation': false,
  'camel-case-expansion': false,
  'boolean-negation': false,
  'strip-aliased': true,
};

/**
 * @param argv words after the program's name
 * @throws UsageError
 */
export function parseArguments(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Invocation {
  const command = COMMAND_NAMES.find((name) => name === argv[0]) ?? null;
  const words = splitWords(argv, command);
  if (words.version === true) return { kind: 'text', text: `${VERSION}\n` };
  if (words.help === true || argv.length === 0) return { kind: 'text', text: formatHelp(command) };
  if (command === null) return refuseCommand(argv, words);
  refuseUnknown(words, command);
  return {
    kind: 'command',
    command,
    operands: operandsOf(words, command),
    values: readValues(words, command, env),
  };
}

/** Operands under `_`, options by name. */
type Words = Readonly<Record<string, unknown>>;

/** @throws UsageError when a value is missing */
function splitWords(argv: readonly string[], command: CommandName | null): Words {
  let words: Words = { _: [] };
  let failure: string | null = null;
  const rest = command === null ? argv : argv.slice(1);
  void createParser(command).parse([...rest], {}, (error: Error | undefined | null, split: unknown) => {
    words = split as Words;
    failure = error?.message ?? null;
  });
  if (failure !== null && words.help !== true) throw new UsageError(describeFailure(failure), seeHelp(command));
  return words;
}

/** yargs' words for the one thing that it refuses itself. */
function describeFailure(message: string): string {
  const missing = /^Not enough arguments following: (.*)$/.exec(message);
  return missing === null ? message : `--${missing[1]} needs a value`;
}

function createParser(command: CommandName | null): Argv {
  const parser = yargs()
    .parserConfiguration(PLAIN_PARSING)
    .locale('en')
    .exitProcess(false)
    .help(false)
    .version(false)
    .option('help', { type: 'boolean', alias: 'h' })
    .option('version', { type: 'boolean' });
  for (const [name, { type, alias }] of command === null ? [] : listOptions(command)) {
    parser.option(name, {
      type: type === 'flag' ? 'boolean' : 'string',
      requiresArg: type !== 'flag',
      ...(alias === undefined ? {} : { alias: [...alias] }),
    });
  }
  return parser;
}

function refuseCommand(argv: readonly string[], words: Words): never {
  const [first] = words._ as readonly string[];
  const known = COMMAND_NAMES.find((name) => argv.includes(name));
  if (known !== undefined) {
    throw new UsageError(`options stand after the command: aftershock ${known} ...`, seeHelp(known));
  }
  if (first === undefined) throw new UsageError(`${argv[0]} needs a command before it`, seeHelp(null));
  const hint = didYouMean(first, COMMAND_NAMES);
  throw new UsageError(`unknown command "${first}"`, hint ?? `known commands: ${COMMAND_NAMES.join(', ')}`);
}

function refuseUnknown(words: Words, command: CommandName): void {
  const own = listOptions(command);
  const known = new Set<string>(own.map(([name]) => name));
  for (const name of Object.keys(words)) {
    if (name === '_' || name === '$0' || known.has(name) || name === 'help' || name === 'version') continue;
    const elsewhere = listOptions(null).find(([other]) => other === name);
    const flag = `${name.length === 1 ? '-' : '--'}${name}`;
    if (elsewhere !== undefined) {
      const commands = elsewhere[1].commands === 'all' ? [] : elsewhere[1].commands;
      throw new UsageError(`${command} has no option ${flag}; it belongs to ${commands.join(', ')}`, seeHelp(command));
    }
    const longNames = [...known, ...own.flatMap(([, { alias }]) => alias ?? [])].filter((word) => word.length > 1);
    const meant = name.length === 1 ? undefined : nearest(name, longNames);
    const hint = meant === undefined ? seeHelp(command) : `did you mean --${meant}?`;
    throw new UsageError(`${command} has no option ${flag}`, hint);
  }
}

function operandsOf(words: Words, command: CommandName): readonly string[] {
  const operands = words._ as readonly string[];
  const { positional } = COMMANDS[command];
  const fewest = positional === null ? 0 : 1;
  const most = positional === null ? 0 : positional.endsWith('...>') ? Infinity : 1;
  if (operands.length < fewest || operands.includes(''))
    throw new UsageError(`${command} needs ${positional}`, seeHelp(command));
  if (operands.length > most) {
    throw new UsageError(`"${operands[most]}" is one word too many for ${command}`, seeHelp(command));
  }
  return operands;
}

function readValues(
  words: Words,
  command: CommandName,
  env: Readonly<Record<string, string | undefined>>,
): OptionValues {
  const values: Record<string, unknown> = {};
  for (const [name, definition] of listOptions(command)) {
    const variable = variableOf(name);
    const fromEnvironment = words[name] === undefined ? env[variable] : undefined;
    const written = words[name] ?? (fromEnvironment === '' ? undefined : fromEnvironment);
    if (written !== undefined) {
      const label = fromEnvironment === undefined ? `--${name}` : variable;
      values[name] = readValue(written, definition, label);
    } else if (definition.required?.includes(command) === true) {
      throw new UsageError(`${command} needs --${name} <${definition.value ?? 'value'}>`, seeHelp(command));
    }
  }
  return values as OptionValues;
}

function readValue(written: unknown, { type, max }: OptionDefinition, label: string): unknown {
  if (type === 'texts') return Array.isArray(written) ? written : [written];
  if (Array.isArray(written)) throw new UsageError(`${label} is given ${written.length} times`, 'give it once');
  switch (type) {
    case 'flag':
      return readFlag(written, label);
    case 'text':
      if (String(written).trim() === '') throw new UsageError(`${label} needs a value`);
      return written;
    case 'count':
      return readWhole(String(written), 1, max ?? Number.MAX_SAFE_INTEGER, label);
    case 'index':
      return readWhole(String(written), 0, max ?? Number.MAX_SAFE_INTEGER, label);
  }
}

function readFlag(written: unknown, label: string): boolean {
  if (typeof written === 'boolean') return written;
  if (written === '1' || written === 'true') return true;
  if (written === '0' || written === 'false') return false;
  throw new UsageError(`${label} is "${String(written)}"`, 'expected 1, true, 0 or false');
}

/** Digits only: `1e9`, `0x10` and `1.5` are more likely mistakes than numbers of threads. */
export function readWhole(written: string, min: number, max: number, label: string): number {
  const value = /^[0-9]{1,15}$/.test(written) ? Number(written) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`${label} is "${written}"`, `expected a whole number from ${min} to ${max}`);
}

function seeHelp(command: CommandName | null): string {
  return command === null ? 'run "aftershock --help"' : `run "aftershock ${command} --help" for its options`;
}
