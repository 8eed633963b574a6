/**
 * What an account is worth and what it must hold, at the current mark prices. All sums are over whole quanta and
 * therefore exact in any order.
 */
import type { AccountIndex, InstrumentIndex, QuoteQuanta } from '../base/units.ts';
import { computeInitialMargin, computeMaintenanceMargin } from '../margin/tier-table.ts';
import { firstIdOf, firstPositionOf, positionsOf } from './account-records.ts';
import { lotsOf, settledOf, type ExchangeState } from './state.ts';

/** Collateral plus unrealised profit over all instruments, at what they would sell for. */
export function computeEquity(state: ExchangeState, account: AccountIndex): QuoteQuanta {
  if (state.portfolio !== null) return state.portfolio.worthOf(account);
  const { records, markPerLot } = state;
  const count = positionsOf(records, account);
  const first = firstPositionOf(records, account);
  const ids = firstIdOf(records, account);
  let equity = settledOf(state, account);
  for (let k = 0; k < count; k += 1) equity += records.doubles[first + k] * markPerLot[records.bytes[ids + k]];
  return equity;
}

/** Equity as margin is compared with it: collateral counts with its haircuts. */
export function computeMarginEquity(state: ExchangeState, account: AccountIndex): QuoteQuanta {
  return state.portfolio === null ? computeEquity(state, account) : state.portfolio.equityOf(account);
}

/** Notional of one lot at the mark, quanta of the quote currency. */
export function notionalPerLotOf(state: ExchangeState, instrument: InstrumentIndex): QuoteQuanta {
  return (state.portfolio?.notionalPerLot ?? state.markPerLot)[instrument];
}

/** |size| x mark, in the quote currency. */
export function computeNotional(state: ExchangeState, account: AccountIndex, instrument: InstrumentIndex): QuoteQuanta {
  return Math.abs(lotsOf(state, account, instrument)) * notionalPerLotOf(state, instrument);
}

/** Writes each leg's maintenance margin to `out` [instrumentCount]; 0 where there is no position. */
export function computeLegMargins(state: ExchangeState, account: AccountIndex, out: Float64Array): void {
  if (state.portfolio !== null) {
    state.portfolio.standalonesInto(account, out);
    return;
  }
  const { records, markPerLot, tiers } = state;
  const count = positionsOf(records, account);
  const first = firstPositionOf(records, account);
  const ids = firstIdOf(records, account);
  out.fill(0);
  for (let k = 0; k < count; k += 1) {
    const i = records.bytes[ids + k];
    const notional = Math.abs(records.doubles[first + k]) * markPerLot[i];
    if (notional !== 0) out[i] = computeMaintenanceMargin(tiers[i], notional);
  }
}

/** By the venue's model; without one the sum of the legs: tiered cross margin gives no credit for offsetting them. */
export function computeMaintenance(state: ExchangeState, account: AccountIndex): QuoteQuanta {
  if (state.portfolio !== null) return state.portfolio.maintenanceOf(account);
  return sumOverLegs(state, account, computeMaintenanceMargin);
}

/** By the venue's model; without one the sum of the legs' initial margins. */
export function computeInitial(state: ExchangeState, account: AccountIndex): QuoteQuanta {
  if (state.portfolio !== null) return state.portfolio.initialOf(account);
  return sumOverLegs(state, account, computeInitialMargin);
}

function sumOverLegs(
  state: ExchangeState,
  account: AccountIndex,
  requirementOf: typeof computeMaintenanceMargin,
): QuoteQuanta {
  const { records, markPerLot, tiers } = state;
  const count = positionsOf(records, account);
  const first = firstPositionOf(records, account);
  const ids = firstIdOf(records, account);
  let margin = 0;
  for (let k = 0; k < count; k += 1) {
    const i = records.bytes[ids + k];
    const notional = Math.abs(records.doubles[first + k]) * markPerLot[i];
    if (notional !== 0) margin += requirementOf(tiers[i], notional);
  }
  return margin;
}

/** The one predicate that starts a liquidation. */
export function isLiquidatable(equity: QuoteQuanta, maintenanceMargin: QuoteQuanta): boolean {
  return equity < maintenanceMargin;
}

/** True when the account holds a position in any contract: balances of an asset are none. */
export function hasPosition(state: ExchangeState, account: AccountIndex): boolean {
  const { records } = state;
  const first = firstPositionOf(records, account);
  const ids = firstIdOf(records, account);
  for (let k = positionsOf(records, account) - 1; k >= 0; k -= 1) {
    if (records.doubles[first + k] !== 0 && state.isSpot[records.bytes[ids + k]] === 0) return true;
  }
  return false;
}
