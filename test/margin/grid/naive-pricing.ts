/** Prices for the naive oracles, straight from the formulas and sharing no code with src: slow on purpose. */
import type { Contract } from '../../../src/instruments/contract.ts';
import type { MarketView } from '../../../src/instruments/market-view.ts';

const YEAR_US = 365 * 24 * 3_600 * 1e6;

/** N(x) by its power series; good to 1e-14 where it matters here. */
export function naiveNormal(x: number): number {
  if (x > 8) return 1;
  if (x < -8) return 0;
  let [term, sum] = [x, x];
  for (let odd = 3; Math.abs(term) > 1e-18; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

export interface NaiveShock {
  /** New index over old. */
  readonly index: number;
  readonly volatility: (volatility: number, days: number) => number;
  readonly laterDays: number;
  readonly carryShift: number;
  readonly rateShift: number;
}

export const NO_SHOCK: NaiveShock = { index: 1, volatility: (v) => v, laterDays: 0, carryShift: 0, rateShift: 0 };

export function naiveYears(market: MarketView, contract: Contract): number {
  if (contract.kind === 'spot' || contract.kind === 'perpetual') return Infinity;
  return Math.max(0, contract.expiryUs - market.timeUs) / YEAR_US;
}

/** Shocked price as quoted, and N(d1) for an option. */
export function naivePrice(market: MarketView, c: number, shock: NaiveShock): { price: number; d1Share: number } {
  const contract = market.contracts[c]!;
  const asset = market.underlyingOf[c]!;
  const years = naiveYears(market, contract);
  if (contract.kind !== 'option') {
    const shift = contract.kind === 'future' ? Math.exp(shock.carryShift * years) : 1;
    return { price: market.markPrices[c]! * shock.index * shift, d1Share: 1 };
  }
  const left = Math.max(0, years - shock.laterDays / 365);
  const index = market.indexPrices[asset]! * shock.index;
  const forward = index * Math.exp((market.carry[asset]! + shock.carryShift) * left);
  const discount = Math.exp(-(market.rate + shock.rateShift) * left);
  const volatility =
    left === 0
      ? 0
      : shock.volatility(market.surfaces[asset]!.volatilityAt(Math.log(contract.strike / forward), left), left * 365);
  const deviation = volatility * Math.sqrt(left);
  const sign = contract.right === 'call' ? 1 : -1;
  let price = discount * Math.max(0, sign * (forward - contract.strike));
  let d1Share = forward > contract.strike ? 1 : forward < contract.strike ? 0 : 0.5;
  if (deviation > 0) {
    const d1 = (Math.log(forward / contract.strike) + (deviation * deviation) / 2) / deviation;
    d1Share = naiveNormal(d1);
    price =
      discount * sign * (forward * naiveNormal(sign * d1) - contract.strike * naiveNormal(sign * (d1 - deviation)));
  }
  return { price: contract.settlesInCoin ? price / index : price, d1Share };
}

/** Profit of one long contract; `coinIndex` turns coin into quote currency. */
export function naiveProfit(market: MarketView, c: number, price: number, coinIndex: number): number {
  const contract = market.contracts[c]!;
  const mark = market.markPrices[c]!;
  if (contract.kind === 'option') {
    // What the market pays beyond the model, it pays in every scenario; the holder's loss ends at the premium.
    const gain = contract.multiplier * Math.max(price - naivePrice(market, c, NO_SHOCK).price, -mark);
    return contract.settlesInCoin ? gain * coinIndex : gain;
  }
  if (!contract.settlesInCoin) return contract.multiplier * (price - mark);
  return contract.multiplier * (1 / mark - 1 / price) * coinIndex;
}

export function naiveUnits(market: MarketView, c: number): number {
  const contract = market.contracts[c]!;
  return contract.settlesInCoin && contract.kind !== 'option'
    ? contract.multiplier / market.markPrices[c]!
    : contract.multiplier;
}

/** Units of the underlying that one contract moves with. */
export function naiveDelta(market: MarketView, c: number, index = 1, laterDays = 0): number {
  const contract = market.contracts[c]!;
  if (contract.kind !== 'option') return naiveUnits(market, c);
  const asset = market.underlyingOf[c]!;
  const { d1Share } = naivePrice(market, c, { ...NO_SHOCK, index, laterDays });
  const left = Math.max(0, naiveYears(market, contract) - laterDays / 365);
  const scale = Math.exp((market.carry[asset]! - market.rate) * left);
  return contract.multiplier * scale * (contract.right === 'call' ? d1Share : d1Share - 1);
}
