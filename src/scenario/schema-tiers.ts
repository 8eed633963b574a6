/** Keys of margin tiers, in a scenario and in a preset. */
import { z } from 'zod';
import { BRACKETS_MAX } from './limits.ts';
import { section } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';

export const SYMBOL = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const PRESET_REFERENCE = /^[a-z0-9][a-z0-9-]*\/[A-Za-z0-9._-]+$/;

const bracket = section({
  notionalMax: quantity('money', {
    about:
      'Position notional up to which the bracket holds. The last bracket has no upper end: position limits are not modelled.',
    example: '50 k USD',
    above: 0,
  }).optional(),
  maxLeverage: quantity('multipleExact', {
    about: 'Largest leverage in the bracket; the initial margin rate is 1 / maxLeverage, rounded up to a ppm.',
    example: '125x',
    from: '1x',
    to: '1000x',
  }),
  maintenanceRate: quantity('ppm', {
    about: 'Maintenance margin rate, charged on the part of the notional inside the bracket.',
    example: '0.4 %',
    above: 0,
    to: '100 %',
  }),
}).describe('One margin bracket.');

export const brackets = z.array(bracket).min(1).max(BRACKETS_MAX).describe('Margin brackets by rising notional.');

export const tiers = z
  .union([
    text({
      about: 'A preset and a symbol in it.',
      example: 'binance-usdm-2024-10/BTCUSDT',
      pattern: PRESET_REFERENCE,
      noun: 'a preset and a symbol in it',
    }),
    brackets,
  ])
  .describe(
    'Margin tiers: `preset/symbol`, or the list of brackets itself. May be left out where `venue.margin` says it all.',
  );
