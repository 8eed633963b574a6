/**
 * Limit on what offsets between products may save: requirement = max(P, A - share (A - P)), P the portfolio's own
 * estimate and A the sum of what each product needs alone. Where the portfolio needs more than its parts (value at risk is
 * not subadditive) nothing is saved, and P holds.
 *
 * Source: article 27(4) of Commission Delegated Regulation (EU) No 153/2013: at most 80 % of the difference.
 */
export function capOffsets(portfolio: number, standalone: number, share: number): number {
  return Math.max(portfolio, standalone - share * (standalone - portfolio));
}
