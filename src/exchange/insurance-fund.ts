/**
 * The insurance fund: an account like others that never falls below zero. It takes over positions as long as its
 * equity covers a margin on them, pays deficits and sells its inventory off step by step; when that turns against it, the
 * waterfall bears the rest.
 */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta } from '../base/units.ts';
import { ceilPpmOf } from '../margin/tier-table.ts';
import { INSURANCE_FUND } from './accounts.ts';
import { NONE, type ExchangeContext } from './context.ts';
import { transfer } from './ledger.ts';
import { lotsOf } from './state.ts';
import { computeEquity, notionalPerLotOf } from './valuation.ts';

export function computeFundEquity(context: ExchangeContext): QuoteQuanta {
  return computeEquity(context.state, INSURANCE_FUND);
}

/** Margin that the fund keeps on its inventory, with `extraLots` more (signed) of one instrument. */
export function computeInventoryMargin(
  context: ExchangeContext,
  instrument: InstrumentIndex = NONE,
  extraLots: Lots = 0,
): QuoteQuanta {
  let margin = 0;
  for (let i = 0; i < context.state.instrumentCount; i += 1) {
    if (context.state.isSpot[i] === 1) continue;
    const lots = lotsOf(context.state, INSURANCE_FUND, i) + (i === instrument ? extraLots : 0);
    const notional = Math.abs(lots) * notionalPerLotOf(context.state, i);
    margin += ceilPpmOf(notional, context.rules.insuranceFund.inventoryMarginPpm);
  }
  return margin;
}

/** The shared fund, or one of some instruments, pays what an account owes, as far as `most` goes; returns the amount. */
export function payOutOfFund(
  { state, facts }: ExchangeContext,
  fund: AccountIndex,
  account: AccountIndex,
  instrument: InstrumentIndex,
  owed: QuoteQuanta,
  most: QuoteQuanta,
): QuoteQuanta {
  const paid = Math.min(owed, most);
  if (paid <= 0) return 0;
  transfer(state, fund, account, paid);
  const kind = fund === INSURANCE_FUND ? 'fundPayment' : 'groupFundPayment';
  facts.record(kind, account, instrument, 0, paid, fund, computeEquity(state, fund));
  return paid;
}
