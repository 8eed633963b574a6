/** Pure arithmetic of sharing a loss: rates that venues publish, and how many defaults prefunded money covers. */
import { PPM_PER_UNIT, type Ppm, type QuoteQuanta } from '../base/units.ts';

/**
 * Loss that each unit of open position bears, rounded up to a multiple of 1 / `stepsPerUnit`. In the money's unit.
 * Source: Drift protocol v2, socialised loss per base unit.
 */
export function computeLossPerUnit(loss: number, units: number, stepsPerUnit: number): number {
  return units === 0 ? 0 : Math.ceil((loss * stepsPerUnit) / units) / stepsPerUnit;
}

/** Part of a sum of claims that a loss takes, at most all of it. Source: OKEx, clawback: loss beyond the fund / net profit. */
export function computeLossRatePpm(loss: QuoteQuanta, claims: QuoteQuanta): Ppm {
  if (loss <= 0) return 0;
  return claims <= loss ? PPM_PER_UNIT : Math.floor((loss / claims) * PPM_PER_UNIT);
}

/**
 * How many of the largest losses, one a defaulter and largest first, prefunded resources bear together: the N of "cover N".
 * `losses` fall; the answer is their number when they are borne to the last.
 */
export function countCovered(losses: readonly QuoteQuanta[], prefunded: QuoteQuanta): number {
  let left = prefunded;
  for (const [n, loss] of losses.entries()) {
    left -= loss;
    if (left < 0) return n;
  }
  return losses.length;
}
