/**
 * Rounding to multiples of a tick, lot or quantum in double precision. A quotient within 1e-12 of a whole number is
 * taken for it: 0.2 + 0.8 x 0.5 is 0.6000000000000001, and rounding up what that multiplies must not add a quantum.
 */
const RELATIVE_SLACK = 1e-12;

export type StepRounding = 'up' | 'down' | 'nearest';

/** `value` as a multiple of `step` > 0; `up` is towards +infinity, `down` towards -infinity. */
export function roundToStep(value: number, step: number, rounding: StepRounding): number {
  const quotient = value / step;
  const nearest = Math.round(quotient);
  const isWhole = Math.abs(quotient - nearest) <= RELATIVE_SLACK * Math.max(1, Math.abs(quotient));
  if (isWhole || rounding === 'nearest') return multipleOf(nearest, step);
  return multipleOf(rounding === 'up' ? Math.ceil(quotient) : Math.floor(quotient), step);
}

/**
 * The double that steps x step is written as: 0.1 is no binary fraction, but dividing by ten gives the nearest to
 * 0.3.
 */
export function multipleOf(steps: number, step: number): number {
  const inverse = Math.round(1 / step);
  const isFraction = step < 1 && Math.abs(inverse * step - 1) <= RELATIVE_SLACK;
  return (isFraction ? steps / inverse : steps * step) + 0;
}
