/** Volatility surfaces from what describes them. */
import type { SurfaceParameters } from './surface-parameters.ts';
import type { VolatilitySurface } from './volatility-surface.ts';

export function createSurface(parameters: SurfaceParameters): VolatilitySurface {
  return { volatilityAt: () => parameters.volatility };
}
