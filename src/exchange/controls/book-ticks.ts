/** The price at which an instrument's book would trade now, to the tick. */
import type { InstrumentIndex, Ticks } from '../../base/units.ts';
import type { ExchangeContext } from '../context.ts';

export function bookTicks({ execution }: ExchangeContext, instrument: InstrumentIndex): Ticks {
  return Math.max(1, Math.round(execution.books[instrument].priceTicks));
}
