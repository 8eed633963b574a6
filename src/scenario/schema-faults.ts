/** Keys of `faults`: what breaks at the venue, when, and for how long. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { SHOCKS_MAX } from './limits.ts';
import { choice, section } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';

const D = DEFAULTS.fault;

const when = {
  at: quantity('moment', {
    about: 'When it begins, from the start or as a UTC time; before the end of the run.',
    example: '30 min',
    from: 0,
  }),
  duration: quantity('duration', {
    about: 'How long it lasts; it may outlast the run.',
    example: '10 min',
    above: 0,
  }),
};

const instruments = z
  .union([
    z.literal('all'),
    z.array(text({ about: 'Symbol of an instrument.', example: 'BTC', noun: 'a symbol' })).min(1),
  ])
  .describe(
    'Instruments that it concerns: a list of symbols, or `all`. What follows another instrument is seen by its price.',
  )
  .prefault(D.instruments);

const delay = (about: string) => quantity('duration', { about, example: '30 s', above: 0 });

const fault = z
  .discriminatedUnion('kind', [
    section({
      kind: z
        .literal('oracleLate')
        .describe('The venue sees outside prices late: it stands still at first, then follows with the delay.'),
      ...when,
      instruments,
      delay: delay('By how much prices are late.'),
    }),
    section({
      kind: z
        .literal('oracleStale')
        .describe('The venue goes on seeing the outside price of the moment when it began.'),
      ...when,
      instruments,
    }),
    section({
      kind: z
        .literal('oracleWrong')
        .describe('The venue sees a wrong outside price: one of factor, offset and price says which.'),
      ...when,
      instruments,
      factor: quantity('multiple', {
        about: 'Multiple of the true price.',
        example: '0.7x',
        above: '0x',
        to: '1000x',
      }).optional(),
      offset: quantity('price', {
        about: 'Added to the true price, which stays at least a tick; of one instrument.',
        example: '-500 USD',
      }).optional(),
      price: quantity('price', {
        about: 'The price itself; of one instrument.',
        example: '0.65 USD',
        above: 0,
      }).optional(),
    }),
    section({
      kind: z
        .literal('oracleOwnVenue')
        .describe("The venue's own book enters its index, which no longer holds the mark to the outside price."),
      ...when,
      instruments,
      weight: quantity('ratio', {
        about: 'Weight of the own book, in log price; the rest is the outside price.',
        example: '80 %',
        above: '0 %',
        to: '100 %',
      }),
    }),
    section({
      kind: z
        .literal('matchingDown')
        .describe('No order trades: nor do liquidations, takeovers, deleveraging and sales of the fund. Prices go on.'),
      ...when,
      instruments,
      orders: choice(['wait', 'refuse'], "Agents' orders wait for the end, or are refused and lost.").prefault(
        D.orders,
      ),
    }),
    section({
      kind: z.literal('liquidationDown').describe('The liquidation engine stands still; accounts keep their place.'),
      ...when,
    }),
    section({
      kind: z
        .literal('liquidationSlow')
        .describe('The liquidation engine takes longer, from breach to order and between orders.'),
      ...when,
      factor: quantity('multiple', { about: 'How many times as long.', example: '10x', from: '1x', to: '100000x' }),
    }),
    section({
      kind: z.literal('withdrawalsClosed').describe('Nothing is paid out; requests keep their place.'),
      ...when,
    }),
    section({ kind: z.literal('depositsClosed').describe('Deposits that arrive wait for the end.'), ...when }),
    section({
      kind: z.literal('depositsSlow').describe('Deposits that arrive meanwhile take longer.'),
      ...when,
      delay: delay('How much longer each takes.'),
    }),
    section({
      kind: z
        .literal('agentsCutOff')
        .describe(
          'What some accounts ask for does not reach the venue: orders, deposits and withdrawals; quotes stand as they are.',
        ),
      ...when,
      classes: z
        .union([
          z.literal('all'),
          z.array(text({ about: 'Name of a class of agents.', example: 'retail', noun: 'a name' })).min(1),
        ])
        .describe('Classes that it concerns: a list of names, or `all`.')
        .prefault(D.classes),
      share: quantity('ppm', {
        about: 'Chance of each of their accounts to be cut off.',
        example: '40 %',
        above: '0 %',
        to: '100 %',
      }).prefault(D.share),
      commands: choice(['wait', 'lose'], 'What they ask for arrives at the end, or is lost.').prefault(D.commands),
    }),
  ])
  .describe('One fault; its keys depend on its kind.');

export const faults = z
  .array(fault)
  .max(SHOCKS_MAX)
  .describe('Operational faults, in any order; they may overlap.')
  .prefault([...DEFAULTS.faults]);
