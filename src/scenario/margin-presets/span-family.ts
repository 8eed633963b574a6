/** Parameters of SPAN as a preset writes them (family: span), and their compilation. */
import { z } from 'zod';
import {
  EXTREME_MOVES,
  type CombinedCommodity,
  type ScanRange,
  type SpanParameters,
} from '../../margin/span/span-parameters.ts';
import { choice, flag, section } from '../schema-shapes.ts';
import { quantity } from '../schema-values.ts';
import { assetList, label, moneyOf, numberOf, presetIdentity, ratioOf, type PresetIdentity } from './preset-values.ts';

const share = (about: string, example: string) => quantity('ratio', { about, example, from: '0 %' });
const amount = (about: string, example: string) => quantity('money', { about, example, from: 0 });
const days = (about: string, example: number) => quantity('number', { about, example, from: 0 });
const priority = quantity('number', { about: 'Low ones are formed first.', example: 1 });
const signed = (about: string, example: string) => quantity('money', { about, example });

/** Either an amount of money for a unit of the underlying, or a share of its price. */
const priceRange = z.union([
  section({ share: share('Share of the price.', '12 %') }),
  section({ amount: amount('Amount for a unit of the underlying.', '20 USD') }),
]);

const volatilityRange = z.union([
  section({ share: share('Share of the volatility.', '25 %') }),
  section({ points: share('Points of annual volatility.', '5 %') }),
]);

const shortOptionMinimum = section({
  minimum: z.union([
    section({ share: share('Share of the index value of the units sold.', '3 %') }),
    section({ amount: amount('Amount for a contract unit sold.', '50 USD') }),
  ]),
  counts: choice(['sum', 'greater'], 'All short options, or the larger of short calls and short puts.').prefault('sum'),
});

const commodity = section({
  name: label('Name of the combined commodity.', 'corn'),
  underlyings: assetList,
  contractUnit: quantity('number', { about: 'Units of the underlying with delta 1.', example: 1, above: 0 }).prefault(
    1,
  ),
  priceScanRange: priceRange.describe('Move of the price in a full scan.'),
  volatilityScanRange: volatilityRange.describe('Move of volatility.'),
  shortOptionMinimum: shortOptionMinimum.describe('Floor for short options. Left out: none.').optional(),
  compositeDelta: choice(['present', 'weighted'], 'Delta at the mark, or the mean over the scan prices.').prefault(
    'present',
  ),
  tiers: z
    .array(
      section({
        name: label('Name of the tier.', 'near'),
        daysMax: days('Days to expiry up to which it holds. Left out in the last.', 30).optional(),
        priceScanRange: priceRange.describe('Left out: that of the commodity.').optional(),
      }),
    )
    .describe('Tiers of expiries.')
    .prefault([]),
  calendarSpreads: z
    .array(
      section({
        priority,
        near: label('Name of a tier.', 'near'),
        far: label('Name of a tier.', 'far'),
        charge: priceRange.describe('Charge for a delta against a delta: an amount, or a share of its index value.'),
      }),
    )
    .describe('Charges for long against short deltas of tiers.')
    .prefault([]),
  deliveryCharge: section({
    daysMax: days('Days to expiry up to which it is charged.', 5),
    charge: amount('Charge for a delta.', '100 USD'),
  })
    .describe('Charge for deltas near delivery. Left out: none.')
    .optional(),
  riskArrays: z
    .record(
      z.string(),
      section({
        view: choice(['loss', 'profit'], 'Sign of the values.'),
        values: z
          .array(signed('Of one long contract in a scenario.', '-3330 USD'))
          .length(16)
          .describe('In CME order.'),
        delta: quantity('number', { about: 'Composite delta of one long contract.', example: 0.5 }),
      }),
    )
    .describe('Published arrays by contract symbol, instead of repricing.')
    .prefault({}),
});

export const spanFamily = section({
  liquidatesAtEquality: flag('A liquidation also starts when equity equals the requirement.').prefault(false),
  initialRatio: quantity('number', { about: 'Initial over maintenance margin.', example: 1.1, from: 1 }).prefault(1),
  extremeMove: z
    .union([
      choice(['3x33', '2x35'], "3 ranges at 33 % as in CME's files, or 2 ranges at 35 % as in McMillan's arrays."),
      section({
        multiple: quantity('number', { about: 'Price scan ranges.', example: 3, above: 0 }),
        cover: share('Share of the loss that counts.', '33 %'),
      }),
    ])
    .describe('Scenarios 15 and 16: how far, and how much of it.'),
  lookaheadDays: days('Days by which options are older.', 1).prefault(1),
  weightedPriceRisk: choice(
    ['normal', 'scanRangeCap', 'scanRange'],
    'Price risk of a delta: from the scan, from the scan but at most the range, or the range.',
  ).prefault('scanRangeCap'),
  commodities: z.array(commodity).min(1).describe('Combined commodities.'),
  scanningSpreads: z
    .array(
      section({
        name: label('Name of the spread.', 'gas'),
        commodities: z.array(label('Name of a combined commodity.', 'NG')).min(2).describe('Members.'),
        credit: share('Share of gains that counts.', '80 %'),
      }),
    )
    .describe('Commodities scanned together.')
    .prefault([]),
  deltaSpreads: z
    .array(
      section({
        priority,
        name: label('Name of the spread.', 'corn-soybeans'),
        legs: z
          .array(
            section({
              commodity: label('Name of a combined commodity.', 'corn'),
              ratio: quantity('number', { about: 'Deltas in one spread.', example: 2, above: 0 }),
              side: choice(['A', 'B'], 'Legs A lie opposite to legs B.'),
              credit: share('Share of weighted price risk.', '55 %'),
            }),
          )
          .min(2)
          .describe('Legs of the spread.'),
      }),
    )
    .describe('Credits between commodities by matched deltas.')
    .prefault([]),
});

export type SpanFamily = z.output<typeof spanFamily>;

export function compileSpan(identity: PresetIdentity, file: SpanFamily): SpanParameters {
  const { extremeMove: move } = file;
  return {
    ...presetIdentity(identity),
    liquidatesAtEquality: file.liquidatesAtEquality,
    initialRatio: numberOf(file.initialRatio),
    extremeMove:
      typeof move === 'string'
        ? EXTREME_MOVES[move]
        : { multiple: numberOf(move.multiple), cover: ratioOf(move.cover) },
    lookaheadDays: numberOf(file.lookaheadDays),
    weightedPriceRisk: file.weightedPriceRisk,
    commodities: file.commodities.map(compileCommodity),
    scanningSpreads: file.scanningSpreads.map(({ name, commodities, credit }) => ({
      name: String(name),
      commodities: commodities.map(String),
      credit: ratioOf(credit),
    })),
    deltaSpreads: file.deltaSpreads.map((spread) => ({
      priority: numberOf(spread.priority),
      name: String(spread.name),
      legs: spread.legs.map((leg) => ({
        commodity: String(leg.commodity),
        ratio: numberOf(leg.ratio),
        side: leg.side,
        credit: ratioOf(leg.credit),
      })),
    })),
  };
}

function compileCommodity(file: z.output<typeof commodity>): CombinedCommodity {
  const { shortOptionMinimum: floor, deliveryCharge, volatilityScanRange } = file;
  const minimum = floor === undefined ? undefined : compileRange(floor.minimum);
  return {
    name: String(file.name),
    underlyings: file.underlyings.map(String),
    contractUnit: numberOf(file.contractUnit),
    priceScanRange: compileRange(file.priceScanRange),
    volatilityScanRange:
      'share' in volatilityScanRange
        ? { of: 'share', value: ratioOf(volatilityScanRange.share) }
        : { of: 'amount', value: ratioOf(volatilityScanRange.points) },
    shortOptionMinimum: { of: minimum?.of ?? 'amount', value: minimum?.value ?? 0, counts: floor?.counts ?? 'sum' },
    compositeDelta: file.compositeDelta,
    tiers: file.tiers.map((tier) => ({
      name: String(tier.name),
      daysMax: tier.daysMax === undefined ? Infinity : numberOf(tier.daysMax),
      priceScanRange: tier.priceScanRange === undefined ? null : compileRange(tier.priceScanRange),
    })),
    calendarSpreads: file.calendarSpreads.map((spread) => ({
      priority: numberOf(spread.priority),
      near: String(spread.near),
      far: String(spread.far),
      charge: compileRange(spread.charge),
    })),
    deliveryCharge:
      deliveryCharge === undefined
        ? null
        : { daysMax: numberOf(deliveryCharge.daysMax), charge: moneyOf(deliveryCharge.charge) },
    riskArrays: Object.fromEntries(
      Object.entries(file.riskArrays).map(([symbol, { view, values, delta }]) => [
        symbol,
        { view, values: values.map(moneyOf), delta: numberOf(delta) },
      ]),
    ),
  };
}

function compileRange(file: z.output<typeof priceRange>): ScanRange {
  return 'share' in file ? { of: 'share', value: ratioOf(file.share) } : { of: 'amount', value: moneyOf(file.amount) };
}
