/** Volatility surfaces from what describes them. */
import { createSmileSurface } from './smile-surface.ts';
import type { SurfaceParameters } from './surface-parameters.ts';
import { createFlatSurface, type VolatilitySurface } from './volatility-surface.ts';

/** Throws InvalidInputError for smiles that are no surface. */
export function createSurface(parameters: SurfaceParameters): VolatilitySurface {
  if (parameters.kind === 'flat') return createFlatSurface(parameters.volatility);
  return createSmileSurface(parameters.smiles, parameters.interpolation);
}
