/** Keys of `venue.marginChanges`. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { SHOCKS_MAX } from './limits.ts';
import { flag, section } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';

const marginChange = section({
  at: quantity('moment', {
    about: 'When, from the start or as a UTC time; before the end of the run.',
    example: '1 h 30 min',
    from: 0,
  }),
  instruments: z
    .union([
      z.literal('all'),
      z.array(text({ about: 'Symbol of an instrument.', example: 'BTC', noun: 'a symbol' })).min(1),
    ])
    .describe('Instruments whose rates change: a list of symbols, or `all`.')
    .prefault(DEFAULTS.marginChange.instruments),
  multiplier: quantity('multipleExact', {
    about:
      'Rates become this multiple of those of the tiers, whatever earlier changes did, but never more than 100 %. 1x: back to the tiers.',
    example: '1.5x',
    from: '0.1x',
    to: '100x',
  }),
  initialOnly: flag('Change initial margin rates alone; maintenance rates stay as they are.').prefault(
    DEFAULTS.marginChange.initialOnly,
  ),
}).describe('One change of margin rates.');

export const marginChanges = z
  .array(marginChange)
  .max(SHOCKS_MAX)
  .describe(
    'Changes of margin rates while the venue trades, as exchanges make them in a storm; accounts may be in breach at once.',
  )
  .prefault([...DEFAULTS.marginChanges]);
