/** Selling off what an account of the venue took over: step by step, with impact, never below its own bankruptcy price. */
import type { AccountIndex, InstrumentIndex, Lots, Ppm } from '../base/units.ts';
import { PPM_PER_UNIT } from '../base/units.ts';
import { splitEquityOverLegs } from '../margin/bankruptcy.ts';
import { mayLiquidate, type ExchangeContext } from './context.ts';
import { bandLimit, shareLimit, stricterLimit } from './order-limit.ts';
import { lotsOf } from './state.ts';
import { computeEquity, computeNotional } from './valuation.ts';

/** Sells off part of each instrument's inventory of one account. */
export class InventoryUnwinder {
  readonly #account: AccountIndex;
  readonly #sharePpm: Ppm;
  /** Largest size at a turn since one at which the inventory was flat: each order sells a share of it, so that it ends. */
  readonly #largestLots: Float64Array;

  constructor(account: AccountIndex, instrumentCount: number, sharePpm: Ppm) {
    this.#account = account;
    this.#sharePpm = sharePpm;
    this.#largestLots = new Float64Array(instrumentCount);
  }

  unwind(context: ExchangeContext): void {
    const { state } = context;
    for (let i = 0; i < state.instrumentCount; i += 1) {
      // A balance is money, and what is in it belongs to the contracts that settle in it.
      if (state.isSpot[i] === 1) continue;
      const held = lotsOf(context.state, this.#account, i);
      const size = Math.abs(held);
      this.#largestLots[i] = size === 0 ? 0 : Math.max(size, this.#largestLots[i]);
      if (size === 0 || !mayLiquidate(context, i)) continue;
      this.#sell(context, i, held);
    }
  }

  appendState(out: number[]): void {
    out.push(...this.#largestLots);
  }

  #sell(context: ExchangeContext, instrument: InstrumentIndex, held: Lots): void {
    const size = Math.abs(held);
    const share = (this.#largestLots[instrument] * this.#sharePpm) / PPM_PER_UNIT;
    const wanted = Math.min(size, Math.max(1, Math.ceil(share)));
    splitInventoryEquity(context, this.#account);
    const direction = held > 0 ? -1 : 1;
    const bankruptcy = shareLimit(context, this.#account, instrument, context.legShares[instrument]);
    const limit = stricterLimit(direction, bankruptcy, bandLimit(context, instrument, direction));
    const fill = context.execution.execute(this.#account, instrument, direction * wanted, limit);
    if (fill.lots === 0) return;
    context.marksAreStale = true;
    context.facts.record(
      'inventoryUnwind',
      this.#account,
      instrument,
      fill.lots,
      fill.value,
      0,
      computeEquity(context.state, this.#account),
    );
  }
}

/** Allots the account's equity to the legs that may trade now, by notional, into `context.legShares`. */
export function splitInventoryEquity(context: ExchangeContext, account: AccountIndex): void {
  const { state, legMargins, legShares } = context;
  for (let i = 0; i < state.instrumentCount; i += 1) {
    const isLeg = state.isSpot[i] === 0 && mayLiquidate(context, i);
    legMargins[i] = isLeg ? computeNotional(state, account, i) : 0;
  }
  splitEquityOverLegs(computeEquity(state, account), legMargins, legShares);
}
