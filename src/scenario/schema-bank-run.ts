/** Keys of a run on the venue: when accounts of a class take their money out. */
import { DEFAULTS } from './defaults.ts';
import { section, switchable } from './schema-shapes.ts';
import { quantity } from './schema-values.ts';

const run = section({
  fall: section({
    min: quantity('ratio', { about: 'Smallest.', example: '5 %', above: '0 %', below: '100 %' }),
    max: quantity('ratio', { about: 'Largest.', example: '30 %', above: '0 %', below: '100 %' }),
  }).describe('Fall from the highest mark within the lookback at which an account does, spread evenly over the class.'),
  lookback: quantity('duration', {
    about: 'How far back it looks for the highest price.',
    example: '1 h',
    above: 0,
  }).prefault(DEFAULTS.bankRun.lookback),
  fundLoss: quantity('ratio', {
    about: 'Loss of the insurance fund since the start at which everybody does. Left out: they do not look at it.',
    example: '50 %',
    above: '0 %',
    to: '100 %',
  }).optional(),
  share: quantity('ppm', {
    about: 'Share of its equity that an account asks for.',
    example: '100 %',
    from: '0 %',
    to: '100 %',
  }).prefault(DEFAULTS.bankRun.share),
});

export const bankRun = switchable(
  run,
  'Beside all else, accounts ask for their money once, when prices fall or the fund drains; needs venue.withdrawals. `off` or null: never.',
);
