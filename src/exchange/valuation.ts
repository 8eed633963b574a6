/**
 * What an account is worth and what it must hold, at the current mark prices. All sums are over whole quanta and
 * therefore exact in any order.
 */
import type { AccountIndex, InstrumentIndex, QuoteQuanta } from '../base/units.ts';
import { computeInitialMargin, computeMaintenanceMargin } from '../margin/tier-table.ts';
import type { ExchangeState } from './state.ts';

/** Collateral plus unrealised profit over all instruments. */
export function computeEquity(state: ExchangeState, account: AccountIndex): QuoteQuanta {
  const { lots, cost, markPerLot, instrumentCount } = state;
  const first = account * instrumentCount;
  let equity = state.cash[account];
  for (let i = 0; i < instrumentCount; i += 1) equity += lots[first + i] * markPerLot[i] - cost[first + i];
  return equity;
}

/** |size| x mark. */
export function computeNotional(state: ExchangeState, account: AccountIndex, instrument: InstrumentIndex): QuoteQuanta {
  return Math.abs(state.lots[account * state.instrumentCount + instrument]) * state.markPerLot[instrument];
}

/** Maintenance margin of one leg, rounded up to a quantum. */
export function computeLegMargin(
  state: ExchangeState,
  account: AccountIndex,
  instrument: InstrumentIndex,
): QuoteQuanta {
  const notional = computeNotional(state, account, instrument);
  return notional === 0 ? 0 : computeMaintenanceMargin(state.tiers[instrument], notional);
}

/** Sum of the legs' maintenance margins: tiered cross margin gives no credit for offsetting legs. */
export function computeMaintenance(state: ExchangeState, account: AccountIndex): QuoteQuanta {
  let margin = 0;
  for (let i = 0; i < state.instrumentCount; i += 1) margin += computeLegMargin(state, account, i);
  return margin;
}

/** Sum of the legs' initial margins. */
export function computeInitial(state: ExchangeState, account: AccountIndex): QuoteQuanta {
  let margin = 0;
  for (let i = 0; i < state.instrumentCount; i += 1) {
    const notional = computeNotional(state, account, i);
    if (notional !== 0) margin += computeInitialMargin(state.tiers[i], notional);
  }
  return margin;
}

/** The one predicate that starts a liquidation. */
export function isLiquidatable(equity: QuoteQuanta, maintenanceMargin: QuoteQuanta): boolean {
  return equity < maintenanceMargin;
}

/** True when the account holds a position in any instrument. */
export function hasPosition(state: ExchangeState, account: AccountIndex): boolean {
  const first = account * state.instrumentCount;
  for (let i = 0; i < state.instrumentCount; i += 1) if (state.lots[first + i] !== 0) return true;
  return false;
}
