/**
 * The insurance fund: an account like others that never falls below zero. It takes over positions as long as its
 * equity covers a margin on them, pays deficits and sells its inventory off step by step; when that turns against it, the
 * waterfall bears the rest.
 */
import type { InstrumentIndex, Lots, QuoteQuanta } from '../base/units.ts';
import { PPM_PER_UNIT } from '../base/units.ts';
import { splitEquityOverLegs } from '../margin/bankruptcy.ts';
import { ceilPpmOf } from '../margin/tier-table.ts';
import { INSURANCE_FUND } from './accounts.ts';
import { mayLiquidate, NONE, type ExchangeContext } from './context.ts';
import { bandLimit, shareLimit, stricterLimit } from './order-limit.ts';
import { lotsOf } from './state.ts';
import { computeEquity, computeNotional, notionalPerLotOf } from './valuation.ts';

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

/** Sells off part of each instrument's inventory, never below the price at which the fund would be bankrupt. */
export class InventoryUnwinder {
  /** Largest size since the inventory was last flat: each order sells a share of it, so that it ends. */
  readonly #largestLots: Float64Array;

  constructor(instrumentCount: number) {
    this.#largestLots = new Float64Array(instrumentCount);
  }

  unwind(context: ExchangeContext): void {
    const { state } = context;
    for (let i = 0; i < state.instrumentCount; i += 1) {
      // A balance is money, and what is in it belongs to the contracts that settle in it.
      if (state.isSpot[i] === 1) continue;
      const held = lotsOf(context.state, INSURANCE_FUND, i);
      const size = Math.abs(held);
      this.#largestLots[i] = size === 0 ? 0 : Math.max(size, this.#largestLots[i]);
      if (size === 0 || !mayLiquidate(context, i)) continue;
      this.#sell(context, i, held);
    }
  }

  #sell(context: ExchangeContext, instrument: InstrumentIndex, held: Lots): void {
    const size = Math.abs(held);
    const share = (this.#largestLots[instrument] * context.rules.insuranceFund.unwindSharePpm) / PPM_PER_UNIT;
    const wanted = Math.min(size, Math.max(1, Math.ceil(share)));
    splitFundEquity(context);
    const direction = held > 0 ? -1 : 1;
    const bankruptcy = shareLimit(context, INSURANCE_FUND, instrument, context.legShares[instrument]);
    const limit = stricterLimit(direction, bankruptcy, bandLimit(context, instrument, direction));
    const fill = context.execution.execute(INSURANCE_FUND, instrument, direction * wanted, limit);
    if (fill.lots === 0) return;
    context.marksAreStale = true;
    context.facts.record(
      'inventoryUnwind',
      INSURANCE_FUND,
      instrument,
      fill.lots,
      fill.value,
      0,
      computeFundEquity(context),
    );
  }
}

/** Allots the fund's equity to the legs that may trade now, by notional, into `context.legShares`. */
export function splitFundEquity(context: ExchangeContext): void {
  const { state, legMargins, legShares } = context;
  for (let i = 0; i < state.instrumentCount; i += 1) {
    const isLeg = state.isSpot[i] === 0 && mayLiquidate(context, i);
    legMargins[i] = isLeg ? computeNotional(state, INSURANCE_FUND, i) : 0;
  }
  splitEquityOverLegs(computeFundEquity(context), legMargins, legShares);
}
