/** How far an order may fill: the price band of the venue and the bankruptcy price of the position that it closes. */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta, Ticks } from '../base/units.ts';
import { inverseTicks } from '../instruments/instrument.ts';
import { computeBankruptcyLimitTicks, splitEquityOverLegs } from '../margin/bankruptcy.ts';
import { bandLimitTicks } from './circuit-breakers.ts';
import type { ExchangeContext } from './context.ts';
import { toSettlement } from './settlement.ts';
import { lotsOf, type ExchangeState } from './state.ts';
import { computeLegMargins } from './valuation.ts';

export function bandLimit(context: ExchangeContext, instrument: InstrumentIndex, direction: 1 | -1): Ticks {
  const limit = bandLimitTicks(context.rules.priceBand, context.state.indexTicks[instrument], direction);
  return context.bands === null ? limit : stricterLimit(direction, limit, context.bands.limit(instrument, direction));
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
  return positionLimit(context.state, instrument, lotsOf(context.state, account, instrument), share);
}

/**
 * Last whole tick at which `lots` (signed) held at the mark lose no more than `share` of equity when they are closed. An
 * inverse lot's value is -N / price in coin: the price at which it has fallen by its part of the share.
 */
export function positionLimit(
  state: ExchangeState,
  instrument: InstrumentIndex,
  lots: Lots,
  share: QuoteQuanta,
): Ticks {
  const terms = state.instruments[instrument];
  const inSettlement = toSettlement(state, instrument, share);
  if (terms.lotNotional === 0) {
    return computeBankruptcyLimitTicks(state.markTicks[instrument], lots, terms.quantaPerLotTick, inSettlement);
  }
  const coinQuanta = inSettlement / lots - state.markPerLot[instrument];
  // So much behind a short that no price takes it all.
  if (coinQuanta <= 0) return Number.MAX_SAFE_INTEGER;
  const ticks = inverseTicks(terms, coinQuanta, state.instruments[terms.settlesIn].lotSizeUnits);
  return lots > 0 ? Math.max(1, Math.ceil(ticks)) : Math.floor(Math.min(ticks, Number.MAX_SAFE_INTEGER));
}

/** The one of two limits that allows less. */
export function stricterLimit(direction: 1 | -1, x: Ticks, y: Ticks): Ticks {
  return direction < 0 ? Math.max(x, y) : Math.min(x, y);
}
