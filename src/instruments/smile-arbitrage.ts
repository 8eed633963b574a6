/**
 * Whether quoted smiles allow a riskless profit, looked for at the quoted nodes themselves.
 *
 * Calendar: the total variance v^2 T must not fall from one expiry to the next at equal log moneyness. Butterfly: in the
 * forward's own unit (F = D = 1) the call price is decreasing with a slope of at least -1, and convex in strike. An
 * interpolated surface can still bend the wrong way between sound nodes, by as much as its interpolation does.
 * Source: Gatheral and Jacquier (2014), Definitions 2.2 and 2.3.
 */
import { exp } from '../numeric/math.ts';
import { priceBlack76 } from './option-pricing.ts';
import type { Smile } from './smile-surface.ts';
import type { VolatilitySurface } from './volatility-surface.ts';

export interface SmileArbitrage {
  readonly kind: 'calendar' | 'butterfly' | 'call-slope';
  /** Place of the smile in the list; of the later one, for a calendar spread. */
  readonly smile: number;
  /** Place of the node in that smile; the middle one of a butterfly, the upper one of a slope. */
  readonly node: number;
  /** Calendar: total variance lost. Butterfly, slope: by how much the slope is off, a share of the forward. */
  readonly size: number;
}

/** Rounding of prices and quotes is no arbitrage. */
const TOLERANCE = 1e-10;

/** All violations, by expiry and strike. `surface` is the one built of `smiles`; the smiles are sound and in order. */
export function findSmileArbitrage(smiles: readonly Smile[], surface: VolatilitySurface): readonly SmileArbitrage[] {
  const found: SmileArbitrage[] = [];
  smiles.forEach((smile, i) => {
    if (i > 0) findCalendar(smiles, i, surface, found);
    findButterflies(smile, i, found);
  });
  return found;
}

/** Compared where either smile has a node, so that a short smile's wing is held against the longer one's. */
function findCalendar(smiles: readonly Smile[], i: number, surface: VolatilitySurface, found: SmileArbitrage[]): void {
  const [before, after] = [smiles[i - 1], smiles[i]];
  const totalVariance = (k: number, years: number): number => {
    const volatility = surface.volatilityAt(k, years);
    return volatility * volatility * years;
  };
  const places = [...before.nodes, ...after.nodes].map((node) => node.logMoneyness);
  for (const k of [...new Set(places)].sort((a, b) => a - b)) {
    const size = totalVariance(k, before.years) - totalVariance(k, after.years);
    if (size > TOLERANCE) found.push({ kind: 'calendar', smile: i, node: nearestNode(after, k), size });
  }
}

function nearestNode(smile: Smile, k: number): number {
  let best = 0;
  smile.nodes.forEach((node, j) => {
    if (Math.abs(node.logMoneyness - k) < Math.abs(smile.nodes[best].logMoneyness - k)) best = j;
  });
  return best;
}

function findButterflies({ years, nodes }: Smile, i: number, found: SmileArbitrage[]): void {
  const strikes = nodes.map((node) => exp(node.logMoneyness));
  const calls = nodes.map(({ volatility }, j) => priceBlack76('call', 1, strikes[j], years, volatility, 1));
  // At strike 0 the call is the forward itself.
  let slope = -1;
  let [strike, call] = [0, 1];
  for (let j = 0; j < nodes.length; j += 1) {
    const next = (calls[j] - call) / (strikes[j] - strike);
    if (next > TOLERANCE) found.push({ kind: 'call-slope', smile: i, node: j, size: next });
    else if (slope - next > TOLERANCE) {
      found.push({ kind: 'butterfly', smile: i, node: Math.max(0, j - 1), size: slope - next });
    }
    [slope, strike, call] = [next, strikes[j], calls[j]];
  }
}
