/** Volatility surfaces as data, which can be sent to a thread. */
import type { Smile, SmileInterpolation } from './smile-surface.ts';

export type SurfaceParameters =
  | { readonly kind: 'flat'; readonly volatility: number }
  | { readonly kind: 'smiles'; readonly interpolation: SmileInterpolation; readonly smiles: readonly Smile[] };
