/** Every command, declared once: the parser and the help follow from here. */
export const COMMAND_NAMES = [
  'run',
  'validate',
  'inspect',
  'explain',
  'counterfactual',
  'verify',
  'margin',
  'backtest',
  'calibrate',
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
    summary: 'Tell which liquidation pushed whom, and what happened to an account',
    examples: [
      ['aftershock explain output/crash-1-9f3a12cd --path 3', 'the chain of causes'],
      ['aftershock explain output/crash-1-9f3a12cd --account 17', 'one account, event by event'],
      ['aftershock explain output/crash-1-9f3a12cd --instrument BTC', 'one instrument over time'],
      ['aftershock explain output/crash-1-9f3a12cd --breaker', 'each trip of a control'],
      ['aftershock explain output/crash-1-9f3a12cd --fund', 'one dollar of fund loss'],
    ],
  },
  counterfactual: {
    positional: '<scenario>',
    summary: 'Compare a scenario with itself without a control, or with other rules',
    examples: [
      ['aftershock counterfactual crash.yaml', 'without liquidations, and each control'],
      ['aftershock counterfactual crash.yaml --without halt', 'what halts are good for'],
      ['aftershock counterfactual crash.yaml --variant venue.waterfall=[]', 'other rules'],
    ],
  },
  verify: {
    positional: '<run>',
    summary: 'Repeat a stored run and compare everything that came of it',
    examples: [['aftershock verify output/crash-1-9f3a12cd', 'exit code 112 when it differs']],
  },
  calibrate: {
    positional: '<history>',
    summary: 'Estimate volatility, tails, jumps and correlation from prices',
    examples: [
      ['aftershock calibrate prices.csv', 'what the history says, and how certainly'],
      ['aftershock calibrate prices.csv --output calibrated.yaml', 'a piece of a scenario'],
      ['aftershock calibrate prices.csv --assets BTC,ETH --from 2024-01-01', 'part of it'],
    ],
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
