/** The help, laid out from the tables in options.ts and exit-codes.ts, at most 80 characters wide. */
import { padEnd, wrapText } from '../report/text-layout.ts';
import { EXIT_CODE_MEANINGS } from './exit-codes.ts';
import { COMMAND_NAMES, COMMANDS, type CommandName } from './command-table.ts';
import { listOptions, variableOf, type OptionDefinition } from './options.ts';

const WIDTH = 80;
const GAP = 2;

/** Help of one command, or the overview. */
export function formatHelp(command: CommandName | null): string {
  return `${(command === null ? overviewLines() : commandLines(command)).join('\n')}\n`;
}

function overviewLines(): string[] {
  return [
    'aftershock <command> [options]',
    '',
    'Deterministic stress simulator for a cross-margin derivatives exchange: price',
    'shocks, liquidations, insurance fund, auto-deleveraging and circuit breakers.',
    '',
    'Commands:',
    ...inColumns(COMMAND_NAMES.map((name) => [name, COMMANDS[name].summary])),
    '',
    'Options:',
    ...inColumns([
      ['-h, --help', 'Show this help, or that of a command'],
      ['--version', 'Show the version'],
    ]),
    '',
    'Examples:',
    '  aftershock run scenarios/reference/one-cascade.yaml',
    '  aftershock run --help',
    '',
    'Exit codes:',
    ...inColumns(EXIT_CODE_MEANINGS.map(([code, meaning]) => [String(code).padStart(3), meaning])),
  ];
}

function commandLines(command: CommandName): string[] {
  const { positional, summary, examples } = COMMANDS[command];
  const options = listOptions(command);
  return [
    `aftershock ${command}${positional === null ? '' : ` ${positional}`} [options]`,
    '',
    `${summary}.`,
    '',
    'Options:',
    ...inColumns([
      ...options.map(
        ([name, definition]) => [nameOption(name, definition), describeOption(definition, command)] as const,
      ),
      ['-h, --help', 'Show this help'],
    ]),
    '',
    'Examples:',
    ...examples.flatMap(([example, meaning]) => [`  ${example}`, `      ${meaning}`]),
    '',
    ...wrapText(
      `An option may also come from the environment, such as ${variableOf('json')}=1; the command line wins.`,
      WIDTH,
    ),
  ];
}

function nameOption(name: string, { alias = [], value }: OptionDefinition): string {
  const short = alias.find((other) => other.length === 1);
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` <${value}>`}`;
}

function describeOption({ help, defaultText, required }: OptionDefinition, command: CommandName): string {
  const note =
    required?.includes(command) === true
      ? ' (required)'
      : defaultText === undefined
        ? ''
        : ` (default: ${defaultText})`;
  return `${help}${note}`;
}

/** Two columns; the right one is wrapped. */
function inColumns(rows: readonly (readonly [string, string])[]): string[] {
  const left = Math.max(...rows.map(([name]) => name.length)) + GAP;
  return rows.flatMap(([name, text]) => {
    const [first = '', ...rest] = wrapText(text, WIDTH - left - GAP);
    return [`  ${padEnd(name, left)}${first}`, ...rest.map((line) => ' '.repeat(left + GAP) + line)];
  });
}
