/** Keys of `venue` that give it a margin model, collateral and option markets of its own. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { BRACKETS_MAX, INSTRUMENTS_MAX } from './limits.ts';
import { MARGIN_FAMILIES } from './margin-presets/families.ts';
import { choice, section, switchable } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';

const FAMILY_NAMES = Object.keys(MARGIN_FAMILIES) as [string, ...string[]];
const COMPARED_MAX = 20;
const SMILES_MAX = 100;
const SMILE_NODES_MAX = 500;

const symbol = (about: string, example: string) => text({ about, example, noun: 'a symbol' });

const collateralBracket = section({
  valueMax: quantity('money', {
    about: 'Value of the balance up to which the weight holds. The last bracket has no upper end.',
    example: '20 M USD',
    above: 0,
  }).optional(),
  weight: quantity('ppm', {
    about: 'Share of the value inside the bracket that counts as margin.',
    example: '95 %',
    from: '0 %',
    to: '100 %',
  }),
}).describe('One bracket of collateral.');

const collateral = section({
  instrument: symbol('Spot instrument of the asset.', 'BTC-SPOT'),
  brackets: z
    .array(collateralBracket)
    .min(1)
    .max(BRACKETS_MAX)
    .describe('Weights by rising value; they apply marginally and never rise.'),
  liabilityWeight: quantity('ppm', {
    about: 'What a borrowed unit counts, as a share of its value. Left out: 100 %.',
    example: '105 %',
    from: '100 %',
    to: '1000 %',
  }).optional(),
}).describe('How balances of one asset count.');

const smileNode = section({
  moneyness: quantity('ratio', { about: 'Strike / forward.', example: '90 %', above: '0 %' }),
  volatility: quantity('ratio', {
    about: 'Annualised implied volatility.',
    example: '55 %',
    above: '0 %',
    to: '10000 %',
  }),
}).describe('One point of a smile.');

const smile = section({
  expiry: quantity('moment', {
    about: 'When the options of the smile expire: a UTC time, or a time from the start.',
    example: '30 d',
    from: 0,
  }),
  nodes: z.array(smileNode).min(1).max(SMILE_NODES_MAX).describe('Points by rising strike.'),
}).describe('Implied volatility of one expiry.');

const surface = z
  .union([
    quantity('ratio', {
      about: 'One volatility for every strike and expiry.',
      example: '60 %',
      above: '0 %',
      to: '10000 %',
    }),
    section({
      interpolation: choice(
        ['linear', 'monotone'],
        'How variance goes from strike to strike: straight, or by a monotone cubic. Left out: linear.',
      ).optional(),
      smiles: z.array(smile).min(1).max(SMILES_MAX).describe('Smiles by rising expiry.'),
    }),
  ])
  .describe(
    'Implied volatility: one value, or smiles. It travels with the price: a shock leaves it as it is by moneyness.',
  );

const annualRate = (about: string, example: string) =>
  quantity('ratio', { about, example, from: '-100 %', to: '1000 %' });

const optionMarket = section({
  instrument: symbol('Instrument that options are written on: one with a price of its own.', 'BTC'),
  surface,
  carry: annualRate(
    'Annual cost of carry, continuous: forward = price x e^(carry x years). Left out: 0 %.',
    '6 %',
  ).optional(),
}).describe('What prices options and futures on one instrument.');

const factor = (about: string, example: string) =>
  quantity('multipleExact', { about, example, from: '0.01x', to: '100x' });

const estimator = z
  .discriminatedUnion('kind', [
    section({
      kind: z.literal('ewma').describe('Exponentially weighted: s2 = lambda s2 + (1 - lambda) r^2.'),
      lambda: quantity('number', { about: 'Weight of the past in one step.', example: 0.94, above: 0, below: 1 }),
    }),
    section({
      kind: z
        .literal('garch')
        .describe('GARCH(1,1): s2 = (1 - alpha - beta) L + alpha r^2 + beta s2, L that of annualVolatility.'),
      alpha: quantity('number', { about: 'Weight of the last squared return.', example: 0.1, from: 0, below: 1 }),
      beta: quantity('number', {
        about: 'Weight of the last variance; alpha + beta stays below 1.',
        example: 0.85,
        from: 0,
        below: 1,
      }),
    }),
  ])
  .describe("How volatility is estimated from the venue's own marks, one return an interval.");

const marginRecalibration = section({
  estimator,
  interval: quantity('duration', { about: 'Time between two estimates.', example: '5 min', above: 0 }),
  floor: factor('Least multiple of the margin rates. Left out: 1x.', '1x').optional(),
  cap: factor('Largest multiple of the margin rates. Left out: 5x.', '5x').optional(),
  step: quantity('multipleExact', {
    about: 'Multiples are rounded up to whole numbers of this, and set only when that changes. Left out: 0.01x.',
    example: '0.05x',
    above: '0x',
    to: '10x',
  }).optional(),
});

const ownMargin = section({
  family: choice(FAMILY_NAMES, 'Kind of model, which says what the parameters are.'),
  name: text({ about: 'Name in results. Left out: the family.', example: 'wide-grid', noun: 'a name' }).optional(),
  parameters: z.record(z.string(), z.unknown()).describe('As in a file below presets/margin of the same family.'),
});

const margin = (about: string) =>
  z
    .union([
      text({
        about: "A preset, or a file of the same form in the scenario's folder, which ends in .yaml.",
        example: 'deribit-spm-2024',
        noun: 'a margin model',
      }),
      ownMargin,
    ])
    .describe(about);

export const portfolio = {
  margin: margin(
    'Margin model: a preset, a file, or {family, parameters}. Left out: tiered, by the tiers of each instrument.',
  ).optional(),
  comparedMargins: z
    .array(margin('One margin model.'))
    .max(COMPARED_MAX)
    .describe('Other models whose requirement is reported beside; nobody is liquidated by them.')
    .optional(),
  marginHistory: text({
    about:
      "File of daily closes in the scenario's folder, a column for each instrument with a price of its own, that risk models are estimated from.",
    example: 'closes.csv',
    noun: 'a file',
  }).optional(),
  collateral: z
    .array(collateral)
    .max(INSTRUMENTS_MAX)
    .describe(
      'What counts as collateral beside USD. A spot asset that is not listed counts nothing, and is owed in full.',
    )
    .optional(),
  collateralSales: switchable(
    section({
      retryInterval: quantity('duration', {
        about: 'Between two orders of the same account.',
        example: '1 s',
        above: 0,
      }).prefault(DEFAULTS.collateralSales.retryInterval),
    }),
    "An account that has to convert a balance trades in the asset's own book and moves its price. `off`, null or left out: at the mark, against the external account; {} takes the defaults.",
  ).optional(),
  optionMarkets: z
    .array(optionMarket)
    .max(INSTRUMENTS_MAX)
    .describe('Volatility and carry of what options and futures are written on.')
    .optional(),
  interestRate: annualRate(
    'Annual interest rate of USD, continuous: premiums are discounted with it. Left out: 0 %.',
    '4 %',
  ).optional(),
  marginRecalibration: switchable(
    marginRecalibration,
    'Margin rates that follow volatility: (estimate / annualVolatility) times, within bounds. `off` or left out: they do not.',
  ).optional(),
};
