/**
 * Every command and every option, declared once: the parser, the help and the types of values follow from here.
 * An option that is not on the command line is looked for in the environment, as `AFTERSHOCK_` and its name.
 */
import { PATHS_MAX } from '../scenario/limits.ts';
import { WORKERS_MAX } from '../workers/limits.ts';
import { MARGIN_OPTIONS } from './margin/margin-options.ts';

export const COMMAND_NAMES = [
  'run',
  'validate',
  'inspect',
  'explain',
  'verify',
  'margin',
  'backtest',
  'schema',
  'measures',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

export interface CommandDefinition {
  /** What stands after the name: `<x>` exactly one, `<x...>` one or more. */
  readonly positional: string | null;
  readonly summary: string;
  /** Printed in the command's help; at most 78 characters each. */
  readonly examples: readonly (readonly [command: string, meaning: string])[];
}

export const COMMANDS: Readonly<Record<CommandName, CommandDefinition>> = {
  run: {
    positional: '<scenario>',
    summary: 'Simulate all paths of a scenario and store the results',
    examples: [
      ['aftershock run crash.yaml', 'every path, on every processor'],
      ['aftershock run crash.yaml --seed 7 --paths 500', 'other draws, more of them'],
      ['aftershock run crash.yaml --set venue.insuranceFund.initial=5M', 'a smaller fund'],
      ['aftershock run crash.yaml --profile --paths 2', 'why it is slow'],
    ],
  },
  validate: {
    positional: '<scenario...>',
    summary: 'Check scenarios and list every problem with its place',
    examples: [['aftershock validate scenarios/*.yaml', 'exit code 104 when one is wrong']],
  },
  inspect: {
    positional: '<scenario>',
    summary: 'Show a scenario with its defaults filled in, and what would run',
    examples: [['aftershock inspect crash.yaml --set run.paths=8', 'nothing is simulated']],
  },
  explain: {
    positional: '<run>',
    summary: 'Tell what happened to one account, and why',
    examples: [['aftershock explain output/crash-1-9f3a12cd --account 17 --path 3', 'event by event']],
  },
  verify: {
    positional: '<run>',
    summary: 'Repeat a stored run and compare everything that came of it',
    examples: [['aftershock verify output/crash-1-9f3a12cd', 'exit code 112 when it differs']],
  },
  margin: {
    positional: '<book>',
    summary: 'Margin of the accounts of a book, explained to the cent',
    examples: [
      ['aftershock margin book.yaml --market market.yaml --model binance-usdm-2024-10', 'every account'],
      ['aftershock margin book.yaml --scenario crash.yaml --account alice --explain', 'the arithmetic'],
      ['aftershock margin book.csv --market market.yaml --models a,b.yaml', 'models side by side'],
      ['aftershock margin million.parquet --scenario crash.yaml --output margin.csv', 'all of them, streamed'],
    ],
  },
  schema: {
    positional: null,
    summary: 'Print the JSON Schema of scenario files, for editors',
    examples: [['aftershock schema > scenario.schema.json', 'name it in the first line of a scenario']],
  },
  measures: {
    positional: null,
    summary: 'List the measures that thresholds may name',
    examples: [['aftershock measures', 'name, unit and definition of each']],
  },
  backtest: {
    positional: '<prices>',
    summary: 'Test margin models against a price history',
    examples: [
      ['aftershock backtest daily.csv --coverage 99%', 'exit code 99 when it does not hold'],
      ['aftershock backtest daily.csv --models historical,fhs-ewma+floor --out results', 'with charts'],
      ["aftershock backtest daily.csv --portfolio 'desk:BTC=1,ETH=-1' --horizon 2", 'two rows to close out'],
    ],
  },
};

/** `texts` may be repeated, everything else is given once. */
export type OptionType = 'flag' | 'text' | 'texts' | 'count' | 'index';

export interface OptionDefinition {
  readonly type: OptionType;
  readonly commands: readonly CommandName[] | 'all';
  readonly help: string;
  readonly alias?: readonly string[];
  /** What the value is called in the help. */
  readonly value?: string;
  /** Largest value of a `count` (from 1) or an `index` (from 0). */
  readonly max?: number;
  /** As the help names it; the value itself is filled in where it is used. */
  readonly defaultText?: string;
  /** What else an option is to one of its commands. */
  readonly by?: Readonly<
    Partial<Record<CommandName, Partial<Pick<OptionDefinition, 'help' | 'value' | 'defaultText'>>>>
  >;
  /** Commands that cannot do without it. */
  readonly required?: readonly CommandName[];
}

const READING: readonly CommandName[] = ['run', 'validate', 'inspect'];

export const OPTIONS = {
  set: {
    type: 'texts',
    value: 'key=value',
    commands: READING,
    help: 'Replace a value of the scenario; may be repeated',
  },
  seed: {
    type: 'text',
    value: 'text',
    commands: [...READING, 'backtest'],
    help: "Seed in place of the scenario's",
    by: { backtest: { help: 'Seed of random books' } },
  },
  paths: {
    type: 'count',
    value: 'n',
    max: PATHS_MAX,
    commands: READING,
    help: "Number of paths in place of the scenario's",
  },
  'allow-outside-paths': {
    type: 'flag',
    commands: READING,
    help: 'Let the scenario read price files outside its own folder',
  },
  workers: {
    type: 'count',
    value: 'n',
    alias: ['j'],
    max: WORKERS_MAX,
    commands: ['run', 'inspect', 'verify'],
    defaultText: 'number of processors',
    help: 'Threads; they never change a result',
  },
  out: {
    type: 'text',
    value: 'folder',
    alias: ['o', 'output'],
    commands: ['run', 'backtest'],
    defaultText: 'output',
    help: "Folder in which the run's own folder is made",
    by: { backtest: { defaultText: 'none' } },
  },
  models: {
    type: 'text',
    value: 'a,b,...',
    alias: ['model'],
    commands: ['margin', 'backtest'],
    help: 'Margin models',
    by: {
      margin: {
        defaultText: "the scenario's tiers",
        help: 'Margin model, also --model: a preset or a file of the same form; several are compared',
      },
      backtest: {
        value: 'names',
        defaultText: 'historical,fhs-ewma,student-t-ewma,historical-es',
        help: 'Margin models; docs/backtest.md lists them',
      },
    },
  },
  ...MARGIN_OPTIONS,
  audit: { type: 'flag', commands: ['run'], help: 'Check every invariant after every event (slow)' },
  profile: {
    type: 'flag',
    commands: ['run'],
    help: "Show where time and work went; CPU profiles go into the run's folder",
  },
  'no-report': { type: 'flag', commands: ['run'], help: 'Leave out report.html and charts/' },
  account: {
    type: 'text',
    value: 'n',
    required: ['explain'],
    commands: ['explain', 'margin'],
    help: 'Account, as tables and reports number them',
    by: { margin: { value: 'name', help: 'Only this account of the book' } },
  },
  path: {
    type: 'index',
    value: 'n',
    max: PATHS_MAX - 1,
    commands: ['explain'],
    defaultText: '0',
    help: 'Path, from 0',
  },
  confidence: { type: 'text', value: 'share', commands: ['backtest'], defaultText: '99%', help: 'Of the margin' },
  coverage: {
    type: 'text',
    value: 'share',
    commands: ['backtest'],
    help: 'Coverage that is promised: exit code 99 when tests refuse it',
  },
  window: {
    type: 'count',
    value: 'rows',
    max: 100_000,
    commands: ['backtest'],
    defaultText: '250',
    help: 'Rows that a margin is estimated from',
  },
  horizon: {
    type: 'count',
    value: 'rows',
    max: 10_000,
    commands: ['backtest'],
    defaultText: '1',
    help: 'Margin period of risk',
  },
  scaling: {
    type: 'text',
    value: 'rule',
    commands: ['backtest'],
    defaultText: 'square-root',
    help: 'From a row to the horizon: square-root or overlapping moves',
  },
  portfolio: {
    type: 'texts',
    value: 'book',
    commands: ['backtest'],
    help: 'name:BTC=0.5,ETH=-50% or a CSV file; may be repeated',
  },
  books: {
    type: 'text',
    value: 'sets',
    commands: ['backtest'],
    defaultText: 'all; none with --portfolio',
    help: 'Of unit, equal, pairs, random; or none',
  },
  assets: { type: 'text', value: 'names', commands: ['backtest'], defaultText: 'all', help: 'Assets of the file' },
  marks: {
    type: 'text',
    value: 'kind',
    commands: ['backtest'],
    defaultText: 'worst',
    help: 'Losses at worst marks, if the file has them, or at the close',
  },
  json: { type: 'flag', commands: 'all', help: 'Print one JSON document to standard output, nothing else' },
  quiet: {
    type: 'flag',
    alias: ['q'],
    commands: ['run', 'verify', 'margin', 'backtest'],
    help: 'No progress, no seed, no timing',
  },
  color: { type: 'flag', commands: 'all', help: 'Use colours even where the output is no terminal' },
  'no-color': { type: 'flag', commands: 'all', help: 'Use no colours; so does the variable NO_COLOR' },
} as const satisfies Readonly<Record<string, OptionDefinition>>;

export type OptionName = keyof typeof OPTIONS;

interface ValueOf {
  readonly flag: boolean;
  readonly text: string;
  readonly texts: readonly string[];
  readonly count: number;
  readonly index: number;
}

/** Values by name; an option that was not given is not there. */
export type OptionValues = { readonly [Name in OptionName]?: ValueOf[(typeof OPTIONS)[Name]['type']] };

/** The options of one command, or all of them. */
export function listOptions(command: CommandName | null): [OptionName, OptionDefinition][] {
  const all = Object.entries(OPTIONS) as [OptionName, OptionDefinition][];
  return all
    .filter(([, { commands }]) => command === null || commands === 'all' || commands.includes(command))
    .map(([name, definition]) => [
      name,
      command === null ? definition : { ...definition, ...definition.by?.[command] },
    ]);
}

/** Variable of the environment that stands for an option. */
export function variableOf(name: OptionName): string {
  return `AFTERSHOCK_${name.toUpperCase().replaceAll('-', '_')}`;
}
