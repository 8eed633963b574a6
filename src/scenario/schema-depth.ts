/** Keys of an instrument that say how deep its book is: as two figures of a curve, or as what the curve is fitted to. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { DEPTH_FIGURES_MAX } from './limits.ts';
import { section } from './schema-shapes.ts';
import { quantity } from './schema-values.ts';

const figures = z
  .array(
    section({
      within: quantity('ratio', {
        about: 'Distance from the reference price, on one side.',
        example: '0.5 %',
        above: '0 %',
        to: '100 %',
      }),
      notional: quantity('money', { about: 'Notional available within it.', example: '15.5 M USD', above: 0 }),
    }).describe('One published figure.'),
  )
  .min(1)
  .max(DEPTH_FIGURES_MAX);

const squareRootLaw = section({
  dailyVolume: quantity('money', { about: 'Notional traded on a day.', example: '1 bn USD', above: 0 }),
  dailyVolatility: quantity('ratio', {
    about: 'Standard deviation of the return of a day.',
    example: '4 %',
    above: '0 %',
    to: '1000 %',
  }),
  y: quantity('number', {
    about: 'Impact of a trade as large as the daily volume, in daily volatilities; of order 1.',
    example: 1,
    above: 0,
    to: 100,
  }).prefault(DEFAULTS.depth.y),
}).describe('Impact = y x daily volatility x sqrt(size / daily volume): depth with exponent 2.');

const depth = z
  .union([figures, section({ squareRootLaw })])
  .describe(
    'In place of depthAtOnePercent: published figures, to which depth at 1 % and exponent are fitted (least squares in logs; one figure keeps depthExponent), or the square-root law.',
  );

export const depthKeys = {
  depthAtOnePercent: quantity('money', {
    about: 'Notional available on one side of the book within 1 % of the reference price while liquidity is whole.',
    example: '20 M USD',
    above: 0,
  }).optional(),
  depth: depth.optional(),
  depthExponent: quantity('number', {
    about: 'Depth grows as distance to this power: 1 is a flat book, 2 gives the square-root law of impact.',
    example: 2,
    from: 0.5,
    to: 4,
  }).prefault(DEFAULTS.instrument.depthExponent),
};
