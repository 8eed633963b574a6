/**
 * The command line to a command, its operands and its options, by the table in options.ts. yargs splits the words and
 * lays out the help; what a value may be, and what is said about a wrong one, is decided here.
 */
import yargs, { type Argv } from 'yargs';
import { VERSION } from '../base/version.ts';
import { didYouMean, nearest } from '../scenario/nearest.ts';
import { EXIT_CODE_MEANINGS } from './exit-codes.ts';
import {
  COMMAND_NAMES,
  COMMANDS,
  listOptions,
  variableOf,
  type CommandName,
  type OptionDefinition,
  type OptionValues,
} from './options.ts';
import { UsageError } from './usage-error.ts';

export type Invocation =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'command';
      readonly command: CommandName;
      readonly operands: readonly string[];
      readonly values: OptionValues;
    };

const HELP_WIDTH = 80;

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
  const { words, text, error } = splitWords(argv, command);
  if (text !== '') return { kind: 'text', text: `${text}\n` };
  if (command === null) return withoutCommand(argv, words);
  if (error !== null) throw new UsageError(error, seeHelp(command));
  refuseUnknown(words, command);
  return {
    kind: 'command',
    command,
    operands: operandsOf(words, command),
    values: readValues(words, command, env),
  };
}

interface SplitWords {
  /** Operands under `_`, options by name. */
  readonly words: Readonly<Record<string, unknown>>;
  /** Help or version, when that was asked for. */
  readonly text: string;
  readonly error: string | null;
}

function splitWords(argv: readonly string[], command: CommandName | null): SplitWords {
  const parser = command === null ? overviewParser() : commandParser(command);
  let result: SplitWords = { words: { _: [] }, text: '', error: null };
  const rest = command === null ? argv : argv.slice(1);
  void parser.parse([...rest], {}, (error: Error | undefined, words: unknown, output: string) => {
    // On an error yargs' output is the help with a sentence below it.
    const text = error === undefined || error === null ? output : '';
    result = { words: words as Record<string, unknown>, text, error: error?.message ?? null };
  });
  return result;
}

function baseParser(): Argv {
  return yargs()
    .scriptName('aftershock')
    .parserConfiguration(PLAIN_PARSING)
    .locale('en')
    .wrap(HELP_WIDTH)
    .exitProcess(false)
    .help('help')
    .alias('help', 'h')
    .version(VERSION);
}

function overviewParser(): Argv {
  const width = Math.max(...COMMAND_NAMES.map((name) => name.length));
  const commands = COMMAND_NAMES.map((name) => `  ${name.padEnd(width)}  ${COMMANDS[name].summary}`);
  const codes = EXIT_CODE_MEANINGS.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`);
  return baseParser()
    .usage(
      [
        'aftershock <command>',
        '',
        'Stress simulator for a cross-margin derivatives exchange.',
        '',
        'Commands:',
        ...commands,
      ].join('\n'),
    )
    .example('aftershock run scenarios/reference/one-cascade.yaml', '')
    .example('aftershock run --help', '')
    .epilogue(['Exit codes:', ...codes].join('\n'));
}

function commandParser(command: CommandName): Argv {
  const { positional, summary, examples } = COMMANDS[command];
  const operand = positional === null ? '' : ` ${positional}`;
  const parser = baseParser().usage(`aftershock ${command}${operand} [options]\n\n${summary}.`);
  for (const [name, definition] of listOptions(command)) {
    parser.option(name, {
      type: definition.type === 'flag' ? 'boolean' : 'string',
      requiresArg: definition.type !== 'flag',
      description: describeOption(definition),
      ...(definition.alias === undefined ? {} : { alias: [...definition.alias] }),
    });
  }
  for (const [example, meaning] of examples) parser.example(example, meaning);
  const names = listOptions(command).map(([name]) => name);
  return parser.epilogue(
    `Options may also come from the environment, as ${variableOf(names[0]!)} and so on; the command line goes first.`,
  );
}

function describeOption({ help, defaultText, required }: OptionDefinition): string {
  const note = required === true ? ' [required]' : defaultText === undefined ? '' : ` [default: ${defaultText}]`;
  return `${help}${note}`;
}

/** No word at all asks for the overview; anything else without a known command is a mistake. */
function withoutCommand(argv: readonly string[], words: Readonly<Record<string, unknown>>): Invocation {
  if (argv.length === 0) return parseArguments(['--help'], {});
  const [first] = words._ as readonly string[];
  if (first === undefined) throw new UsageError(`${argv[0]} needs a command before it`, 'run "aftershock --help"');
  const known = COMMAND_NAMES.find((name) => name === first);
  if (known !== undefined) {
    throw new UsageError(`options stand after the command: aftershock ${known} ...`, seeHelp(known));
  }
  const hint = didYouMean(first, COMMAND_NAMES);
  throw new UsageError(`unknown command "${first}"`, hint ?? `known commands: ${COMMAND_NAMES.join(', ')}`);
}

function refuseUnknown(words: Readonly<Record<string, unknown>>, command: CommandName): void {
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
    const meant = nearest(name, [...known, ...own.flatMap(([, { alias }]) => alias ?? [])]);
    const hint = meant === undefined ? seeHelp(command) : `did you mean --${meant}?`;
    throw new UsageError(`${command} has no option ${flag}`, hint);
  }
}

function operandsOf(words: Readonly<Record<string, unknown>>, command: CommandName): readonly string[] {
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
  words: Readonly<Record<string, unknown>>,
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
    } else if (definition.required === true) {
      throw new UsageError(`${command} needs --${name} ${definition.value ?? ''}`.trim(), seeHelp(command));
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
      if (written === '') throw new UsageError(`${label} needs a value`);
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
function readWhole(written: string, min: number, max: number, label: string): number {
  const value = /^[0-9]{1,15}$/.test(written) ? Number(written) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`${label} is "${written}"`, `expected a whole number from ${min} to ${max}`);
}

function seeHelp(command: CommandName): string {
  return `run "aftershock ${command} --help" for its options`;
}
