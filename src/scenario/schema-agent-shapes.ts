/** Shapes that several kinds of agents share: sizes, shares, holdings, and the keys that classes have in common. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { ACCOUNTS_MAX, INSTRUMENTS_MAX, POSITIONS_PER_ACCOUNT_MAX } from './limits.ts';
import { bankRun } from './schema-bank-run.ts';
import { choice, distribution, section } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';

const D = DEFAULTS.agentClass;

export const chance = (about: string, example: string) => quantity('ppm', { about, example, from: '0 %', to: '100 %' });

export const leverageOf = (about: string) =>
  distribution('multiple', {
    about,
    examples: { low: '1x', middle: '10x', high: '50x' },
    from: '0x',
    to: '1000x',
  });

export const shareOf = (about: string) =>
  distribution('ratio', {
    about,
    examples: { low: '5 %', middle: '10 %', high: '30 %' },
    from: '0 %',
    to: '100 %',
  });

export const instruments = z
  .union([
    z.enum(['byOpenInterest', 'equal']),
    z.record(z.string(), quantity('number', { about: 'Weight of one instrument.', example: 3, from: 0 })),
  ])
  .describe('Which instruments its accounts choose: byOpenInterest, equal, or a relative weight for each symbol.');

const instrumentsPerAccount = z
  .union([
    quantity('count', { about: 'The same for every account.', example: 1, from: 1, to: POSITIONS_PER_ACCOUNT_MAX }),
    section({
      min: quantity('count', { about: 'Fewest.', example: 1, from: 1, to: POSITIONS_PER_ACCOUNT_MAX }),
      max: quantity('count', { about: 'Most.', example: 3, from: 1, to: POSITIONS_PER_ACCOUNT_MAX }),
    }),
  ])
  .describe('How many different instruments one account holds: a number, or drawn evenly from {min, max}.');

const collateral = z
  .array(
    section({
      instrument: text({ about: 'Spot instrument of the asset.', example: 'BTC-SPOT', noun: 'a symbol' }),
      share: quantity('ppm', {
        about: 'Share of the equity at the start that is a balance of it, rounded down to whole lots.',
        example: '30 %',
        above: '0 %',
        to: '100 %',
      }),
    }).describe('One asset.'),
  )
  .max(INSTRUMENTS_MAX)
  .describe('What of its equity at the start is held in spot assets; the rest is USD.');

export const hedge = section({
  with: text({ about: 'Instrument that it hedges with.', example: 'BTC-INV', noun: 'a symbol' }),
  share: quantity('ppm', {
    about: 'Notional of the hedge / net notional of the positions that it is against. Left out: 100 %.',
    example: '100 %',
    above: '0 %',
    to: '1000 %',
  }).optional(),
}).describe(
  'Each account holds against its positions an opposite one in one other instrument. Such books keep the sizes that they are drawn with; everybody else meets the rest of the open interest.',
);

export const reaction = distribution('duration', {
  about: "From what an agent sees to its order's arrival: one duration, or a distribution.",
  examples: { low: '200 ms', middle: '2 s', high: '1 min' },
  from: 0,
}).prefault(D.reaction);

const longShareBySize = section({
  below: quantity('money', {
    about: 'Accounts that want a smaller notional, equity x leverage, are small.',
    example: '10 k USD',
    above: 0,
  }),
  small: chance('Chance that a position of a small account is long.', '65 %'),
  large: chance('Chance that a position of any other account is long.', '48 %'),
}).describe('The chance that a position is long, by size. Takes the place of longShare.');

/** Keys of every class. */
export const namedKeys = {
  name: text({
    about: 'Name of the class in every result.',
    example: 'retail-longs',
    pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    noun: 'a name of letters, digits, dash or underscore',
  }),
  equity: distribution('money', {
    about: 'Equity of each account at the start, all assets at initial prices: one amount, or a distribution.',
    examples: { low: '100 USD', middle: '5 k USD', high: '5 M USD' },
    from: 0,
  }),
  reaction,
  bankRun: bankRun.optional(),
};

/** Keys of classes of accounts that do not come in groups. */
export const accountKeys = {
  ...namedKeys,
  accounts: quantity('count', { about: 'How many accounts.', example: '20 k', from: 0, to: ACCOUNTS_MAX }),
  collateral: collateral.optional(),
};

/** Keys of classes whose accounts draw their positions, but for the side of these. */
export const drawnKeys = {
  ...accountKeys,
  leverageEquityCorrelation: quantity('number', {
    about:
      'Correlation of the normal scores of leverage and equity (Gaussian copula): above 0, larger accounts are levered more. Left out: 0, drawn apart.',
    example: 0.5,
    from: -0.99,
    to: 0.99,
  }).optional(),
  instruments: instruments.prefault(D.instruments),
  instrumentsPerAccount: instrumentsPerAccount.prefault(D.instrumentsPerAccount),
  marginMode: choice(
    ['cross', 'isolated'],
    'isolated: each position is an account of its own, with its own money, so that an account holds one instrument. Left out: cross.',
  ).optional(),
};

/** Keys of classes whose accounts draw everything about their positions. */
export const common = {
  ...drawnKeys,
  longShare: chance('Chance that a position is long.', '60 %').prefault(D.longShare),
  longShareBySize: longShareBySize.optional(),
};

export const leverage = leverageOf('Gross notional / equity at the start: one multiple, or a distribution.');
export const leverageOrFlat = leverageOf('Gross notional / equity at the start; 0x starts flat.').prefault(
  D.flatLeverage,
);
export const topUpLimit = quantity('ratio', {
  about: 'Most it adds in all, as a share of its initial equity.',
  example: '100 %',
  from: '0 %',
  to: '10000 %',
}).prefault(D.topUpLimit);
export const topUpRatio = quantity('multiple', {
  about: 'Equity / maintenance margin that a payment on a margin call aims for.',
  example: '2x',
  from: '1x',
  to: '1000x',
}).prefault(D.topUpRatio);
export const lookback = quantity('duration', {
  about: 'How far back it looks for the highest price.',
  example: '1 h',
  above: 0,
}).prefault(D.lookback);
