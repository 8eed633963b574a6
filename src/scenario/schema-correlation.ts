/** Keys of a symmetric matrix with ones on its diagonal: correlations, and the strengths of cross-impact. */
import { z } from 'zod';
import { INSTRUMENTS_MAX } from './limits.ts';
import { section } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';

export const symbolText = (about: string) => text({ about, example: 'BTC', noun: 'the symbol of an instrument' });

const coefficient = (about: string, example: number) => quantity('number', { about, example, from: -1, to: 1 });

export const correlation = section({
  pairwise: coefficient('Correlation of every pair that `pairs` does not name.', 0.7).optional(),
  pairs: z
    .array(
      section({
        between: z
          .array(symbolText('Symbol of one of the two instruments.'))
          .min(2)
          .max(2)
          .describe('The two instruments.'),
        value: coefficient('Their correlation.', 0.9),
      }).describe('One pair.'),
    )
    .optional()
    .describe('Pairs that differ from `pairwise`.'),
  symbols: z
    .array(symbolText('Symbol of the instrument in this row and column.'))
    .max(INSTRUMENTS_MAX)
    .optional()
    .describe('Order of the rows and columns of `matrix`. Left out: the order of venue.instruments.'),
  matrix: z
    .array(z.array(quantity('number', { about: 'One correlation.', example: 0.9 })).describe('One row.'))
    .max(INSTRUMENTS_MAX)
    .optional()
    .describe('The whole matrix, symmetric with ones on the diagonal; instead of `pairwise` and `pairs`.'),
});
