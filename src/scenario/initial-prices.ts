/** Prices at the start of what follows another instrument, where the file leaves them out. */
import type { OptionMarketRules } from '../exchange/portfolio-rules.ts';
import type { Contract, OptionContract } from '../instruments/contract.ts';
import { yearsToExpiry } from '../instruments/contract-value.ts';
import { priceBlack76 } from '../instruments/option-pricing.ts';
import { createSurface } from '../instruments/create-surface.ts';
import { exp, log } from '../numeric/math.ts';

/** Quote currency: S e^(carry T) of a future, S of what never expires. */
export function priceForward(contract: Contract, rootPrice: number, carry: number): number {
  return contract.kind === 'future' ? rootPrice * exp(carry * yearsToExpiry(contract, 0)) : rootPrice;
}

/** Black-76 on the surface, at its volatility for the strike; in coin for a coin-settled option. */
export function pricePremium(
  contract: OptionContract,
  rootPrice: number,
  { surface, carry }: OptionMarketRules,
  interestRate: number,
): number {
  const years = yearsToExpiry(contract, 0);
  const forward = rootPrice * exp(carry * years);
  const volatility = years === 0 ? 0 : createSurface(surface).volatilityAt(log(contract.strike / forward), years);
  const { right, strike } = contract;
  const price = priceBlack76(right, forward, strike, years, volatility, exp(-interestRate * years));
  return contract.settlesInCoin ? price / rootPrice : price;
}
