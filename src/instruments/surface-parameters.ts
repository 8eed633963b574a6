/** Volatility surfaces as data, which can be sent to a thread, and the surface that each stands for. */
import { createSmileSurface, type Smile, type SmileInterpolation } from './smile-surface.ts';
import { createFlatSurface, type VolatilitySurface } from './volatility-surface.ts';

export type SurfaceParameters =
  | { readonly kind: 'flat'; readonly volatility: number }
  | { readonly kind: 'smiles'; readonly interpolation: SmileInterpolation; readonly smiles: readonly Smile[] };

/** Throws InvalidInputError for smiles that are no surface. */
export function createSurface(parameters: SurfaceParameters): VolatilitySurface {
  if (parameters.kind === 'flat') return createFlatSurface(parameters.volatility);
  return createSmileSurface(parameters.smiles, parameters.interpolation);
}
