/**
 * Parameters of risk-based margin as a preset writes them (family: risk). Returns are no part of a preset: they come from a
 * price history, or from the volatilities and correlations that it states.
 */
import { z } from 'zod';
import { SHORTFALL_CONVENTIONS, VAR_CONVENTIONS } from '../../margin/risk/tail-convention.ts';
import { choice, section, switchable } from '../schema-shapes.ts';
import { quantity } from '../schema-values.ts';
import type { Written } from '../unit-result.ts';
import { assetList, label } from './preset-values.ts';

const share = (about: string, example: Written) => quantity('ratio', { about, example, from: '0 %' });
const days = (about: string, example: Written) => quantity('count', { about, example, from: 2 });
const decay = (about: string) => quantity('number', { about, example: 0.94, above: 0, below: 1 });
const degreesOfFreedom = (about: string) => quantity('number', { about, example: 4, above: 1 });

const scaling = switchable(
  z.discriminatedUnion('kind', [
    section({ kind: z.literal('ewma').describe('Exponentially weighted.'), decay: decay('Lambda.') }),
    section({
      kind: z.literal('garch').describe('GARCH(1,1) whose long-run variance is that of the history.'),
      alpha: quantity('number', { about: 'Weight of the latest squared return.', example: 0.08, from: 0, below: 1 }),
      beta: quantity('number', { about: 'Weight of the variance before.', example: 0.9, from: 0, below: 1 }),
    }),
    section({
      kind: z.literal('garchByAsset').describe('GARCH(1,1) with all parameters stated, as they were fitted.'),
      parameters: z
        .record(
          z.string(),
          section({
            omega: quantity('number', { about: 'Constant, daily variance.', example: 2e-6, above: 0 }),
            alpha: quantity('number', {
              about: 'Weight of the latest squared return.',
              example: 0.08,
              from: 0,
              below: 1,
            }),
            beta: quantity('number', { about: 'Weight of the variance before.', example: 0.9, from: 0, below: 1 }),
          }),
        )
        .describe('Parameters of every asset.'),
    }),
  ]),
  'Scales returns by volatility now over volatility then. `off` or null: leaves them.',
).prefault('off');

const covariance = z
  .discriminatedUnion('kind', [
    section({
      kind: z.literal('equal').describe('All days weigh the same.'),
      about: choice(['zero', 'sample'], 'Mean that deviations are taken from.').prefault('zero'),
    }),
    section({ kind: z.literal('ewma').describe('Exponentially weighted.'), decay: decay('Lambda.') }),
  ])
  .describe('How a history becomes a covariance.')
  .prefault({ kind: 'equal' });

const convention = {
  valueAtRisk: choice(VAR_CONVENTIONS, 'Which of the ranked losses is the value at risk.').prefault('ceiling'),
  shortfall: choice(SHORTFALL_CONVENTIONS, 'Which of the ranked losses the shortfall averages.').prefault('worse'),
};

const mean = choice(['zero', 'sample'], 'Mean return that is assumed.').prefault('zero');

const estimator = z
  .discriminatedUnion('kind', [
    section({ kind: z.literal('historical').describe('Order statistics of past returns.'), scaling, ...convention }),
    section({ kind: z.literal('ageWeighted').describe('Recent days weigh more.'), scaling, decay: decay('Lambda.') }),
    section({
      kind: z.literal('paretoTail').describe('Generalised Pareto excesses over a threshold.'),
      scaling,
      tailShare: share('Share of the scenarios beyond the threshold.', '10 %'),
      shape: z
        .union([
          choice(['fittedByMoments', 'fittedByLikelihood'], 'How the shape is fitted.'),
          quantity('number', { about: 'The shape xi.', example: 0.3, below: 1 }),
        ])
        .describe('Shape of the tail, fitted or stated.'),
    }),
    section({
      kind: z.literal('monteCarlo').describe('Joint draws, normal or Student-t.'),
      scenarioCount: quantity('count', { about: 'Number of draws.', example: 10_000, from: 100, to: '1 M' }),
      degreesOfFreedom: degreesOfFreedom('Of Student-t, above 2. Left out: normal.').optional(),
      seed: label('Seed of the draws.', 'margin-2025'),
      covariance,
      ...convention,
    }),
    section({
      kind: z.literal('normal').describe('Variance and covariance; options by their delta.'),
      mean,
      covariance,
    }),
    section({
      kind: z.literal('student').describe('Student-t with the covariance; options by their delta.'),
      degreesOfFreedom: degreesOfFreedom('Of Student-t.'),
      form: choice(['unitVariance', 'scale'], 'Whether the covariance is that of returns, or of their scale.').prefault(
        'unitVariance',
      ),
      mean,
      covariance,
    }),
  ])
  .describe('How losses become a number.');

const stressed = section({
  weight: share('Weight of the stressed days; the regulation asks for 25 %.', '25 %'),
  days: days('Consecutive days in which prices moved most.', 250),
  blend: choice(['requirements', 'observations'], 'What the weight is put on.').prefault('requirements'),
});

const liquidity = section({
  law: choice(['linear', 'squareRoot'], 'How the price moves with the size sold.'),
  freeShare: share('Notional free of charge, as a share of the depth within 1 % of the price.', '50 %'),
  impactMax: quantity('ratio', { about: 'Largest move that is charged.', example: '20 %', from: '1 %', to: '100 %' }),
});

const stated = section({
  volatilities: z
    .record(z.string(), quantity('ratio', { about: 'Annual, of 365 days.', example: '60 %', above: '0 %' }))
    .describe('Volatility of each asset.'),
  correlation: z
    .union([
      quantity('number', { about: 'Of every pair.', example: 0.6, from: -1, to: 1 }),
      z.array(z.array(quantity('number', { about: 'One correlation.', example: 0.9, from: -1, to: 1 }))),
    ])
    .describe('One for every pair, or the whole matrix in the order of the volatilities.'),
});

export const riskFamily = section({
  measure: choice(['valueAtRisk', 'expectedShortfall'], 'What is measured.'),
  confidence: quantity('ratio', { about: 'Confidence level.', example: '99 %', above: '50 %', below: '100 %' }),
  returns: choice(['simple', 'log'], 'Kind of the returns in the history.').prefault('simple'),
  horizon: quantity('duration', { about: 'Time over which losses are counted.', example: '1 d', above: 0 }),
  horizonRule: choice(['squareRoot', 'overlapping'], 'How daily returns become those of the horizon.').prefault(
    'squareRoot',
  ),
  window: days('Latest days that are used. Left out: all.', 500).optional(),
  estimator,
  initialRatio: quantity('multiple', { about: 'Initial over maintenance.', example: '1.25x', from: '1x' }),
  offsetCap: switchable(
    section({
      share: share('Offsets save at most this share of the difference.', '80 %'),
      groups: z
        .array(section({ name: label('Name of the product.', 'majors'), assets: assetList }))
        .describe('Assets that count as one product. Left out: each on its own.')
        .optional(),
    }),
    'Limit on offsets between products. `off` or null: none.',
  ).prefault('off'),
  buffer: share('Anti-procyclical buffer on top; the regulation asks for 25 %.', '25 %').optional(),
  stressed: switchable(stressed, 'Weight on stressed days. `off` or null: none.').prefault('off'),
  volatilityFloor: days('Days over which the volatility is a floor. Left out: no floor.', 3_650).optional(),
  liquidity: switchable(liquidity, 'Charge for what exceeds the depth of the book. `off` or null: none.').prefault(
    'off',
  ),
  volatilityResponse: quantity('number', {
    about: 'Implied volatilities rise by this x |return| in each scenario.',
    example: 1,
    from: 0,
  }).prefault(0),
  stated: stated
    .describe('Volatilities and correlation to use without a history. Left out: a history is needed.')
    .optional(),
});

export type RiskFamily = z.output<typeof riskFamily>;
