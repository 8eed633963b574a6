/** Keys of `venue.takeover`: who takes positions over that the book would not close. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { flag, section } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';

const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

const name = text({ about: 'Name of its account.', example: 'vault', pattern: NAME, noun: 'a name' });

const capital = quantity('money', { about: 'Money that it starts with.', example: '10 M USD', above: 0 });

const inventory = {
  inventoryMargin: quantity('ppm', {
    about: "Equity kept for what was taken, as a share of its notional; the venue's initial margin where that is more.",
    example: '10 %',
    from: '0 %',
    to: '100 %',
  }).prefault(DEFAULTS.takeover.inventoryMargin),
  unwindInterval: quantity('duration', {
    about: 'Between two orders that sell off what was taken.',
    example: '30 s',
    above: 0,
  }).prefault(DEFAULTS.takeover.unwindInterval),
  unwindShare: quantity('ppm', {
    about: 'Share of the largest inventory seen that each of these orders sells.',
    example: '10 %',
    above: '0 %',
    to: '100 %',
  }).prefault(DEFAULTS.takeover.unwindShare),
};

const vault = section({
  kind: z.literal('vault').describe('Takes whole accounts with their margin into a cross-margined book of its own.'),
  name,
  capital,
  notionalMax: quantity('money', {
    about: 'Largest account that it takes, notional over all positions. Left out: any.',
    example: '50 M USD',
    above: 0,
  }).optional(),
  capitalShareMax: quantity('ppm', {
    about: 'Most of its equity that the margin of one account may use, beyond what the account brings.',
    example: '25 %',
    above: '0 %',
    to: '100 %',
  }).prefault(DEFAULTS.takeover.capitalShareMax),
  lossLimit: quantity('ppm', {
    about: 'It takes no more once it has lost this share of its capital.',
    example: '50 %',
    above: '0 %',
    to: '100 %',
  }).prefault(DEFAULTS.takeover.lossLimit),
  takesDeficits: flag('Whether it takes accounts that owe money, with what they owe.').prefault(
    DEFAULTS.takeover.takesDeficits,
  ),
  ...inventory,
});

const provider = section({
  name,
  capital,
  notionalMax: quantity('money', { about: 'Most notional that it takes in one window.', example: '5 M USD', above: 0 }),
  window: quantity('duration', { about: 'Length of the window.', example: '10 min', above: 0 }).prefault(
    DEFAULTS.takeover.window,
  ),
  discount: quantity('ppm', {
    about: 'Paid to it out of the account beyond bankruptcy price, as a share of the notional that it takes.',
    example: '0 %',
    from: '0 %',
    to: '50 %',
  }).prefault(DEFAULTS.takeover.discount),
});

const panel = section({
  kind: z.literal('panel').describe('Backstop providers, among whom each position is divided.'),
  providers: z.array(provider).min(1).max(64).describe('The providers; each is an account of its own.'),
  ...inventory,
});

const bidder = section({
  name,
  capital,
  reservation: quantity('ppm', {
    about: "It bids once the discount on the account's equity is as large as this.",
    example: '20 %',
    from: '0 %',
    to: '100 %',
  }),
});

const dutchAuction = section({
  kind: z.literal('dutchAuction').describe('Positions go to bidders at a discount that grows with time.'),
  bidders: z.array(bidder).min(1).max(64).describe('The bidders; each is an account of its own.'),
  discounts: z
    .array(
      section({
        after: quantity('duration', { about: 'Time since the start of the auction.', example: '15 min', from: 0 }),
        discount: quantity('ppm', {
          about: "Discount on the account's equity from then on, straight lines between.",
          example: '30 %',
          from: '0 %',
          to: '100 %',
        }),
      }),
    )
    .min(2)
    .max(16)
    .describe('Course of the discount, from the start to the end of the auction.')
    .prefault([...DEFAULTS.takeover.discounts]),
  interval: quantity('duration', { about: 'Between two looks at who bids.', example: '1 min', above: 0 }).prefault(
    DEFAULTS.takeover.interval,
  ),
  ...inventory,
});

export const takeover = z
  .array(z.union([z.literal('fund'), z.discriminatedUnion('kind', [vault, panel, dutchAuction])]))
  .max(8)
  .describe(
    'Who takes positions over that could not be closed, in this order: {kind: vault | panel | dutchAuction, ...}, and last fund, the insurance fund. Without fund it pays losses and takes no positions while others can bear them.',
  )
  .prefault([...DEFAULTS.takeover.takers]);
