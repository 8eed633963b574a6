/** Keys of `market.impact`: what a trade does to the price, and how that goes away. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { RECOVERY_TERMS_MAX } from './limits.ts';
import { correlation } from './schema-correlation.ts';
import { section } from './schema-shapes.ts';
import { quantity } from './schema-values.ts';

const share = (about: string, example: string) => quantity('ratio', { about, example, from: '0 %', to: '100 %' });

const powerLaw = section({
  exponent: quantity('number', {
    about: 'What is left of a displacement after t is (1 + t / from)^-exponent.',
    example: 0.5,
    above: 0,
    to: 4,
  }),
  from: quantity('duration', { about: 'Time at which the law begins to bend.', example: '1 s', above: 0 }),
  to: quantity('duration', {
    about: 'Time up to which it is followed; later, what is left decays exponentially.',
    example: '1 h',
    above: 0,
  }),
}).describe('A power law, followed by a sum of exponentials within 0.5 % of itself.');

const terms = z
  .array(
    section({
      weight: quantity('ratio', {
        about: 'Share of the displacement; weights sum to 100 %.',
        example: '60 %',
        above: '0 %',
        to: '100 %',
      }),
      halfLife: quantity('duration', { about: 'Its half-life.', example: '30 s', above: 0 }),
    }).describe('One exponential.'),
  )
  .min(1)
  .max(RECOVERY_TERMS_MAX);

const recovery = z
  .union([terms, section({ powerLaw })])
  .describe('Several speeds in place of halfLife: a list of exponentials, or a power law.');

const kyle = section({
  flow: z
    .record(
      z.string(),
      quantity('money', { about: 'Net buying of one instrument on an ordinary day.', example: '200 M USD', above: 0 }),
    )
    .optional()
    .describe('Standard deviation of what is bought net a day, for each instrument. Left out: in proportion to depth.'),
  flowCorrelation: correlation
    .describe('Correlation of net buying between the instruments, like `market.correlation`.')
    .optional(),
}).describe(
  'The multivariate Kyle form: the impact that a market maker sets who knows volatilities, correlation and flow. Lambda = L^-T sqrt(L^T Sigma L) L^-1, L L^T being the covariance of flow.',
);

const cross = z
  .union([
    section({ kyle }),
    section({
      strengths: correlation.describe(
        'Move of one price for a trade that moves another, in units in which both move by 1 on their own: symmetric, with ones on the diagonal.',
      ),
    }),
  ])
  .describe('What stands in the place of correlation in cross-impact. Left out: correlation itself.');

export const impact = section({
  permanentShare: share("Share of a trade's displacement of the price that stays.", '30 %').prefault(
    DEFAULTS.impact.permanentShare,
  ),
  halfLife: quantity('duration', { about: 'Half-life of the rest.', example: '5 min', above: 0 }).prefault(
    DEFAULTS.impact.halfLife,
  ),
  recovery: recovery.optional(),
  crossShare: share(
    'Strength of cross-impact: 100 % is all that correlation and depth allow without arbitrage.',
    '50 %',
  ).prefault(DEFAULTS.impact.crossShare),
  cross: cross.optional(),
});
