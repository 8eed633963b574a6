/**
 * Terms of a linear perpetual: a contract on one unit of an asset, margined and settled in the quote currency.
 * Value is linear in price, so with whole lots and whole ticks every value is a whole number of quanta.
 */
import { assertExactInteger } from '../base/assert.ts';
import type { Lots, QuoteQuanta, Ticks } from '../base/units.ts';

export interface LinearPerpetual {
  readonly symbol: string;
  /** Smallest price step, quote currency per unit of the asset; for display and conversion only. */
  readonly tickSizeUsd: number;
  /** Smallest size, units of the asset. */
  readonly lotSizeUnits: number;
  /** Value of one lot when the price is one tick: tick x lot in quanta, a whole number >= 1. */
  readonly quantaPerLotTick: QuoteQuanta;
  readonly priceInitialTicks: Ticks;
}

/** Value in quanta of `lots` at `priceTicks`; sign follows `lots`. Throws when the product is not exact. */
export function computeValue(instrument: LinearPerpetual, lots: Lots, priceTicks: Ticks): QuoteQuanta {
  const value = lots * priceTicks * instrument.quantaPerLotTick;
  assertExactInteger(value, `value of ${lots} lots of ${instrument.symbol} at ${priceTicks} ticks`);
  return value;
}

/** Price in quote currency per unit of the asset, for people. */
export function priceUsdOf(instrument: LinearPerpetual, priceTicks: Ticks): number {
  return priceTicks * instrument.tickSizeUsd;
}
