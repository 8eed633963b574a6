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
  const { numbers, losses } = parts.causes.list();
  const told: CauseLoss[] = [];
  let moved = 0;
  for (let k = 0; k < numbers.length; k += 1) {
    const loss = whole(factor * losses[k]!);
    if (loss === 0) continue;
    moved += 1;
    const isLarge = told.length < CAUSES_TOLD || Math.abs(loss) > Math.abs(told.at(-1)!.loss);
    if (isLarge) insert(told, { cause: all[numbers[k]!]!, loss });
  }
  // Of those that were never prominent nobody asks how much each moved.
  const unlisted = Math.max(0, parts.causes.causeCount - numbers.length);
  const count = moved - told.length + unlisted;
  return { largest: told, others: { count, loss: total - totalOf(told) } };
}

/** Puts one among the largest, which keep their order: among equals who came first stands first. */
function insert(largest: CauseLoss[], one: CauseLoss): void {
  const size = Math.abs(one.loss);
  let place = largest.length;
  while (place > 0 && Math.abs(largest[place - 1]!.loss) < size) place -= 1;
  largest.splice(place, 0, one);
  if (largest.length > CAUSES_TOLD) largest.pop();
}
