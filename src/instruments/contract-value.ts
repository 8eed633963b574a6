/**
 * What one contract is worth in the quote currency, at its mark or at a shocked market. A future or perpetual is worth
 * what its price says (value changes are profit and loss); an option is worth its premium.
 *
 * A coin-settled contract pays in coin, and the coin is valued at the same shocked index: an inverse contract of C quote
 * units entered at EP pays C (1/EP - 1/M) coin. Its value here is -C/M coin, whose differences are that profit.
 */
import { US_PER_YEAR, type SimTimeUs } from '../base/units.ts';
import { exp, log } from '../numeric/math.ts';
import type { Contract } from './contract.ts';
import type { MarketView } from './market-view.ts';
import { priceBlack76 } from './option-pricing.ts';
import { profitInSettlement } from './position.ts';

/** Years of 365 days until a contract expires, 0 once it has; Infinity for one that never does. */
export function yearsToExpiry(contract: Contract, timeUs: SimTimeUs): number {
  if (contract.kind === 'spot' || contract.kind === 'perpetual') return Infinity;
  return Math.max(0, contract.expiryUs - timeUs) / US_PER_YEAR;
}

/** How a volatility changes in a scenario: annual volatility before and years to expiry in, volatility after out. */
export type VolatilityShock = (volatility: number, years: number) => number;

export const UNSHOCKED: VolatilityShock = (volatility) => volatility;

/**
 * Price per unit of contract `c`, as its venue quotes it, once its underlying's index stands at `indexPrice`. Perpetuals
 * and futures keep their relative basis to the index. An option keeps its volatility at the same moneyness, shocked, and is priced
 * `laterYears` on.
 */
export function computeShockedPrice(
  market: MarketView,
  c: number,
  indexPrice: number,
  shock: VolatilityShock = UNSHOCKED,
  laterYears = 0,
): number {
  const contract = market.contracts[c];
  const asset = market.underlyingOf[c];
  if (contract.kind !== 'option') return market.markPrices[c] * (indexPrice / market.indexPrices[asset]);
  const years = Math.max(0, yearsToExpiry(contract, market.timeUs) - laterYears);
  const forward = indexPrice * exp(market.carry[asset] * years);
  const surface = market.surfaces[asset];
  const volatility =
    years === 0 || surface === null ? 0 : shock(surface.volatilityAt(log(contract.strike / forward), years), years);
  const price = priceBlack76(contract.right, forward, contract.strike, years, volatility, exp(-market.rate * years));
  return contract.settlesInCoin ? price / indexPrice : price;
}

/**
 * Value in units of the settlement currency of one contract at a quoted price: what profit and loss are differences of.
 */
export function settlementValueOf(contract: Contract, price: number): number {
  if (contract.settlesInCoin && contract.kind !== 'option') return -contract.multiplier / price;
  return contract.multiplier * price;
}

/**
 * Price from which profits in scenarios count: the mark; of an option the model's price as the market stands, for a premium
 * away from the surface keeps its gap to it in every scenario. A gap that came and went with the scenario would be a loss
 * that no price has made.
 */
export function scenarioBaseOf(market: MarketView, c: number): number {
  const isOption = market.contracts[c].kind === 'option';
  return isOption ? computeShockedPrice(market, c, market.indexPrices[market.underlyingOf[c]]) : market.markPrices[c];
}

/**
 * Gain in units of the settlement currency of one long contract that goes from `base` to `price`. An option loses no more
 * than it is worth at its mark.
 */
export function computeShockedGain(market: MarketView, c: number, price: number, base: number): number {
  const contract = market.contracts[c];
  if (contract.kind === 'option') return contract.multiplier * Math.max(price - base, -market.markPrices[c]);
  return profitInSettlement(contract, 1, base, price);
}

/**
 * Profit in quote currency of one long contract when the market goes from its marks to the shocked price and index.
 * `base` is that of `scenarioBaseOf`, for who has it already.
 */
export function computeShockedProfit(
  market: MarketView,
  c: number,
  price: number,
  indexPrice: number,
  base: number = scenarioBaseOf(market, c),
): number {
  const gain = computeShockedGain(market, c, price, base);
  return market.contracts[c].settlesInCoin ? gain * indexPrice : gain;
}

/** |size| notional of one contract in quote currency at the mark: what rates are charged on. */
export function notionalOf(market: MarketView, c: number): number {
  const contract = market.contracts[c];
  if (contract.kind === 'option') return contract.multiplier * market.indexPrices[market.underlyingOf[c]];
  return contract.settlesInCoin ? contract.multiplier : contract.multiplier * market.markPrices[c];
}
