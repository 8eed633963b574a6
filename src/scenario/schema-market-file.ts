/**
 * A market at one moment, as a file: assets with prices, volatilities and collateral terms, and contracts with terms and
 * marks. What the `margin` command values books with.
 */
import { z } from 'zod';
import { BRACKETS_MAX } from './limits.ts';
import { choice, section, switchable } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';
import { SYMBOL } from './schema-tiers.ts';

const ASSETS_MAX = 250;
const CONTRACTS_MAX = 10_000;
const SMILES_MAX = 100;
const SMILE_NODES_MAX = 500;

const symbol = (about: string, example: string) =>
  text({ about, example, pattern: SYMBOL, noun: 'a symbol of letters, digits, dot, dash or underscore' });

const smileNode = section({
  strike: quantity('price', {
    about: 'Strike of the node. Give either `strike` or `moneyness`.',
    example: '100000 USD',
    above: 0,
  }).optional(),
  moneyness: quantity('ratio', { about: 'Strike / forward of the node.', example: '90 %', above: 0 }).optional(),
  volatility: quantity('ratio', {
    about: 'Annualised implied volatility.',
    example: '55 %',
    above: 0,
    to: '10000 %',
  }),
}).describe('One point of a smile.');

const smile = section({
  expiry: quantity('moment', {
    about: 'When the options of the smile expire: a UTC time, or a time from that of the market.',
    example: '2025-12-26T08:00:00Z',
    from: 0,
  }),
  nodes: z.array(smileNode).min(1).max(SMILE_NODES_MAX).describe('Points by rising strike, all by strike or all not.'),
}).describe('Implied volatility of one expiry.');

const volatility = z
  .union([
    quantity('ratio', {
      about: 'One volatility for every strike and expiry.',
      example: '55 %',
      above: 0,
      to: '10000 %',
    }),
    z.literal('fromMarks').describe('Implied by the marks of the options below.'),
    section({
      interpolation: choice(
        ['linear', 'monotone'],
        'How variance goes from strike to strike: straight, or by a monotone cubic.',
      ).prefault('linear'),
      smiles: z.array(smile).min(1).max(SMILES_MAX).describe('Smiles by rising expiry.'),
    }),
  ])
  .describe('Implied volatility: one value, `fromMarks`, or smiles. Options on the asset need it.');

const collateralTier = section({
  valueMax: quantity('money', { about: 'Value up to which the tier holds.', example: '20 M USD', above: 0 }).optional(),
  unitsMax: quantity('size', {
    about: 'Units of the asset up to which the tier holds, instead of valueMax.',
    example: '500 BTC',
    above: 0,
  }).optional(),
  weight: quantity('ratio', {
    about: 'Share of the value inside the tier that counts.',
    example: '95 %',
    from: '0 %',
    to: '100 %',
  }),
}).describe('One tier; the last one has no upper end.');

const collateral = section({
  weight: quantity('ratio', {
    about: 'Share of the value that counts, whatever the size. Instead of `tiers`.',
    example: '95 %',
    from: '0 %',
    to: '100 %',
  }).optional(),
  tiers: z.array(collateralTier).min(1).max(BRACKETS_MAX).describe('Shares by rising size.').optional(),
  liabilityWeight: quantity('ratio', {
    about: 'What a negative balance counts as a share of its value.',
    example: '105 %',
    from: '100 %',
    to: '1000 %',
  }).prefault('100 %'),
  countedMax: quantity('money', {
    about: 'Most that one account may count of the asset, after weights. Left out: no limit.',
    example: '50 M USD',
    from: 0,
  }).optional(),
  sizeFactor: quantity('number', {
    about:
      "f in Drift's rule: weight at most 1.1 / (1 + f sqrt(units)), liability weight at least 0.8 w + f sqrt(units).",
    example: 0.001,
    from: 0,
  }).prefault(0),
});

const asset = section({
  symbol: symbol('Name of the asset in this file, in books and in results; not USD.', 'BTC'),
  price: quantity('price', { about: 'Index price of one unit.', example: '113000 USD', above: 0 }),
  carry: quantity('ratio', {
    about: 'Annual cost of carry b, continuous: forward = price x e^(b years).',
    example: '6 %',
    above: '-1000 %',
    below: '1000 %',
  }).prefault('0 %'),
  volatility: volatility.optional(),
  collateral: switchable(collateral, 'What balances count for. `off` or null: nothing held, in full owed.').prefault(
    'off',
  ),
}).describe('One asset.');

const shared = {
  symbol: symbol('Name of the contract in books and in results.', 'BTC-PERP'),
  underlying: symbol('Asset that it follows.', 'BTC'),
  openInterest: quantity('money', {
    about: 'Notional of all longs. 0: not known.',
    example: '3 bn USD',
    from: 0,
  }).prefault(0),
  depthAtOnePercent: quantity('money', {
    about: 'Notional on one side of the book within 1 % of the price. Left out: not known, taken as without end.',
    example: '20 M USD',
    above: 0,
  }).optional(),
};

const sizes = {
  settlesIn: choice(
    ['quote', 'coin'],
    'Currency of profit: USD, or the underlying. A perpetual or future in coin is inverse: its size is in USD.',
  ).prefault('quote'),
  contractSize: quantity('size', {
    about: 'Size of one contract: units of the underlying, of an inverse perpetual or future USD. Left out: 1.',
    example: '0.1 BTC',
    above: 0,
  }).optional(),
};

const expiry = quantity('moment', {
  about: 'A UTC time, or a time from that of the market.',
  example: '2025-12-26T08:00:00Z',
  from: 0,
});

const price = (about: string) => quantity('price', { about, example: '112950 USD', above: 0 }).optional();

const contract = z
  .discriminatedUnion('kind', [
    section({
      kind: z.literal('spot').describe('The asset itself.'),
      ...shared,
      mark: price('Mark price. Left out: the index.'),
    }),
    section({
      kind: z.literal('perpetual').describe('A perpetual, linear or inverse.'),
      ...shared,
      ...sizes,
      mark: price('Mark price. Left out: the index.'),
    }),
    section({
      kind: z.literal('future').describe('A dated future, linear or inverse.'),
      ...shared,
      ...sizes,
      expiry,
      mark: price('Mark price. Left out: the forward, price x e^(carry x years).'),
    }),
    section({
      kind: z.literal('option').describe('A European option.'),
      ...shared,
      ...sizes,
      expiry,
      right: choice(['call', 'put'], 'Right to buy, or to sell.'),
      strike: quantity('price', { about: 'Strike.', example: '120000 USD', above: 0 }),
      mark: quantity('size', {
        about: 'Premium for one unit: USD, or the underlying if it settles in coin. Left out: from the volatility.',
        example: '0.0125 BTC',
        from: 0,
      }).optional(),
    }),
  ])
  .describe('One contract.');

export const marketFile = section({
  version: z.literal(1).describe('Version of the file format: 1.'),
  title: text({ about: 'One line for people.', example: 'Options venue, October 2025', noun: 'text' }).prefault(''),
  time: quantity('instant', {
    about: 'The moment of the prices, in UTC. Left out: expiries are times from that moment, such as "30 d".',
    example: '2025-10-10T20:00:00Z',
  }).optional(),
  rate: quantity('ratio', {
    about: 'Annual interest rate of USD, continuous: what premiums are discounted with.',
    example: '4 %',
    above: '-1000 %',
    below: '1000 %',
  }).prefault('0 %'),
  assets: z
    .array(asset)
    .min(1)
    .max(ASSETS_MAX)
    .describe('Underlyings and currencies, at least one. USD needs no entry.'),
  contracts: z.array(contract).max(CONTRACTS_MAX).describe('What can be held.').prefault([]),
});

export type MarketFileText = z.output<typeof marketFile>;
