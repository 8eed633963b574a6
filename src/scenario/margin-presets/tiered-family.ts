/**
 * Parameters of tiered margin as a preset writes them (family: tiered), and their compilation. The structure check
 * has read every value once before they are compiled here; what needs several values together is the model's to
 * refuse.
 */
import { z } from 'zod';
import { bracketsOfRiskLimits } from '../../margin/tiered/rate-brackets.ts';
import type { MarginRule, RateBracket, RuleEntry, TieredParameters } from '../../margin/tiered/tiered-parameters.ts';
import { BRACKETS_MAX } from '../limits.ts';
import { parseCount } from '../plain-units.ts';
import { choice, flag, section } from '../schema-shapes.ts';
import { quantity } from '../schema-values.ts';
import type { Written } from '../unit-result.ts';
import { parseMultiple } from '../units.ts';
import { label, moneyOf, numberOf, presetIdentity, ratioOf, type PresetIdentity } from './preset-values.ts';

const CONTRACTS = ['spot', 'perpetual', 'future', 'option'] as const;

const share = (about: string, example: Written) => quantity('ratio', { about, example, from: '0 %' });
const number = (about: string, example: Written) => quantity('number', { about, example, from: 0 });
const amount = (about: string, example: Written) => quantity('count', { about, example, above: 0 });
const names = (about: string, example: string) => z.array(label(about, example)).min(1).describe(about);
const form = (about: string) =>
  choice(['progressive', 'whole'], `${about}: for the part inside each bracket, or for the whole position.`);

/** What an entry says besides its kind: who it is for, and how positions are measured. */
const common = {
  name: label('Name of the rule in explanations.', 'BTCUSDT'),
  symbols: names('Symbols that it is for. Left out: all.', 'BTCUSDT').optional(),
  underlyings: names('Underlyings that it is for. Left out: all.', 'BTC').optional(),
  kinds: z
    .array(choice(CONTRACTS, 'A kind of contract.'))
    .min(1)
    .describe('Kinds of contracts. Left out: all.')
    .optional(),
  settlesInCoin: flag('For contracts that settle in coin, or for those that do not. Left out: both.').optional(),
  valuedAt: choice(['mark', 'index'], 'Price at which positions are valued.').prefault('mark'),
  lotSize: number('Sizes round down to a multiple of it, contracts.', 0.001).prefault(0),
};

const tierUnit = choice(
  ['value', 'units', 'contracts'],
  'What brackets measure: value (coin where the contract settles in it), units of the underlying, or contracts.',
).prefault('value');

const leverage = (about: string) => quantity('multiple', { about, example: '125x', from: '1x' });

const bracket = section({
  from: quantity('count', { about: 'Where it starts; may be left out.', example: 0, from: 0 }).optional(),
  upTo: amount('Amount up to which it holds. The last one holds beyond.', '50 k').optional(),
  maxLeverage: leverage('Largest leverage: the initial rate is 1 / maxLeverage.').optional(),
  initialRate: share('Initial rate, instead of maxLeverage.', '1 %').optional(),
  maintenanceRate: share('Maintenance rate. Left out: maintenanceShare of the initial rate.', '0.5 %').optional(),
});

const forms = {
  tierUnit,
  maintenanceForm: form('What maintenance rates hold for').prefault('progressive'),
  initialForm: form('What initial rates hold for').prefault('whole'),
};

const rule = z.discriminatedUnion('kind', [
  section({
    kind: z.literal('brackets').describe('Rates by bracket.'),
    ...common,
    ...forms,
    maintenanceShare: share('Maintenance rate over initial rate, where brackets give none.', '50 %').prefault('50 %'),
    brackets: z.array(bracket).min(1).max(BRACKETS_MAX).describe('Brackets by rising amount.'),
  }),
  section({
    kind: z.literal('riskLimits').describe('Rates by bracket, a base and equal steps.'),
    ...common,
    ...forms,
    base: amount('Amount that the first bracket holds.', 200),
    step: amount('Width of each further one.', 100),
    count: quantity('count', { about: 'How many brackets there are.', example: 10, from: 1, to: BRACKETS_MAX }),
    maintenanceRate: share('Of the first bracket.', '0.5 %'),
    initialRate: share('Of the first bracket.', '1 %'),
    maintenanceStep: share('What each step adds.', '0.5 %'),
    initialStep: share('What each step adds.', '0.5 %'),
  }),
  section({
    kind: z.literal('sizeLinear').describe('Rates that rise by a slope.'),
    ...common,
    initialRate: share('At size zero.', '2 %'),
    maintenanceRate: share('At size zero.', '1 %'),
    slope: share('Added to both for each unit of the underlying.', '0.005 %'),
    rateMax: share('Rates end here.', '100 %').prefault('100 %'),
  }),
  section({
    kind: z.literal('openInterest').describe('An initial rate that rises with open interest.'),
    ...common,
    initialRate: share('While open interest is low.', '5 %'),
    maintenanceShare: share('Maintenance over the initial requirement that open interest does not raise.', '60 %'),
    lowerCap: quantity('money', { about: 'Open interest from which it rises.', example: '20 M USD', from: 0 }),
    upperCap: quantity('money', {
      about: 'Open interest at which it is 100 %; 0: it never rises.',
      example: '50 M USD',
      from: 0,
    }),
    rateStep: share('The raised rate rounds down to a multiple of it.', '1 ppm').prefault('0 %'),
  }),
  section({
    kind: z.literal('sizePremium').describe('Rates that rise with the square root of size.'),
    ...common,
    initialRate: share('Of a small position.', '10 %'),
    maintenanceRate: share('Of a small position.', '5 %'),
    factor: number('Times the square root of size in units of the underlying.', 0.000125),
    rateMax: share('Rates end here.', '100 %').prefault('100 %'),
  }),
  section({
    kind: z.literal('spotWeights').describe('Weights of what is held and owed.'),
    ...common,
    initialAssetWeight: share('Of what is held.', '80 %'),
    maintenanceAssetWeight: share('Of what is held.', '90 %'),
    initialLiabilityWeight: share('Of what is owed.', '120 %'),
    maintenanceLiabilityWeight: share('Of what is owed.', '110 %'),
    factor: number('Times the square root of size.', 0.003),
    rateMax: share('Requirements of what is owed end here.', '100 %').prefault('100 %'),
  }),
  section({
    kind: z.literal('standardOption').describe('Options, position by position.'),
    ...common,
    initialRate: share('a of max(a - OTM / S, b) x S.', '15 %'),
    initialFloor: share('b of max(a - OTM / S, b) x S.', '10 %'),
    maintenanceRate: share('c of c x S.', '7.5 %'),
    putPremiumShare: share('Maintenance of a short put is at least this share of its premium.', '7.5 %').prefault(
      '0 %',
    ),
    putInitialCoversMaintenance: flag('Initial margin of a short put is at least maintenance.').prefault(false),
    longsBackNothing: flag('The market value of long options backs nothing else.').prefault(true),
    offset: choice(['none', 'worstPayoff'], 'What options of one expiry are credited.').prefault('none'),
  }),
]);

const basis = (about: string) => choice(['mark', 'entry'], about).prefault('mark');

export const tieredFamily = section({
  liquidatesAtEquality: flag('A liquidation also starts when equity equals the requirement.').prefault(false),
  initialBasis: basis('Price at which initial margin values positions.'),
  maintenanceBasis: basis('Price at which maintenance margin values positions.'),
  leverage: leverage('Leverage that accounts have chosen. Left out: the most that is allowed.').optional(),
  closingFeeRate: share('Fee for closing that is part of maintenance.', '0.05 %').prefault('0 %'),
  requirementStep: number(
    'Requirements of each position round up to a multiple of it, quote currency.',
    0.000001,
  ).prefault(0),
  rules: z.array(rule).min(1).describe('Rules; the first that matches a contract holds.'),
});

export type TieredFamily = z.output<typeof tieredFamily>;
type RuleFile = z.output<typeof rule>;

/** What lacks several values or contradicts itself is refused by the model, `createTieredModel`. */
export function compileTiered(identity: PresetIdentity, file: TieredFamily): TieredParameters {
  return {
    ...presetIdentity(identity),
    liquidatesAtEquality: file.liquidatesAtEquality,
    initialBasis: file.initialBasis,
    maintenanceBasis: file.maintenanceBasis,
    leverage: file.leverage === undefined ? null : multipleOf(file.leverage),
    closingFeeRate: ratioOf(file.closingFeeRate),
    requirementStep: numberOf(file.requirementStep),
    rules: file.rules.map(compileEntry),
  };
}

function compileEntry(file: RuleFile): RuleEntry {
  const { symbols, underlyings, kinds, settlesInCoin } = file;
  return {
    name: String(file.name),
    ...(symbols && { symbols: symbols.map(String) }),
    ...(underlyings && { underlyings: underlyings.map(String) }),
    ...(kinds && { kinds }),
    ...(settlesInCoin !== undefined && { settlesInCoin }),
    valuedAt: file.valuedAt,
    lotSize: numberOf(file.lotSize),
    rule: compileRule(file),
  };
}

function compileRule(file: RuleFile): MarginRule {
  switch (file.kind) {
    case 'brackets':
    case 'riskLimits': {
      const brackets = file.kind === 'brackets' ? compileBrackets(file) : bracketsOfRiskLimits(compileLimits(file));
      const { maintenanceForm, initialForm } = file;
      return { kind: 'brackets', tierUnit: file.tierUnit, maintenanceForm, initialForm, brackets };
    }
    case 'sizeLinear':
      return { kind: file.kind, ...ratesOf(file), slope: ratioOf(file.slope), rateMax: ratioOf(file.rateMax) };
    case 'openInterest':
      return {
        kind: file.kind,
        initialRate: ratioOf(file.initialRate),
        maintenanceShare: ratioOf(file.maintenanceShare),
        lowerCap: moneyOf(file.lowerCap),
        upperCap: moneyOf(file.upperCap),
        rateStep: ratioOf(file.rateStep),
      };
    case 'sizePremium':
      return { kind: file.kind, ...ratesOf(file), factor: numberOf(file.factor), rateMax: ratioOf(file.rateMax) };
    case 'spotWeights':
      return {
        kind: file.kind,
        initialAssetWeight: ratioOf(file.initialAssetWeight),
        maintenanceAssetWeight: ratioOf(file.maintenanceAssetWeight),
        initialLiabilityWeight: ratioOf(file.initialLiabilityWeight),
        maintenanceLiabilityWeight: ratioOf(file.maintenanceLiabilityWeight),
        factor: numberOf(file.factor),
        rateMax: ratioOf(file.rateMax),
      };
    case 'standardOption':
      return {
        kind: file.kind,
        ...ratesOf(file),
        initialFloor: ratioOf(file.initialFloor),
        putPremiumShare: ratioOf(file.putPremiumShare),
        putInitialCoversMaintenance: file.putInitialCoversMaintenance,
        longsBackNothing: file.longsBackNothing,
        offset: file.offset,
      };
  }
}

/** A rate that is nowhere given is no number, which the model names with its bracket. */
function compileBrackets(file: RuleFile & { kind: 'brackets' }): RateBracket[] {
  return file.brackets.map((each, k) => {
    const leveraged = each.maxLeverage === undefined ? Number.NaN : 1 / multipleOf(each.maxLeverage);
    const initialRate = each.initialRate === undefined ? leveraged : ratioOf(each.initialRate);
    const shared = ratioOf(file.maintenanceShare) * initialRate;
    const isLast = k === file.brackets.length - 1;
    return {
      ...(each.from !== undefined && { from: countOf(each.from) }),
      upTo: isLast ? Infinity : each.upTo === undefined ? Number.NaN : countOf(each.upTo),
      maintenanceRate: each.maintenanceRate === undefined ? shared : ratioOf(each.maintenanceRate),
      initialRate,
    };
  });
}

function compileLimits(file: RuleFile & { kind: 'riskLimits' }) {
  return {
    ...ratesOf(file),
    base: countOf(file.base),
    step: countOf(file.step),
    count: countOf(file.count),
    maintenanceStep: ratioOf(file.maintenanceStep),
    initialStep: ratioOf(file.initialStep),
  };
}

function ratesOf(file: { readonly initialRate: Written; readonly maintenanceRate: Written }) {
  return { initialRate: ratioOf(file.initialRate), maintenanceRate: ratioOf(file.maintenanceRate) };
}

function countOf(written: Written): number {
  const result = parseCount(written);
  return result.ok ? result.value : Number.NaN;
}

function multipleOf(written: Written): number {
  const result = parseMultiple(written);
  return result.ok ? result.value : Number.NaN;
}
