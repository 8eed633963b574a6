/**
 * Implied volatility by strike and expiry. The surface is a function of log moneyness and time alone: when the forward is
 * shocked, a strike is looked up at its new moneyness (sticky moneyness), so a smile travels with the price.
 *
 * What follows from that: a price V(S, K) is homogeneous of degree one, V(cS, cK) = c V(S, K), hence by Euler
 * S dV/dS = V - K dV/dK. A call that is decreasing and convex in strike (no butterfly arbitrage) therefore has
 * 0 <= dV/dS <= e^((b - r) T), and by parity a put -e^((b - r) T) <= dV/dS <= 0: with b <= r no option moves by more than
 * its underlying. Where the smile is not free of arbitrage (`smile-arbitrage.ts`) the bound does not hold.
 */
export interface VolatilitySurface {
  /** Annualised volatility at log(strike / forward), `years` > 0 before expiry. */
  volatilityAt(logMoneyness: number, years: number): number;
}

/** One volatility for every strike and expiry. */
export function createFlatSurface(volatility: number): VolatilitySurface {
  return { volatilityAt: () => volatility };
}
