/**
 * Units that cross module edges. Every quantity inside the simulator is a plain number in one of these units; the
 * aliases name the unit at a signature, and the constants below are the only conversion factors.
 *
 * Money is a whole number of quanta (USD 0.0001), sizes are whole lots, prices are whole ticks and time is whole
 * microseconds of simulated time, so that sums are exact in any order.
 */

/** Whole number of quanta of the quote currency; 1 quantum = USD 0.0001. */
export type QuoteQuanta = number;
/** Whole number of lots, signed where a side is meant: + long or buy, - short or sell. */
export type Lots = number;
/** Whole number of price ticks. */
export type Ticks = number;
/** Whole microseconds since the start of the scenario. */
export type SimTimeUs = number;
/** Row of an account in the exchange's columns. */
export type AccountIndex = number;
/** Position of an instrument in the scenario's list. */
export type InstrumentIndex = number;
/** Parts per million; 1 % = 10,000 ppm. */
export type Ppm = number;

export const QUANTA_PER_USD = 10_000;
export const PPM_PER_UNIT = 1_000_000;
export const US_PER_MS = 1_000;
export const US_PER_SECOND = 1_000_000;
export const US_PER_MINUTE = 60 * US_PER_SECOND;
export const US_PER_HOUR = 60 * US_PER_MINUTE;
export const US_PER_DAY = 24 * US_PER_HOUR;
/** A year of a market that never closes. */
export const US_PER_YEAR = 365 * US_PER_DAY;
