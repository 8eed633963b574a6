/** Conversion between the currencies of one account: what is owed is bought back with what is held. */
import type { AccountIndex, InstrumentIndex, Lots } from '../base/units.ts';
import { firstIdOf, firstPositionOf, positionsOf } from './account-records.ts';
import { EXTERNAL_LIQUIDITY } from './accounts.ts';
import type { ExchangeContext } from './context.ts';
import { trade } from './ledger.ts';
import { settledOf, type ExchangeState } from './state.ts';

/**
 * Brings an account without contracts out of debt in any of its currencies as far as the others reach: borrowed assets are
 * bought back at the mark, and held ones sold where the quote currency is missing. The external account is on the
 * other side; amounts round to whole quanta in its favour.
 */
export function settleBalances(context: ExchangeContext, account: AccountIndex): void {
  const { state } = context;
  if (state.portfolio === null) return;
  for (const coin of balancesOf(state, account)) convert(context, account, coin, (lots) => Math.max(0, -lots));
  for (const coin of balancesOf(state, account)) {
    convert(context, account, coin, (lots) => {
      const missing = Math.max(0, -settledOf(state, account));
      return -Math.min(Math.max(0, lots), Math.ceil(missing / state.markPerLot[coin]));
    });
  }
}

/** Spot assets that the account has or had a balance of. */
export function balancesOf(state: ExchangeState, account: AccountIndex): InstrumentIndex[] {
  const { records } = state;
  const ids = firstIdOf(records, account);
  return Array.from({ length: positionsOf(records, account) }, (_, k) => records.bytes[ids + k]).filter(
    (i) => state.isSpot[i] === 1,
  );
}

function convert(
  context: ExchangeContext,
  account: AccountIndex,
  coin: InstrumentIndex,
  wantedOf: (lots: Lots) => Lots,
): void {
  const { state, facts } = context;
  const { records } = state;
  const ids = firstIdOf(records, account);
  const first = firstPositionOf(records, account);
  let k = 0;
  while (records.bytes[ids + k] !== coin) k += 1;
  const lots = wantedOf(records.doubles[first + k]);
  if (lots === 0) return;
  const value = Math.ceil(lots * state.markPerLot[coin]) + 0;
  trade(state, account, EXTERNAL_LIQUIDITY, coin, lots, value);
  facts.record('conversion', account, coin, lots, value, 0, 0);
}
