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

export function byInstrument(losses: readonly number[], factor = 1): InstrumentLoss[] {
  return losses.flatMap((loss, instrument) => {
    const rounded = whole(factor * loss);
    return rounded === 0 ? [] : [{ instrument, loss: rounded }];
  });
}

/** The largest causes by what they moved, either way; together with the others they come to `total`. */
export function byCause(parts: LossParts, all: readonly Cause[], total: QuoteQuanta, factor = 1): CauseLosses {
  const listed = parts.causes.list();
  const moved = listed.flatMap(([number, exact]) => {
    const loss = whole(factor * exact);
    return loss === 0 ? [] : [{ number, loss }];
  });
  moved.sort((x, y) => Math.abs(y.loss) - Math.abs(x.loss) || x.number - y.number);
  const told = moved.slice(0, CAUSES_TOLD).map(({ number, loss }): CauseLoss => ({ cause: all[number]!, loss }));
  // Of those that were never prominent nobody asks how much each moved.
  const unlisted = Math.max(0, parts.causes.causeCount - listed.length);
  const count = moved.length - told.length + unlisted;
  return { largest: told, others: { count, loss: total - totalOf(told) } };
}
