/** How far an order may fill: the price band of the venue and the bankruptcy price of the position that it closes. */
import type { AccountIndex, InstrumentIndex, QuoteQuanta, Ticks } from '../base/units.ts';
import { computeBankruptcyLimitTicks, splitEquityOverLegs } from '../margin/bankruptcy.ts';
import { bandLimitTicks } from './circuit-breakers.ts';
import type { ExchangeContext } from './context.ts';
import { lotsOf } from './state.ts';
import { computeLegMargins } from './valuation.ts';

export function bandLimit(context: ExchangeContext, instrument: InstrumentIndex, direction: 1 | -1): Ticks {
  return bandLimitTicks(context.rules.priceBand, context.state.indexTicks[instrument], direction);
}

/** Limit at which the leg uses up the share of `equity` that stands behind it, by maintenance margin. */
export function bankruptcyLimit(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  equity: QuoteQuanta,
): Ticks {
  const { state, legMargins, legShares } = context;
  computeLegMargins(state, account, legMargins);
  splitEquityOverLegs(equity, legMargins, legShares);
  return shareLimit(context, account, instrument, legShares[instrument]);
}

/** Limit at which the leg uses up the given share of equity. */
export function shareLimit(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  share: QuoteQuanta,
): Ticks {
  const { state } = context;
  const { quantaPerLotTick } = state.instruments[instrument];
  const held = lotsOf(context.state, account, instrument);
  return computeBankruptcyLimitTicks(state.markTicks[instrument], held, quantaPerLotTick, share);
}

/** The one of two limits that allows less. */
export function stricterLimit(direction: 1 | -1, x: Ticks, y: Ticks): Ticks {
  return direction < 0 ? Math.max(x, y) : Math.min(x, y);
}
