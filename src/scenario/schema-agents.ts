/** Keys of the `agents` section: classes of accounts, how they are drawn and how they behave. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { ACCOUNTS_MAX, CLASSES_MAX, INSTRUMENTS_MAX, POSITIONS_PER_ACCOUNT_MAX } from './limits.ts';
import { choice, distribution, section } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';

const D = DEFAULTS.agentClass;

const chance = (about: string, example: string) => quantity('ppm', { about, example, from: '0 %', to: '100 %' });

const leverageOf = (about: string) =>
  distribution('multiple', {
    about,
    examples: { low: '1x', middle: '10x', high: '50x' },
    from: '0x',
    to: '1000x',
  });

const shareOf = (about: string) =>
  distribution('ratio', {
    about,
    examples: { low: '5 %', middle: '10 %', high: '30 %' },
    from: '0 %',
    to: '100 %',
  });

const instruments = z
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

const hedge = section({
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

const bankRun = section({
  fall: section({
    min: quantity('ratio', { about: 'Smallest.', example: '5 %', above: '0 %', below: '100 %' }),
    max: quantity('ratio', { about: 'Largest.', example: '30 %', above: '0 %', below: '100 %' }),
  }).describe('Fall from the highest mark within the lookback at which an account does, spread evenly over the class.'),
  lookback: quantity('duration', {
    about: 'How far back it looks for the highest price.',
    example: '1 h',
    above: 0,
  }).prefault(DEFAULTS.bankRun.lookback),
  fundLoss: quantity('ratio', {
    about: 'Loss of the insurance fund since the start at which everybody does. Left out: they do not look at it.',
    example: '50 %',
    above: '0 %',
    to: '100 %',
  }).optional(),
  share: chance('Share of its equity that an account asks for.', '100 %').prefault(DEFAULTS.bankRun.share),
}).describe(
  'Beside all else, accounts ask for their money once, when prices fall or the fund drains; needs venue.withdrawals.',
);

/** Keys that every class has. */
const common = {
  name: text({
    about: 'Name of the class in every result.',
    example: 'retail-longs',
    pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    noun: 'a name of letters, digits, dash or underscore',
  }),
  accounts: quantity('count', { about: 'How many accounts.', example: '20 k', from: 0, to: ACCOUNTS_MAX }),
  equity: distribution('money', {
    about: 'Equity of each account at the start, all assets at initial prices: one amount, or a distribution.',
    examples: { low: '100 USD', middle: '5 k USD', high: '5 M USD' },
    from: 0,
  }),
  longShare: chance('Chance that a position is long.', '60 %').prefault(D.longShare),
  instruments: instruments.prefault(D.instruments),
  instrumentsPerAccount: instrumentsPerAccount.prefault(D.instrumentsPerAccount),
  reaction: distribution('duration', {
    about: "From what an agent sees to its order's arrival: one duration, or a distribution.",
    examples: { low: '200 ms', middle: '2 s', high: '1 min' },
    from: 0,
  }).prefault(D.reaction),
  collateral: collateral.optional(),
  bankRun: bankRun.optional(),
  marginMode: choice(
    ['cross', 'isolated'],
    'isolated: each position is an account of its own, with its own money, so that an account holds one instrument. Left out: cross.',
  ).optional(),
};

const leverage = leverageOf('Gross notional / equity at the start: one multiple, or a distribution.');
const leverageOrFlat = leverageOf('Gross notional / equity at the start; 0x starts flat.').prefault(D.flatLeverage);
const topUpLimit = quantity('ratio', {
  about: 'Most it adds in all, as a share of its initial equity.',
  example: '100 %',
  from: '0 %',
  to: '10000 %',
}).prefault(D.topUpLimit);
const topUpRatio = quantity('multiple', {
  about: 'Equity / maintenance margin that a payment on a margin call aims for.',
  example: '2x',
  from: '1x',
  to: '1000x',
}).prefault(D.topUpRatio);
const lookback = quantity('duration', {
  about: 'How far back it looks for the highest price.',
  example: '1 h',
  above: 0,
}).prefault(D.lookback);

const leveragedDirectional = section({
  kind: z.literal('leveragedDirectional').describe('Holds leveraged positions; some have a stop-loss.'),
  ...common,
  leverage,
  stopLossProbability: chance('Chance that an account has a stop-loss.', '20 %').prefault(D.stopLossProbability),
  stopLossEquityShare: shareOf('Share of its initial equity at which it closes everything.').prefault(
    D.stopLossEquityShare,
  ),
  hedge: hedge.optional(),
});

const hedger = section({
  kind: z.literal('hedger').describe('Holds one leg here against one outside; re-opens what auto-deleveraging took.'),
  ...common,
  leverage,
  rehedgeShare: chance('Share of what auto-deleveraging took that it opens again.', '80 %').prefault(D.rehedgeShare),
  topUpRatio,
  topUpLimit,
});

const marketMaker = section({
  kind: z.literal('marketMaker').describe('Quotes in the book with its own capital; withdraws under margin stress.'),
  ...common,
  leverage: leverageOrFlat,
  inventoryLimit: quantity('multiple', {
    about: 'Gross notional / equity at which it stops adding to its inventory in an instrument.',
    example: '3x',
    above: '0x',
    to: '1000x',
  }).prefault(D.inventoryLimit),
  stressRatioStart: chance('Maintenance margin / equity above which it begins to withdraw.', '50 %').prefault(
    D.stressRatioStart,
  ),
  stressRatioFull: chance('Maintenance margin / equity above which it quotes nothing.', '80 %').prefault(
    D.stressRatioFull,
  ),
  requoteInterval: quantity('duration', {
    about: 'Between two looks at its quotes.',
    example: '1 s',
    above: 0,
  }).prefault(D.requoteInterval),
});

const panicSeller = section({
  kind: z.literal('panicSeller').describe('Sells what it holds once the price has fallen far enough, fast enough.'),
  ...common,
  leverage,
  drawdownTrigger: shareOf('Fall from the highest mark within the lookback at which it sells.').prefault(
    D.drawdownTrigger,
  ),
  lookback,
  sellShare: chance('Share of the position that it sells.', '100 %').prefault(D.sellShare),
});

const dipBuyer = section({
  kind: z.literal('dipBuyer').describe('Starts flat with cash; buys once the price has fallen far enough.'),
  ...common,
  leverage: leverageOrFlat,
  drawdownTrigger: shareOf('Fall from the highest mark within the lookback at which it buys.').prefault(
    D.drawdownTrigger,
  ),
  lookback,
  buyLeverage: leverageOf('Notional / equity of the position that it opens.').prefault(D.buyLeverage),
});

const marginCallPayer = section({
  kind: z.literal('marginCallPayer').describe('Leveraged, but answers a margin call with fresh money.'),
  ...common,
  leverage,
  payProbability: chance('Chance that it pays when it is called.', '50 %').prefault(D.payProbability),
  topUpRatio,
  topUpLimit,
});

const agentClass = z
  .discriminatedUnion('kind', [leveragedDirectional, hedger, marketMaker, panicSeller, dipBuyer, marginCallPayer])
  .describe('One class of accounts; its keys depend on its kind.');

export const agents = section({
  warningRatio: quantity('multiple', {
    about: 'An account is told when its equity is below this multiple of its maintenance margin.',
    example: '1.5x',
    from: '1x',
    to: '1000x',
  }).prefault(DEFAULTS.agents.warningRatio),
  wakeInterval: quantity('duration', {
    about: 'Time between two looks of price-watching agents at the market.',
    example: '5 s',
    above: 0,
  }).prefault(DEFAULTS.agents.wakeInterval),
  leverageStretchMax: quantity('multiple', {
    about: "Most that netting may stretch or shrink a class's leverage to meet the open interest.",
    example: '1.5x',
    from: '1x',
    to: '1000x',
  }).prefault(DEFAULTS.agents.leverageStretchMax),
  classes: z.array(agentClass).min(1).max(CLASSES_MAX).describe('The classes of accounts, at least one.'),
}).describe('Everyone who trades on the venue.');
