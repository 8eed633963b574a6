/** Keys of accounts that a book lists, and of the rules by which they behave. */
import { z } from 'zod';
import { CLASSES_MAX } from './limits.ts';
import { reaction } from './schema-agent-shapes.ts';
import { herdKeys, panicKeys, payerKeys, rehedgeKeys, stopLossKeys, whaleKeys } from './schema-behaviours.ts';
import { choice, section } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';

const money = (about: string) => quantity('money', { about, example: '100 k USD' });
const multiple = (about: string) => quantity('multiple', { about, example: '5x', from: '0x' });

const when = section({
  equityMin: money('Equity, at initial prices, of at least that.').optional(),
  equityMax: money('Equity of less than that.').optional(),
  leverageMin: multiple('Gross notional / equity of at least that.').optional(),
  leverageMax: multiple('Gross notional / equity of less than that.').optional(),
  instrument: text({ about: 'It holds this instrument.', example: 'BTC', noun: 'a symbol' }).optional(),
  side: choice(['long', 'short'], 'Side of that instrument; without one, of all positions together.').optional(),
}).describe('What an account must be like, all of it. Left out: every account that no rule before takes.');

const behaviour = z
  .discriminatedUnion('kind', [
    section({
      kind: z.literal('leveragedDirectional').describe('Holds on, or has a stop-loss.'),
      ...stopLossKeys,
      reaction,
    }),
    section({ kind: z.literal('hedger').describe('Hedges outside, tops up, opens again.'), ...rehedgeKeys, reaction }),
    section({ kind: z.literal('panicSeller').describe('Sells after a fall.'), ...panicKeys, reaction }),
    section({ kind: z.literal('marginCallPayer').describe('Pays margin calls.'), ...payerKeys, reaction }),
    section({ kind: z.literal('herdSeller').describe('Leaves when others are liquidated.'), ...herdKeys, reaction }),
    section({ kind: z.literal('whale').describe('May work its positions out by choice.'), ...whaleKeys, reaction }),
  ])
  .describe('How these accounts behave: keys of a class of that kind, without those that say how it is drawn.');

const rule = section({
  name: text({
    about: 'Name of the class that these accounts become, in every result.',
    example: 'imported-large',
    pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    noun: 'a name of letters, digits, dash or underscore',
  }),
  when: when.optional(),
  behaviour,
}).describe('One rule; the first that fits takes the account.');

export const imported = section({
  file: text({
    about: 'Book of accounts (YAML, JSON or CSV), sought from the folder of the scenario.',
    example: 'accounts.csv',
    noun: 'a file name',
  }),
  rules: z.array(rule).min(1).max(CLASSES_MAX).describe('Rules, in order.'),
}).describe(
  'Accounts from a book, with positions as they stand at initial prices. They count in the open interest; the classes meet the rest of it.',
);
