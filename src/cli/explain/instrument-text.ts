/** One instrument over time: the outside price, what the venue displaced, who sold, and halts. */
import { formatChange } from '../../base/format.ts';
import type { InstrumentBucket } from '../../experiment/causes/cause-record.ts';
import { expm1 } from '../../numeric/math.ts';
import { formatPrice } from './amounts.ts';
import { money, table, timeOf, titleOf, type CauseStory } from './cause-words.ts';
import { paragraph } from './tree-text.ts';

const ROWS_MAX = 30;

export function formatInstrument(story: CauseStory, instrument: number): string {
  const { symbol, tickSize, priceInitialTicks } = story.scenario.venue.instruments[instrument]!;
  const rows = mergeBuckets(story.causes.instruments[instrument]!, ROWS_MAX);
  const signed = (value: number): string => (value === 0 ? '' : money(value));
  const lines = [
    titleOf(symbol, story),
    ...paragraph(
      `Prices at the end of each row, changes from the start (${formatPrice(priceInitialTicks * tickSize, tickSize)}); book: how far orders have displaced it from the outside price. Traded: signed, + bought; fund: with others who took positions over. H: halted for some of the time.`,
    ),
    '',
    ...table([
      ['until', 'outside', 'book', 'mark', 'liquidations', 'fund', 'orders', ''],
      ...rows.map((row) => [
        timeOf(story, row.untilUs),
        formatChange(row.indexTicks / priceInitialTicks - 1),
        formatChange(expm1(row.displacementLog)),
        formatChange(row.markTicks / priceInitialTicks - 1),
        signed(row.liquidations),
        signed(row.fund),
        signed(row.orders),
        row.haltedUs > 0 ? 'H' : '',
      ]),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Neighbours together, so that at most `rows` are left: prices of the last, trades of all. */
export function mergeBuckets(buckets: readonly InstrumentBucket[], rows: number): InstrumentBucket[] {
  const each = Math.max(1, Math.ceil(buckets.length / rows));
  const merged: InstrumentBucket[] = [];
  buckets.forEach((bucket, n) => {
    const last = merged.at(-1);
    if (n % each === 0 || last === undefined) merged.push({ ...bucket });
    else {
      merged[merged.length - 1] = {
        ...bucket,
        liquidations: last.liquidations + bucket.liquidations,
        fund: last.fund + bucket.fund,
        orders: last.orders + bucket.orders,
        haltedUs: last.haltedUs + bucket.haltedUs,
      };
    }
  });
  return merged;
}
