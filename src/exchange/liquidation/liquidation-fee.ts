/** What a liquidated account pays for a fill, to whom, and what the fund makes good of one that brought too little. */
import type { AccountIndex, InstrumentIndex, QuoteQuanta } from '../../base/units.ts';
import { computeBankruptcyQuote } from '../../margin/bankruptcy-quote.ts';
import { ceilPpmOf } from '../../margin/tier-table.ts';
import { EXTERNAL_LIQUIDITY, INSURANCE_FUND } from '../accounts.ts';
import type { ExchangeContext } from '../context.ts';
import { computeFundEquity, payOutOfFund } from '../insurance-fund.ts';
import { transfer } from '../ledger.ts';
import { computeEquity, computeMaintenance } from '../valuation.ts';

/** An account as it was before one of its fills. */
export interface BeforeFill {
  readonly equity: QuoteQuanta;
  readonly maintenance: QuoteQuanta;
}

/**
 * Charges the fee on `notional`, rounded up, as far as the cap allows. Under `surplus` a fill below the bankruptcy quote of
 * what it closed is made good by the fund, as far as that has money. Rounding: the quote rounds up, for the fund.
 */
export function settleFill(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  notional: QuoteQuanta,
  before: BeforeFill,
): void {
  const { rules, state } = context;
  const isSurplus = rules.liquidationPolicy.fee.cap === 'surplus';
  const most = isSurplus ? surplusOf(context, account, before) : computeEquity(state, account);
  if (isSurplus && most < 0) makeGood(context, account, instrument, -most);
  const fee = Math.min(ceilPpmOf(notional, rules.liquidation.feePpm), Math.max(0, most));
  if (fee > 0) payFee(context, account, instrument, fee);
}

/**
 * Fill quote less bankruptcy quote. Both are counted against the mark, which cancels: what the account's equity lost by the
 * fill, against the part of its equity that stood behind what was closed.
 */
function surplusOf({ state }: ExchangeContext, account: AccountIndex, before: BeforeFill): QuoteQuanta {
  const freed = before.maintenance - computeMaintenance(state, account);
  if (freed <= 0) return 0;
  const least = computeBankruptcyQuote({
    netCollateral: before.equity,
    maintenance: before.maintenance,
    notionalChange: 0,
    maintenanceChange: freed,
  });
  return computeEquity(state, account) - before.equity - least;
}

function payFee(
  { state, rules, facts, loss }: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  fee: QuoteQuanta,
): void {
  const toFund = Math.min(fee, ceilPpmOf(fee, rules.liquidationPolicy.fee.fundSharePpm));
  transfer(state, account, loss.fundOf(instrument), toFund);
  if (toFund < fee) transfer(state, account, EXTERNAL_LIQUIDITY, fee - toFund);
  facts.record('liquidationFee', account, instrument, 0, fee, fee - toFund, 0);
}

function makeGood(
  context: ExchangeContext,
  account: AccountIndex,
  instrument: InstrumentIndex,
  missing: QuoteQuanta,
): void {
  if (!context.rules.waterfall.includes('insuranceFund')) return;
  payOutOfFund(context, INSURANCE_FUND, account, instrument, missing, computeFundEquity(context));
}
