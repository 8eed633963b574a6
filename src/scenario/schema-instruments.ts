/** Keys of `venue.instruments`: what trades, by kind of contract. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { INSTRUMENTS_MAX } from './limits.ts';
import { depthKeys } from './schema-depth.ts';
import { choice, section } from './schema-shapes.ts';
import { SYMBOL, tiers } from './schema-tiers.ts';
import { quantity, text } from './schema-values.ts';

const symbol = text({
  about: 'Name of the instrument in this file and in every result.',
  example: 'BTC',
  pattern: SYMBOL,
  noun: 'a symbol of letters, digits, dot, dash or underscore',
});

const initialPrice = (about: string) => quantity('price', { about, example: '7934.5 USD', above: 0 });

const OWN_PRICE = 'Price at the start for one unit of the asset; a whole number of ticks.';

const tickSize = quantity('price', { about: 'Smallest price step.', example: '0.1 USD', above: 0 });

const reference = (about: string, example: string) => text({ about, example, noun: 'a symbol' });

const book = {
  openInterest: quantity('money', {
    about:
      "Open interest at the start: one side's notional at the initial price, of options the underlying's. The agents' positions meet it.",
    example: '600 M USD',
    from: 0,
  }),
  ...depthKeys,
};

const volatility = (about: string) => quantity('ratio', { about, example: '80 %', from: '0 %', to: '2000 %' });

const contractSize = quantity('size', {
  about:
    'Smallest size: units of the asset; of what settles in coin, USD. tickSize x lotSize must be a whole number of 0.0001 USD.',
  example: '0.001 BTC',
  above: 0,
});

const settlesIn = reference(
  'Spot instrument of the coin that profit is paid in; the contract is then inverse, with a lotSize in USD. Left out: USD.',
  'BTC-SPOT',
).optional();

const expiry = quantity('moment', {
  about: 'When it expires: a UTC time, or a time from the start; not before the end of the run.',
  example: '30 d',
  from: 0,
});

const spot = section({
  kind: z.literal('spot').describe('The asset itself: held as collateral, lent when owed.'),
  symbol,
  follows: reference(
    'Instrument whose mark is its price. Left out: it has a price of its own, as a stablecoin may that can lose its peg.',
    'BTC',
  ).optional(),
  initialPrice: initialPrice(`${OWN_PRICE} May be left out when it follows another.`).optional(),
  tickSize,
  lotSize: quantity('size', {
    about: 'Quantum of the asset: balances are whole numbers of it.',
    example: '0.00000001 BTC',
    above: 0,
  }),
  ...depthKeys,
  annualVolatility: volatility(
    'Annualised standard deviation of the log return, for `market.noise`, of an asset with a price of its own. Left out: 0 %.',
  ).optional(),
}).describe('A spot asset.');

const perpetual = section({
  kind: z.literal('perpetual').describe('A perpetual. Left out: a perpetual.').optional(),
  symbol,
  follows: reference('Instrument whose mark its price follows. Left out: it has a price of its own.', 'BTC').optional(),
  settlesIn,
  initialPrice: initialPrice(`${OWN_PRICE} May be left out when it follows another.`).optional(),
  tickSize,
  lotSize: contractSize,
  tiers: tiers.optional(),
  ...book,
  annualVolatility: volatility(
    'Annualised standard deviation of the log return, for `market.noise` (a year has 365 days).',
  ).prefault(DEFAULTS.instrument.annualVolatility),
}).describe('A perpetual, linear or inverse.');

const future = section({
  kind: z.literal('future').describe('A dated future, linear or inverse.'),
  symbol,
  follows: reference('Instrument whose mark its price follows.', 'BTC'),
  settlesIn,
  expiry,
  initialPrice: initialPrice(
    'Price at the start; its basis to what it follows. Left out: the forward, by the carry in `venue.optionMarkets`.',
  ).optional(),
  tickSize,
  lotSize: contractSize,
  tiers: tiers.optional(),
  ...book,
}).describe('A dated future.');

const option = section({
  kind: z.literal('option').describe('A European option, priced by Black-76 on the surface in `venue.optionMarkets`.'),
  symbol,
  follows: reference('Instrument that it is written on.', 'BTC'),
  settlesIn: reference(
    'Spot instrument of the coin that premium and payoff are in. Left out: USD.',
    'BTC-SPOT',
  ).optional(),
  right: choice(['call', 'put'], 'Right to buy, or to sell.'),
  strike: quantity('price', { about: 'Strike, USD for one unit of the underlying.', example: '60,000 USD', above: 0 }),
  expiry,
  tickSize: quantity('size', {
    about: 'Smallest step of the premium for one unit of the underlying, in USD or in coin.',
    example: '0.0001 BTC',
    above: 0,
  }),
  lotSize: quantity('size', {
    about:
      'Smallest size in units of the underlying. tickSize x lotSize must be a whole number of 0.0001 USD, or of the lots of settlesIn.',
    example: '0.1 BTC',
    above: 0,
  }),
  tiers: tiers.optional(),
  ...book,
}).describe('A European option.');

export const instruments = z
  .array(z.discriminatedUnion('kind', [perpetual, future, option, spot]))
  .min(1)
  .max(INSTRUMENTS_MAX)
  .describe('The instruments that trade, at least one; their keys depend on their kind.');
