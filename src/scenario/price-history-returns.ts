/** Returns of a price history from row to row. */
import { log } from '../numeric/math.ts';
import type { PriceHistory } from './price-history.ts';

/** Simple: P1 / P0 - 1, the profit of a unit of money in a linear contract. Log: ln(P1 / P0), which adds up over time. */
export type ReturnKind = 'simple' | 'log';

/** [rows - 1 x assets], row-major: the return into row t + 1 stands in row t. */
export function computeReturns({ assets, close }: PriceHistory, kind: ReturnKind): Float64Array {
  const returns = new Float64Array(close.length - assets.length);
  for (let at = 0; at < returns.length; at += 1) {
    const ratio = close[at + assets.length] / close[at];
    returns[at] = kind === 'log' ? log(ratio) : ratio - 1;
  }
  return returns;
}
