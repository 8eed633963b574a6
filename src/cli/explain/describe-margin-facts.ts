/** Facts of margin that is a model's business, and of margin that the venue changes, as a headline and what stands behind it. */
import { PPM_PER_UNIT, type Ppm } from '../../base/units.ts';
import type { Fact, FactEntry, MarginCause } from './account-recorder.ts';
import { formatAmount } from './amounts.ts';
import type { Story, Told } from './story.ts';
import { instrumentOf } from './instrument-words.ts';
import { accountLines, marginLines } from './position-tables.ts';

/** What was missing in one currency of the account was bought with another. */
export function describeConversion(entry: FactEntry, story: Story): Told {
  const { fact, after } = entry;
  const { size, tradePrice } = instrumentOf(entry, story);
  const [did, why] =
    fact.lots > 0 ? ['bought', 'which it owed'] : ['sold', 'because it owed money of the quote currency'];
  const isShort = Math.abs(fact.lots) < Math.abs(fact.b);
  const where =
    fact.a === 0 ? 'at the mark' : `in its own book${isShort ? `, which gave less than ${size(fact.b)},` : ''}`;
  return {
    headline: `CONVERSION: ${did} ${size(fact.lots)} at ${tradePrice(fact.lots, fact.value)}`,
    text: [`The venue ${did} it ${where} for ${formatAmount(Math.abs(fact.value))}, ${why}.`],
    tables: marginLines(after, story.terms),
  };
}

export function describeDeficit({ fact }: FactEntry): Told {
  const within = Math.min(fact.value, fact.a);
  const offsets =
    fact.a === 0
      ? 'No offsets had been granted to it when it was breached.'
      : `When it was breached, offsets between its positions had taken ${formatAmount(fact.a)} off its requirement: ${within === fact.value ? 'all' : formatAmount(within)} of the loss is within that.`;
  return {
    headline: 'LOSS BEYOND EQUITY',
    text: [`It has lost ${formatAmount(fact.value)} more than it had. ${offsets}`],
    tables: [],
  };
}

const MARGIN_CAUSES: Readonly<Record<MarginCause, string>> = {
  schedule: '',
  halt: 'Trading was halted. ',
  recalibration: 'The estimate of volatility has changed. ',
};

export function describeMarginChange({ fact, before, after, marginCause, more }: FactEntry, { terms }: Story): Told {
  const multiple = (ppm: Ppm): string => `${ppm / PPM_PER_UNIT}x`;
  const symbolOf = ({ instrument }: Fact): string => terms.instruments[instrument]!.symbol;
  const isSame = more.every(({ a, b }) => a === fact.a && b === fact.b);
  const others = isSame
    ? ''
    : ` (${more.map((one) => `${symbolOf(one)}: ${multiple(one.a)} and ${multiple(one.b)}`).join('; ')})`;
  return {
    headline: `MARGIN CHANGE: ${[fact, ...more].map(symbolOf).join(', ')}`,
    text: [
      `${MARGIN_CAUSES[marginCause!]}The venue sets maintenance margin rates to ${multiple(fact.a)} and initial margin rates to ${multiple(fact.b)} those of the scenario${others}. The account's maintenance margin was ${formatAmount(before.maintenance)}.`,
    ],
    tables: accountLines(after, terms),
  };
}
