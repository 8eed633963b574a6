/**
 * Parameters of scenario-grid margin as a preset writes them (family: grid), and their compilation. The structure check has
 * read every value once before they are compiled here; what needs several values together is the model's to refuse.
 */
import { z } from 'zod';
import type {
  ExposureTerms,
  Formula,
  GridParameters,
  GridScenario,
  ScanTerms,
  UnderlyingClass,
} from '../../margin/grid/grid-parameters.ts';
import { choice, flag, section } from '../schema-shapes.ts';
import { quantity, type ValueFault } from '../schema-values.ts';
import type { Written } from '../unit-result.ts';
import { assetList, label, moneyOf, numberOf, presetIdentity, ratioOf, type PresetIdentity } from './preset-values.ts';

const CONTRACTS = ['spot', 'perpetual', 'future', 'option'] as const;
const BUCKETS = ['contract', 'strike', 'strikeAndExpiry', 'expiry', 'underlying'] as const;
const ALL_CONTRACTS: (typeof CONTRACTS)[number][] = [...CONTRACTS];

const contracts = z.array(choice(CONTRACTS, 'A kind of contract.')).describe('Kinds of contracts that it counts.');
const share = (about: string, example: Written) => quantity('ratio', { about, example });
const factor = (about: string, example: Written) => quantity('number', { about, example, from: 0 });
const amount = (about: string, example: Written) => quantity('money', { about, example, from: 0 });

const volatilityRule = section({
  name: label('Name by which scenarios call the rule.', 'up'),
  kind: choice(['relative', 'absolute'], 'Whether the change is a share of volatility or points of it.'),
  change: share('Change at the reference expiry.', '40 %'),
  power: quantity('number', { about: 'Power of reference days / days to expiry.', example: 0.3 }).prefault(0),
  farDays: quantity('number', { about: 'Days from which the far change and power hold.', example: 30 }).optional(),
  changeFar: share('Change for far expiries. Left out: the same.', '40 %').optional(),
  powerFar: quantity('number', { about: 'Power for far expiries. Left out: the same.', example: 0.13 }).optional(),
  referenceDays: quantity('number', { about: 'Days at which the change is as written.', example: 30 }).prefault(30),
  daysMin: quantity('number', { about: 'Shorter expiries count as this many days.', example: 1 }).prefault(1),
  floor: share('Shocked volatility is at least this.', '50 %').prefault('0 %'),
});

const scenarios = section({
  prices: z.array(share('A relative move of the index.', '-16 %')).min(1).describe('Moves, each with each volatility.'),
  volatilities: z.array(label('Name of a rule, or "same".', 'up')).min(1).describe('Volatilities of each move.'),
  weight: share('Share of profit or loss that counts.', '100 %').prefault('100 %'),
  laterDays: quantity('number', { about: 'Days by which options are older.', example: 1 }).prefault(0),
  carryShift: share('Added to the annual cost of carry.', '5 %').prefault('0 %'),
  rateShift: share('Added to the annual interest rate.', '1 %').prefault('0 %'),
  coinMove: share('Move of the index at which coin is valued. Left out: that of the scenario.', '0 %').optional(),
  dampener: amount('Loss up to it is forgiven.', '100 k USD').prefault(0),
});

const underlyingClass = section({
  name: label('Name of the class.', 'majors'),
  underlyings: assetList,
  volatilityRules: z.array(volatilityRule).describe('How volatility changes.').prefault([]),
  scans: z.record(z.string(), z.array(scenarios)).describe('Scenarios of each scan charge.').prefault({}),
});

const group = section({
  name: label('Name of the portfolio group.', 'equity indices'),
  gainsCounted: share('Share of the gain of a product group that counts.', '50 %'),
  products: z
    .array(
      section({
        name: label('Name of the product group.', 'broad indices'),
        gainsCounted: share('Share of the gain of an underlying that counts.', '90 %'),
        underlyings: assetList,
      }),
    )
    .describe('Product groups of the portfolio group.'),
});

const scan = section({
  kind: z.literal('scan').describe('Largest loss over the scenarios of its name.'),
  name: label('Name of the charge.', 'SCAN'),
  contracts: contracts.prefault(ALL_CONTRACTS),
  netting: choice(['group', 'underlying', 'expiry'], 'What may offset within one scenario.'),
  timeWeight: section({
    base: factor('Weight without time to expiry.', 0.5),
    perYear: factor('Weight for each year to expiry.', 2),
  })
    .describe('Multiplies profits and losses.')
    .prefault({ base: 1, perYear: 0 }),
});

const measure = choice(['net', 'hedged', 'gross', 'short', 'long'], 'Which amount of a bucket.');

const exposure = section({
  kind: z.literal('exposure').describe('Rates on exposures.'),
  name: label('Name of the charge.', 'minimum delta'),
  contracts: contracts.prefault(ALL_CONTRACTS),
  underlyings: assetList.prefault([]),
  figure: choice(['delta', 'notional', 'units', 'indexValue', 'vega'], 'What of a contract is counted.'),
  timeWeight: section({
    min: factor('At least.', 0.01),
    perYear: factor('For each year to expiry.', 0.075),
  })
    .describe('Multiplies the figure: the larger of the two. Left out: 1.')
    .optional(),
  nettedOver: choice(BUCKETS, 'Positions in one of these net.').prefault('contract'),
  measuredOver: choice(BUCKETS, 'Net, gross and hedged amounts are taken over these.'),
  rates: z
    .array(
      section({
        measure,
        rate: z
          .union([share('One rate.', '2 %'), z.record(z.string(), share('Rate of a class.', '2 %'))])
          .describe('One rate, or one for each class.'),
      }),
    )
    .describe('Rates on measures; they add up.'),
  tiers: z
    .array(
      section({
        upTo: amount('End of the tier. Left out in the last.', '10 k USD').optional(),
        factor: factor('Factor.', 2),
      }),
    )
    .describe('Multiplies parts of the sum. Left out: 1.')
    .prefault([]),
  growth: section({
    threshold: amount('Net amount up to which the rate is 0.', '20 M USD'),
    ratePerQuote: factor('Rate for each unit of quote currency beyond it.', 5e-10),
    rateMax: share('The rate is at most this.', '10 %'),
  })
    .describe('A rate on net exposure that grows with it. Left out: none.')
    .optional(),
});

interface WrittenFormula {
  readonly charge?: string | undefined;
  readonly sum?: readonly (string | WrittenFormula)[] | undefined;
  readonly max?: readonly (string | WrittenFormula)[] | undefined;
  readonly times?: Written | undefined;
}

const ONE_OF_KEYS = {
  code: 'one-of-keys',
  expected: 'exactly one of charge, sum, max',
  example: 'scan',
} satisfies ValueFault;

const formula: z.ZodType<string | WrittenFormula> = z.lazy(() =>
  z.union([
    z.string().describe('Name of a charge.'),
    section({
      charge: z.string().describe('Name of a charge.').optional(),
      sum: z.array(formula).min(1).describe('Terms that add up.').optional(),
      max: z.array(formula).min(1).describe('Terms of which the largest counts.').optional(),
      times: factor('Multiplies it.', 0.5).optional(),
    }).refine(({ charge, sum, max }) => [charge, sum, max].filter((each) => each !== undefined).length === 1, {
      params: ONE_OF_KEYS,
    }),
  ]),
);

export const gridFamily = section({
  liquidatesAtEquality: flag('A liquidation also starts when equity equals the requirement.').prefault(false),
  segregatesSettlement: flag('Coin-settled contracts never net with the others.').prefault(false),
  classes: z.array(underlyingClass).min(1).describe('Classes of underlyings with their scenarios.'),
  groups: z.array(group).describe('Underlyings that are set against each other.').prefault([]),
  charges: z
    .array(z.discriminatedUnion('kind', [scan, exposure]))
    .min(1)
    .describe('Charges.'),
  maintenance: formula.describe('How charges add up to maintenance margin.'),
  initial: formula.describe('How charges add up to initial margin.'),
});

export type GridFamily = z.output<typeof gridFamily>;

export function compileGrid(identity: PresetIdentity, file: GridFamily): GridParameters {
  return {
    ...presetIdentity(identity),
    liquidatesAtEquality: file.liquidatesAtEquality,
    segregatesSettlement: file.segregatesSettlement,
    classes: file.classes.map(compileClass),
    groups: file.groups.map(({ name, gainsCounted, products }) => ({
      name: String(name),
      gainsCounted: ratioOf(gainsCounted),
      products: products.map((product) => ({
        name: String(product.name),
        gainsCounted: ratioOf(product.gainsCounted),
        underlyings: product.underlyings.map(String),
      })),
    })),
    charges: file.charges.map((charge) => (charge.kind === 'scan' ? compileScan(charge) : compileExposure(charge))),
    maintenance: compileFormula(file.maintenance),
    initial: compileFormula(file.initial),
  };
}

function compileClass(file: z.output<typeof underlyingClass>): UnderlyingClass {
  return {
    name: String(file.name),
    underlyings: file.underlyings.map(String),
    volatilityRules: file.volatilityRules.map((rule) => ({
      name: String(rule.name),
      kind: rule.kind,
      change: ratioOf(rule.change),
      power: numberOf(rule.power),
      farDays: rule.farDays === undefined ? Infinity : numberOf(rule.farDays),
      changeFar: ratioOf(rule.changeFar ?? rule.change),
      powerFar: numberOf(rule.powerFar ?? rule.power),
      referenceDays: numberOf(rule.referenceDays),
      daysMin: numberOf(rule.daysMin),
      floor: ratioOf(rule.floor),
    })),
    scans: Object.fromEntries(Object.entries(file.scans).map(([name, list]) => [name, list.flatMap(expandScenarios)])),
  };
}

/** Every move with every volatility. */
function expandScenarios(file: z.output<typeof scenarios>): GridScenario[] {
  return file.prices.flatMap((price) =>
    file.volatilities.map((volatility): GridScenario => {
      const later = numberOf(file.laterDays);
      const shifts = [
        ...(later === 0 ? [] : [`${later} days later`]),
        ...(ratioOf(file.carryShift) === 0 ? [] : [`carry ${file.carryShift}`]),
        ...(ratioOf(file.rateShift) === 0 ? [] : [`rate ${file.rateShift}`]),
      ];
      return {
        name: [`price ${price === 0 ? '0 %' : price}`, `volatility ${volatility}`, ...shifts].join(', '),
        priceMove: ratioOf(price),
        volatilityRule: volatility === 'same' ? null : String(volatility),
        weight: ratioOf(file.weight),
        laterDays: later,
        carryShift: ratioOf(file.carryShift),
        rateShift: ratioOf(file.rateShift),
        coinMove: ratioOf(file.coinMove ?? price),
        dampener: moneyOf(file.dampener),
      };
    }),
  );
}

function compileScan(file: z.output<typeof scan>): ScanTerms {
  const { base, perYear } = file.timeWeight;
  return {
    kind: 'scan',
    name: String(file.name),
    contracts: file.contracts,
    netting: file.netting,
    timeWeight: { base: numberOf(base), perYear: numberOf(perYear) },
  };
}

function compileExposure(file: z.output<typeof exposure>): ExposureTerms {
  const { timeWeight, growth } = file;
  return {
    kind: 'exposure',
    name: String(file.name),
    contracts: file.contracts,
    underlyings: file.underlyings.map(String),
    figure: file.figure,
    timeWeight:
      timeWeight === undefined ? null : { min: numberOf(timeWeight.min), perYear: numberOf(timeWeight.perYear) },
    nettedOver: file.nettedOver,
    measuredOver: file.measuredOver,
    rates: file.rates.map((each) => ({
      measure: each.measure,
      rate:
        typeof each.rate === 'object'
          ? Object.fromEntries(Object.entries(each.rate).map(([name, rate]) => [name, ratioOf(rate)]))
          : ratioOf(each.rate),
    })),
    tiers: file.tiers.map((tier) => ({
      upTo: tier.upTo === undefined ? Infinity : moneyOf(tier.upTo),
      factor: numberOf(tier.factor),
    })),
    growth:
      growth === undefined
        ? null
        : {
            threshold: moneyOf(growth.threshold),
            ratePerQuote: numberOf(growth.ratePerQuote),
            rateMax: ratioOf(growth.rateMax),
          },
  };
}

function compileFormula(file: string | WrittenFormula): Formula {
  if (typeof file === 'string') return { charge: file, times: 1 };
  const times = file.times === undefined ? 1 : numberOf(file.times);
  if (file.sum !== undefined) return { sum: file.sum.map(compileFormula), times };
  if (file.max !== undefined) return { max: file.max.map(compileFormula), times };
  return { charge: file.charge ?? '', times };
}
