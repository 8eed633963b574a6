/** Distances from a price, as the file writes them and as the rules have them. */
import { log } from '../numeric/math.ts';
import { read } from './findings.ts';
import type { Written } from './unit-result.ts';
import { parseRatio } from './units.ts';

/**
 * A distance given as a share of the price, in log price: `10 %` is log(1.10) on either side, so that a limit lies
 * at x 1.10 above and at / 1.10 below.
 */
export function logDistance(raw: Written | undefined): number | undefined {
  const share = read(parseRatio, raw);
  return share === undefined ? undefined : log(1 + share);
}
