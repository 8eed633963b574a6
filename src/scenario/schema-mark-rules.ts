/** Keys of `venue.markPrice` that choose a venue's rule for marks and what its index is made of. */
import { z } from 'zod';
import { choice, section } from './schema-shapes.ts';
import { quantity } from './schema-values.ts';

const VENUES_MAX = 50;

const otherVenue = section({
  weight: quantity('number', { about: 'Weight of its price.', example: 3, above: 0, to: 1_000_000 }),
  deviation: quantity('ratio', {
    about: 'How far its price lies from the outside price. Left out: 0 %.',
    example: '0.1 %',
    above: '-100 %',
    to: '1000 %',
  }).optional(),
}).describe('One other venue.');

const otherVenues = (about: string) => z.array(otherVenue).max(VENUES_MAX).describe(about).optional();

const time = (about: string, example: string) => quantity('duration', { about, example, above: 0 }).optional();

export const markRule = z
  .union([
    z.enum(['index', 'last', 'binance', 'hyperliquid', 'bitmex', 'deribit']),
    z.discriminatedUnion('kind', [
      section({ kind: z.literal('index').describe("Index with a limited part of the own book's displacement.") }),
      section({ kind: z.literal('last').describe("The price of the venue's own book.") }),
      section({
        kind: z
          .literal('binance')
          .describe('Median of index with funding, index with the mean basis of a window, and last.'),
        window: quantity('duration', {
          about: 'Time over which the basis is averaged. Left out: 30 s.',
          example: '30 s',
          above: 0,
          to: '1 h',
        }).optional(),
      }),
      section({
        kind: z
          .literal('hyperliquid')
          .describe("Median of index with an averaged basis, the book's price, and other venues' perpetuals."),
        basisTime: time('Time constant of the average of the basis. Left out: 150 s.', '150 s'),
        bookTime: time("Time constant of the average of the book's price. Left out: 30 s.", '30 s'),
        perpetuals: otherVenues(
          "Perpetuals of other venues. []: there are none, and an average of the book's price stands in. Left out: weights 3, 2, 2, 1 and 1 at the outside price.",
        ),
      }),
      section({ kind: z.literal('bitmex').describe('Fair price: index with the funding that is still to come.') }),
      section({
        kind: z.literal('deribit').describe('Index with an averaged basis, at most `basisLimit` away from the index.'),
        basisTime: time('Time constant of the average of the basis. Left out: 30 s.', '30 s'),
      }),
    ]),
  ])
  .describe(
    'How the mark is made: index, last, binance, hyperliquid, bitmex or deribit, or {kind: ..., ...}. Left out: index.',
  )
  .optional();

export const indexPrice = section({
  average: choice(['mean', 'median'], 'Weighted mean or weighted median. Left out: mean.').optional(),
  ownWeight: quantity('number', {
    about: "Weight of the venue's own book beside the others'. Left out: 0.",
    example: 0.5,
    from: 0,
    to: 1_000_000,
  }).optional(),
  venues: otherVenues('Other venues. Left out: one of weight 1 at the outside price.'),
})
  .describe('What the index is made of. Left out: the outside price.')
  .optional();
