/** Exposures of one long contract that charges count: value, units, delta and vega. */
import { notionalOf, yearsToExpiry } from '../../instruments/contract-value.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import { exp, log } from '../../numeric/math.ts';
import { normalCdf, normalDensity } from '../../numeric/normal.ts';
import type { ExposureFigure } from './grid-parameters.ts';

/** Units of the underlying in one contract; an inverse contract of C quote units holds C / mark of them. */
export function unitsOf(market: MarketView, c: number): number {
  const contract = market.contracts[c];
  const isInverse = contract.settlesInCoin && contract.kind !== 'option';
  return isInverse ? contract.multiplier / market.markPrices[c] : contract.multiplier;
}

/**
 * Units of the underlying that move one unit of a contract's price: 1, or for an option N(d1) (call), N(d1) - 1 (put), times
 * e^((b - r) T). At expiry the slope of the payoff.
 */
export function deltaOf(market: MarketView, c: number, indexPrice: number, laterYears = 0): number {
  const contract = market.contracts[c];
  if (contract.kind !== 'option') return 1;
  const { d1, scale } = termsOfOption(market, c, indexPrice, laterYears);
  return scale * (contract.right === 'call' ? normalCdf(d1) : -normalCdf(-d1));
}

/** Quote currency for one volatility point (0.01) and one unit: S e^((b - r) T) n(d1) sqrt T / 100; 0 unless an option. */
function vegaOf(market: MarketView, c: number): number {
  if (market.contracts[c].kind !== 'option') return 0;
  const index = market.indexPrices[market.underlyingOf[c]];
  const { d1, scale, years } = termsOfOption(market, c, index, 0);
  return (index * scale * normalDensity(d1) * Math.sqrt(years)) / 100;
}

export function exposureOf(market: MarketView, c: number, figure: ExposureFigure): number {
  const index = market.indexPrices[market.underlyingOf[c]];
  const units = unitsOf(market, c);
  switch (figure) {
    case 'delta':
      return units * index * deltaOf(market, c, index);
    case 'notional':
      return notionalOf(market, c);
    case 'units':
      return units;
    case 'indexValue':
      return units * index;
    case 'vega':
      return units * vegaOf(market, c);
  }
}

function termsOfOption(
  market: MarketView,
  c: number,
  indexPrice: number,
  laterYears: number,
): { d1: number; scale: number; years: number } {
  const contract = market.contracts[c];
  const asset = market.underlyingOf[c];
  const surface = market.surfaces[asset];
  if (contract.kind !== 'option') return { d1: 0, scale: 0, years: 0 };
  const years = Math.max(0, yearsToExpiry(contract, market.timeUs) - laterYears);
  const forward = indexPrice * exp(market.carry[asset] * years);
  const moneyness = log(contract.strike / forward);
  const deviation = years === 0 || surface === null ? 0 : surface.volatilityAt(moneyness, years) * Math.sqrt(years);
  // Without time or volatility the payoff is certain: in the money, out of it, or at the kink in between.
  const d1 = deviation > 0 ? -moneyness / deviation + deviation / 2 : moneyness === 0 ? 0 : moneyness < 0 ? 40 : -40;
  return { d1, scale: exp((market.carry[asset] - market.rate) * years), years };
}
