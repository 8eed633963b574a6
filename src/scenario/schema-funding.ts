/** Keys of `venue.funding`. */
import { z } from 'zod';
import { choice, flag, section, switchable } from './schema-shapes.ts';
import { quantity } from './schema-values.ts';

const share = (about: string, example: string) => quantity('ratio', { about, example, from: '0 %', to: '100 %' });
const rate = (about: string, example: string) => quantity('ratio', { about, example, from: '-100 %', to: '100 %' });

const formula = z
  .discriminatedUnion('kind', [
    section({
      kind: z.literal('clampedInterest').describe('P + clamp(interest - P, -clamp, clamp).'),
      interest: rate('Interest of one period. Left out: 0.01 %.', '0.01 %').optional(),
      clamp: share('Most that interest moves the rate away from the premium. Left out: 0.05 %.', '0.05 %').optional(),
    }),
    section({
      kind: z.literal('addedInterest').describe('P + interest.'),
      interest: rate('Interest of one period. Left out: 0.01 %.', '0.01 %').optional(),
    }),
    section({
      kind: z.literal('damper').describe('max(damper, P) + min(-damper, P).'),
      damper: share('Premium on either side that costs nothing. Left out: 0.025 %.', '0.025 %').optional(),
    }),
    section({ kind: z.literal('premium').describe('P itself.') }),
  ])
  .describe('How the rate of one period follows from the average premium P over the index. Left out: clampedInterest.');

const time = (about: string, example: string) => quantity('duration', { about, example, above: 0 });

const funding = section({
  formula: formula.optional(),
  interval: time('Time between two payments. Left out: 8 h.', '8 h').optional(),
  first: quantity('moment', {
    about: 'First payment, from the start or as a UTC time. Left out: one interval after the start.',
    example: '4 h',
    from: 0,
  }).optional(),
  period: time(
    'Time that the rate of the formula is for: a payment is interval / period of it. Left out: 8 h.',
    '8 h',
  ).optional(),
  sampleInterval: time('Time between two samples of the premium. Left out: 1 min.', '5 s').optional(),
  average: choice(
    ['even', 'rising', 'pricesFirst'],
    'How the samples of an interval average: all alike; the n-th n times; or mean price / mean index - 1. Left out: even.',
  ).optional(),
  capMarginMultiple: quantity('multiple', {
    about:
      'Largest rate of one period, as a multiple of initial - maintenance margin rate of the lowest bracket. Left out: no such cap.',
    example: '6x',
    above: '0x',
    to: '1000x',
  }).optional(),
  cap: quantity('ratio', {
    about: 'Largest rate of one payment. Left out: 100 %.',
    example: '4 %',
    above: '0 %',
    to: '100 %',
  }).optional(),
  notional: choice(['mark', 'index'], 'Price at which positions count in a payment. Left out: mark.').optional(),
  paidLate: flag(
    'The samples of an interval make the rate that is paid at the end of the next one. Left out: false.',
  ).optional(),
});

export const venueFunding = switchable(
  funding,
  'What longs and shorts of perpetuals pay each other for trading away from the index. `off` or left out: nothing.',
).optional();
