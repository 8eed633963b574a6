/**
 * Implied volatility by strike and expiry. The surface is a function of log moneyness and time alone: when the forward is
 * shocked, a strike is looked up at its new moneyness (sticky moneyness), so a smile travels with the price.
 */
export interface VolatilitySurface {
  /** Annualised volatility at log(strike / forward), `years` > 0 before expiry. */
  volatilityAt(logMoneyness: number, years: number): number;
}
