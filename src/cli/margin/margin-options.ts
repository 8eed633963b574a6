/** Options that only the margin command has; `options.ts` takes them into the table of all. */
export const MARGIN_OPTIONS = {
  scenario: {
    type: 'text',
    value: 'file',
    commands: ['margin'],
    help: "Take contracts, first prices and margin from a scenario's venue instead",
  },
  shock: {
    type: 'text',
    value: 'a,b,...',
    commands: ['margin'],
    defaultText: 'fall-10; with --models all presets',
    help: 'Joint shocks, presets or files; distances are in multiples of the first',
  },
  history: {
    type: 'text',
    value: 'file',
    commands: ['margin'],
    help: 'Prices of the past, for models that estimate from them',
  },
  explain: { type: 'flag', commands: ['margin'], help: 'Show the arithmetic of every account that is shown' },
  worst: {
    type: 'count',
    value: 'n',
    max: 1_000,
    commands: ['margin'],
    defaultText: '20',
    help: 'Show at most so many accounts, those with the lowest ratio',
  },
  prices: {
    type: 'flag',
    commands: ['margin'],
    help: 'Solve liquidation prices for every account of an .ndjson output, not only for those shown (slow)',
  },
} as const;
