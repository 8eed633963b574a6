/** Volatility surfaces from what describes them. */
import { createSmileSurface } from './smile-surface.ts';
import type { SurfaceParameters } from './surface-parameters.ts';
import { createFlatSurface, type VolatilitySurface } from './volatility-surface.ts';

export function createSurface(parameters: SurfaceParameters): VolatilitySurface {
  return parameters.kind === 'flat'
    ? createFlatSurface(parameters.volatility)
    : createSmileSurface(parameters.smiles, parameters.interpolation);
}
