/**
 * What an order costs that is worked over a part of a day, by the empirical law for stocks: a permanent move that grows with
 * size, and a temporary one that grows with the rate of trading.
 *
 * Source: Almgren, Thum, Hauptmann, Li, "Direct estimation of equity market impact", Risk, 2005: gamma 0.314 and eta 0.142, fitted
 * to 29,509 orders in US stocks of 2001 to 2003; exponents 1/4 of the inverse turnover and 3/5 of the rate.
 */
import { assert } from '../base/assert.ts';
import { power } from '../numeric/math.ts';

const PERMANENT = 0.314;
const TEMPORARY = 0.142;
const TURNOVER_EXPONENT = 0.25;
const RATE_EXPONENT = 0.6;

export interface WorkedOrder {
  /** Bought above zero, sold below; in units of the asset, as the two below. */
  readonly size: number;
  readonly dailyVolume: number;
  /** Units in existence: shares outstanding, coins issued. */
  readonly outstanding: number;
  /** Standard deviation of the return of a day. */
  readonly dailyVolatility: number;
  /** Time over which the order is worked at an even rate, in days of trading. */
  readonly days: number;
}

/** Shares of the price, with the sign of the order. */
export interface OrderCost {
  /** Where the price comes to rest. */
  readonly permanent: number;
  /** What is paid beyond it while the order is worked. */
  readonly temporary: number;
  /** Mean price paid against the price before the order: half of the permanent move, and the temporary one. */
  readonly cost: number;
}

/** Cost of a worked order; nothing else of the market enters. */
export function estimateOrderCost({ size, dailyVolume, outstanding, dailyVolatility, days }: WorkedOrder): OrderCost {
  const isSound = dailyVolume > 0 && outstanding > 0 && dailyVolatility > 0 && days > 0;
  assert(isSound && Number.isFinite(size), 'the cost of an order needs a size, and positive figures of its market');
  const share = size / dailyVolume;
  const permanent = PERMANENT * dailyVolatility * share * power(outstanding / dailyVolume, TURNOVER_EXPONENT);
  const rate = power(Math.abs(share) / days, RATE_EXPONENT);
  const temporary = Math.sign(size) * TEMPORARY * dailyVolatility * rate;
  return { permanent, temporary, cost: permanent / 2 + temporary };
}
