/** Volatility surfaces as data. */
export type SurfaceParameters = { readonly kind: 'flat'; readonly volatility: number };
