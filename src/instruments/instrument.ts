/**
 * A contract as it trades on the venue: its terms in whole ticks, lots and quanta, so that money and positions are
 * exact. Everything quoted and settled in the quote currency is linear in its own price: with whole lots and whole
 * ticks every value is a whole number of quanta. What settles in coin counts in the coin's own quanta.
 */
import { assertExactInteger } from '../base/assert.ts';
import { QUANTA_PER_USD, type InstrumentIndex, type Lots, type QuoteQuanta, type Ticks } from '../base/units.ts';
import type { Contract } from './contract.ts';

/** `follows` and `settlesIn` of an instrument that does not. */
export const NO_INSTRUMENT: InstrumentIndex = -1;

export interface Instrument {
  readonly symbol: string;
  /** Its terms for one lot: `multiplier` is what one lot stands for. */
  readonly contract: Contract;
  /** Smallest price step as quoted: quote currency per unit of the asset, coin for premiums of coin-settled options. */
  readonly tickSize: number;
  /**
   * Smallest size, units of the asset; of an inverse contract, quote currency; of a spot asset its quantum, in which
   * balances count.
   */
  readonly lotSizeUnits: number;
  /**
   * Value of one lot when the price is one tick, in quanta of the currency that it settles in: a whole number >= 1, but
   * for a spot asset, whose quantum may be worth less than one of money. 0 for an inverse contract.
   */
  readonly quantaPerLotTick: number;
  /** Of an inverse contract: notional of one lot at any price, quanta of the quote currency. Otherwise 0. */
  readonly lotNotional: QuoteQuanta;
  readonly priceInitialTicks: Ticks;
  /** Instrument whose mark this one's price follows; NO_INSTRUMENT for one with a price process of its own. */
  readonly follows: InstrumentIndex;
  /** Spot instrument in which it settles; NO_INSTRUMENT for the quote currency. */
  readonly settlesIn: InstrumentIndex;
}

/** What is particular to a linear perpetual with a price of its own, of all that an instrument says. */
export type LinearPerpetualTerms = Pick<
  Instrument,
  'symbol' | 'tickSize' | 'lotSizeUnits' | 'quantaPerLotTick' | 'priceInitialTicks'
>;

export function createLinearPerpetual(terms: LinearPerpetualTerms): Instrument {
  const { symbol, lotSizeUnits } = terms;
  return {
    ...terms,
    contract: { kind: 'perpetual', symbol, underlying: symbol, settlesInCoin: false, multiplier: lotSizeUnits },
    lotNotional: 0,
    follows: NO_INSTRUMENT,
    settlesIn: NO_INSTRUMENT,
  };
}

/** Value in quanta of `lots` at `priceTicks`; sign follows `lots`. Throws when the product is not exact. */
export function computeValue(instrument: Instrument, lots: Lots, priceTicks: Ticks): QuoteQuanta {
  const value = lots * priceTicks * instrument.quantaPerLotTick;
  assertExactInteger(value, `value of ${lots} lots of ${instrument.symbol} at ${priceTicks} ticks`);
  return value;
}

/** Price as people write it, in units of what the instrument is quoted in. */
export function priceOf(instrument: Instrument, priceTicks: Ticks): number {
  return priceTicks * instrument.tickSize;
}

/**
 * Value of one lot at a price, quanta of the currency that it settles in; profit and loss are differences of it. An
 * inverse lot of N quote units is worth -N / price in coin, rounded to the coin's quantum: both sides of a position are
 * valued by the same whole number, so that rounding a mark is nobody's gain.
 *
 * @param coinQuantum lot size of the spot instrument in which an inverse contract settles
 */
export function valuePerLot(instrument: Instrument, priceTicks: number, coinQuantum: number): number {
  if (instrument.lotNotional === 0) return priceTicks * instrument.quantaPerLotTick;
  return -Math.round(inverseQuanta(instrument, priceTicks, coinQuantum));
}

/** Coin quanta, not rounded, that one inverse lot's notional buys at a price. */
export function inverseQuanta(instrument: Instrument, priceTicks: number, coinQuantum: number): number {
  return instrument.lotNotional / QUANTA_PER_USD / (priceTicks * instrument.tickSize) / coinQuantum;
}

/** Price in ticks, not rounded, at which an inverse lot's notional buys so many coin quanta. */
export function inverseTicks(instrument: Instrument, coinQuanta: number, coinQuantum: number): number {
  return instrument.lotNotional / QUANTA_PER_USD / (coinQuanta * coinQuantum) / instrument.tickSize;
}
