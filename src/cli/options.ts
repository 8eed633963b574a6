/**
 * Every option, declared once: the parser, the help and the types of values follow from here.
 * An option that is not on the command line is looked for in the environment, as `AFTERSHOCK_` and its name.
 */
import { PATHS_MAX } from '../scenario/limits.ts';
import { WORKERS_MAX } from '../workers/limits.ts';
import type { CommandName } from './command-table.ts';
import { MARGIN_OPTIONS } from './margin/margin-options.ts';

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

const READING: readonly CommandName[] = ['run', 'validate', 'inspect', 'counterfactual'];

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
    commands: ['run', 'inspect', 'verify', 'counterfactual'],
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
  market: {
    type: 'text',
    value: 'file',
    commands: ['margin', 'calibrate'],
    help: 'Contracts, prices, volatilities and haircuts',
    by: {
      calibrate: {
        value: 'asset',
        defaultText: 'the first one',
        help: 'Asset that stands for the market: betas and worst periods are by it',
      },
    },
  },
  output: {
    type: 'text',
    value: 'file',
    alias: ['o', 'out'],
    commands: ['margin', 'calibrate'],
    help: 'Write every account to a file: .ndjson, .csv or .parquet',
    by: { calibrate: { help: 'Write the figures as a piece of a scenario' } },
  },
  audit: { type: 'flag', commands: ['run'], help: 'Check every invariant after every event (slow)' },
  profile: {
    type: 'flag',
    commands: ['run'],
    help: "Show where time and work went; CPU profiles go into the run's folder",
  },
  'no-report': { type: 'flag', commands: ['run'], help: 'Leave out report.html and charts/' },
  account: {
    type: 'text',
    value: 'n|name',
    commands: ['explain', 'margin'],
    help: 'What happened to one account, by its number in tables or its name, and who pushed it',
    by: { margin: { value: 'name', help: 'Only this account of the book' } },
  },
  without: {
    type: 'text',
    value: 'a,b,...',
    commands: ['counterfactual'],
    defaultText: 'all that are on; none with --variant',
    help: 'Liquidations, or any control that is on: each is switched off in turn',
  },
  variant: {
    type: 'texts',
    value: 'rules',
    commands: ['counterfactual'],
    help: "Other rules, as 'name: key=value; key=value'; may be repeated",
  },
  tree: { type: 'flag', commands: ['explain'], help: 'Which liquidation pushed whom; what it tells unless asked' },
  instrument: {
    type: 'text',
    value: 'symbol',
    commands: ['explain'],
    help: 'One instrument over time: outside price, displacement, who sold',
  },
  breaker: {
    type: 'flag',
    commands: ['explain'],
    help: 'Each trip of a control, each fault: why, what waited, what came after',
  },
  fund: { type: 'flag', commands: ['explain'], help: 'Whose doing each dollar of fund loss and bad debt was' },
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
  marks: {
    type: 'text',
    value: 'kind',
    commands: ['backtest'],
    defaultText: 'worst',
    help: 'Losses at worst marks, if the file has them, or at the close',
  },
  assets: {
    type: 'text',
    value: 'a,b,...',
    commands: ['backtest', 'calibrate'],
    defaultText: 'all of the file',
    help: 'Assets to read',
  },
  from: { type: 'text', value: 'time', commands: ['calibrate'], help: 'First row: a UTC time, or a whole day' },
  to: { type: 'text', value: 'time', commands: ['calibrate'], help: 'Last row: a UTC time, or a whole day' },
  shrinkage: {
    type: 'text',
    value: 'choice',
    commands: ['calibrate'],
    defaultText: 'constant',
    help: 'Of the correlation: none, constant or identity (Ledoit and Wolf), or a share towards the average',
  },
  'periods-per-year': {
    type: 'text',
    value: 'number',
    commands: ['calibrate'],
    defaultText: 'by the times of the rows',
    help: 'Returns in a year',
  },
  'worst-share': {
    type: 'text',
    value: 'share',
    commands: ['calibrate'],
    defaultText: '5 %',
    help: 'Which periods count as worst: those with the lowest returns of the market',
  },
  force: { type: 'flag', commands: ['margin', 'calibrate'], help: 'Let --output replace a file' },
  json: { type: 'flag', commands: 'all', help: 'Print one JSON document to standard output, nothing else' },
  quiet: {
    type: 'flag',
    alias: ['q'],
    commands: ['run', 'verify', 'margin', 'backtest', 'counterfactual'],
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
