/** Parts of a loss in whole quanta: what rounding leaves over stays in the part that is named the rest. */
import type { QuoteQuanta } from '../../base/units.ts';
import type { Cause } from './cause.ts';
import type { CauseLoss, CauseLosses, InstrumentLoss } from './cause-record.ts';
import type { LossParts } from './loss-parts.ts';

/** Causes that are told one by one. */
const CAUSES_TOLD = 12;

export const whole = (value: number): QuoteQuanta => Math.round(value) + 0;

export const totalOf = (items: readonly { readonly loss: QuoteQuanta }[]): QuoteQuanta =>
  items.reduce((sum, { loss }) => sum + loss, 0);

export function byInstrument(losses: Float64Array, factor = 1): InstrumentLoss[] {
  return [...losses].flatMap((loss, instrument) => {
    const rounded = whole(factor * loss);
    return rounded === 0 ? [] : [{ instrument, loss: rounded }];
  });
}

/** The largest causes by what they moved, either way; together with the others they come to `total`. */
export function byCause(parts: LossParts, all: readonly Cause[], total: QuoteQuanta, factor = 1): CauseLosses {
  const largest: (CauseLoss & { readonly number: number })[] = [];
  let count = 0;
  parts.causes.forEach((exact, number) => {
    const loss = whole(factor * exact);
    if (loss === 0) return;
    count += 1;
    const last = largest.at(-1);
    if (largest.length === CAUSES_TOLD && Math.abs(loss) <= Math.abs(last!.loss)) return;
    if (largest.length === CAUSES_TOLD) largest.pop();
    largest.push({ number, cause: all[number]!, loss });
    largest.sort((x, y) => Math.abs(y.loss) - Math.abs(x.loss) || x.number - y.number);
  });
  const told = largest.map(({ cause, loss }): CauseLoss => ({ cause, loss }));
  return { largest: told, others: { count: count - told.length, loss: total - totalOf(told) } };
}
