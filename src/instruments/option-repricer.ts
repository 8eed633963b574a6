/**
 * One option at many index prices: `computeShockedPrice` bit for bit, with what time alone decides computed once. Scenario models
 * reprice each option hundreds of times at every move of the market.
 */
import { assert } from '../base/assert.ts';
import { exp, log } from '../numeric/math.ts';
import type { OptionContract } from './contract.ts';
import { yearsToExpiry, type VolatilityShock } from './contract-value.ts';
import type { MarketView } from './market-view.ts';
import { priceBlack76 } from './option-pricing.ts';
import type { VolatilitySurface } from './volatility-surface.ts';

export class OptionRepricer {
  #contract: OptionContract | null = null;
  #surface: VolatilitySurface | null = null;
  #years = 0;
  /** Forward / index, and the discount to expiry. */
  #growth = 1;
  #discount = 1;

  /** Turns to contract `c`, an option, at the market's time. */
  open(market: MarketView, c: number): void {
    const contract = market.contracts[c];
    assert(contract.kind === 'option', 'only options are repriced');
    const asset = market.underlyingOf[c];
    this.#contract = contract;
    this.#surface = market.surfaces[asset];
    this.#years = Math.max(0, yearsToExpiry(contract, market.timeUs));
    this.#growth = exp(market.carry[asset] * this.#years);
    this.#discount = exp(-market.rate * this.#years);
  }

  /** Price as quoted once the index stands at `indexPrice`. */
  priceAt(indexPrice: number, shock: VolatilityShock): number {
    const contract = this.#contract!;
    const years = this.#years;
    const forward = indexPrice * this.#growth;
    const volatility =
      years === 0 || this.#surface === null
        ? 0
        : shock(this.#surface.volatilityAt(log(contract.strike / forward), years), years);
    const price = priceBlack76(contract.right, forward, contract.strike, years, volatility, this.#discount);
    return contract.settlesInCoin ? price / indexPrice : price;
  }
}
