/** The price at which an instrument's book would trade now, to the tick. */
import type { InstrumentIndex, Ticks } from '../../base/units.ts';
import { roundToTick } from '../../market/mark-price.ts';
import type { ExchangeContext } from '../context.ts';

export function bookTicks({ execution }: ExchangeContext, instrument: InstrumentIndex): Ticks {
  return roundToTick(execution.books[instrument].priceTicks);
}
