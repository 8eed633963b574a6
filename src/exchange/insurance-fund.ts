/**
 * The insurance fund: an account like others that never falls below zero. It takes over positions as long as its
 * equity covers a margin on them, pays deficits, sells its inventory off step by step, and is itself deleveraged
 * when the inventory turns against it.
 */
import type { InstrumentIndex, Lots, QuoteQuanta } from '../base/units.ts';
import { ceilPpmOf } from '../margin/tier-table.ts';
import { INSURANCE_FUND, UNCOVERED_LOSS } from './accounts.ts';
import { deleverage } from './auto-deleveraging.ts';
import { mayLiquidate, NONE, type ExchangeContext } from './context.ts';
import { splitInventoryEquity } from './inventory-unwinder.ts';
import { transfer } from './ledger.ts';
import { lotsOf } from './state.ts';
import { computeEquity, hasPosition, notionalPerLotOf } from './valuation.ts';

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

/**
 * Invariant: the fund is never below zero. When its inventory has lost more than it has, the inventory is closed
 * against the other side at the price at which the fund ends at zero; what even that cannot bear is uncovered.
 */
export function keepFundSolvent(context: ExchangeContext): void {
  if (computeFundEquity(context) >= 0) return;
  if (context.rules.waterfall.includes('autoDeleveraging') && hasPosition(context.state, INSURANCE_FUND)) {
    splitInventoryEquity(context, INSURANCE_FUND);
    const shares = context.legShares.slice();
    for (let i = 0; i < context.state.instrumentCount; i += 1) {
      if (context.state.isSpot[i] === 1) continue;
      if (lotsOf(context.state, INSURANCE_FUND, i) !== 0 && mayLiquidate(context, i)) {
        deleverage(context, INSURANCE_FUND, i, shares[i]);
      }
    }
  }
  const deficit = -computeFundEquity(context);
  if (deficit <= 0) return;
  transfer(context.state, UNCOVERED_LOSS, INSURANCE_FUND, deficit);
  context.facts.record('uncoveredLoss', INSURANCE_FUND, NONE, 0, deficit, 0, 0);
}
