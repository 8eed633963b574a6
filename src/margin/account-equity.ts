/**
 * Equity of an account with several currencies.
 *
 *   units[c] = balance[c] + spot held in c + unrealised profit settled in c + market value of options settled in c
 *   full     = sum over currencies of units[c] x price[c]               (zero at bankruptcy)
 *   haircut  = sum over currencies of haircut value of units[c]         (what margin is compared with)
 *
 * Perpetuals and futures: linear size x multiplier x (mark - entry); inverse size x multiplier x (mark - entry) /
 * (entry x mark), in coin. Options: size x multiplier x premium, whose cost has left the balance when they were bought. So a
 * requirement never subtracts the value of options, and full equity is additive in positions and balances.
 *
 * Spot counts at the index, like a balance. Since weights are at most 1 and liability weights at least 1, haircut <= full.
 *
 * When prices move from p to p', full equity changes by at most
 *   sum over assets of |units[c]| x |p'[c] - p[c]| + sum over positions of |size| x |profit of one contract|,
 * the profit valued at p' (`computeShockedProfit`), and haircut equity by at most that times the largest liability weight
 * (with a size factor f: times 1.5 of the weight of what is owed then). This is what a breach watch may rely on.
 *
 * Venues that weigh collateral differently for initial margin (Drift) have two sets of terms, hence two calculators.
 */
import { assert } from '../base/assert.ts';
import { QUOTE_CURRENCY, type MarketView } from '../instruments/market-view.ts';
import { profitInSettlement } from '../instruments/position.ts';
import { haircutValueOf, type CollateralTerms } from './collateral.ts';
import type { PositionColumns } from './margin-model.ts';

/** Balances of one account as columns, of which the first `count` rows hold; rows of one currency add up. */
export interface BalanceColumns {
  count: number;
  /** Asset in the market's list, or QUOTE_CURRENCY. */
  readonly currencies: Int32Array;
  /** Units of the currency; negative for what is owed. */
  readonly amounts: Float64Array;
}

export interface Equity {
  full: number;
  haircut: number;
}

export function createBalanceColumns(capacity: number): BalanceColumns {
  return { count: 0, currencies: new Int32Array(capacity), amounts: new Float64Array(capacity) };
}

/** Computes the equity of many accounts in one market; reads the market's prices anew in every call. */
export class EquityCalculator {
  readonly #market: MarketView;
  readonly #terms: CollateralTerms;
  /** [assetCount] units of each asset; all zero between calls. */
  readonly #units: Float64Array;

  /** Terms must name every asset of the market. */
  constructor(market: MarketView, terms: CollateralTerms) {
    assert(terms.assets.length === market.assets.length, 'collateral terms do not match the assets of the market');
    this.#market = market;
    this.#terms = terms;
    this.#units = new Float64Array(market.assets.length);
  }

  equityInto(positions: PositionColumns, balances: BalanceColumns, out: Equity): void {
    const { indexPrices } = this.#market;
    const units = this.#units;
    const quote = collectUnits(this.#market, positions, balances, units);
    let [full, haircut] = [quote, quote];
    for (let asset = 0; asset < units.length; asset += 1) {
      const held = units[asset];
      if (held === 0) continue;
      units[asset] = 0;
      full += held * indexPrices[asset];
      haircut += haircutValueOf(this.#terms.assets[asset], held, indexPrices[asset]);
    }
    out.full = full;
    out.haircut = haircut;
  }
}

/** Adds units of each asset to `units`; returns the quote currency. */
function collectUnits(
  market: MarketView,
  positions: PositionColumns,
  balances: BalanceColumns,
  units: Float64Array,
): number {
  let quote = 0;
  for (let i = 0; i < balances.count; i += 1) {
    const currency = balances.currencies[i];
    if (currency === QUOTE_CURRENCY) quote += balances.amounts[i];
    else units[currency] += balances.amounts[i];
  }
  for (let i = 0; i < positions.count; i += 1) {
    const c = positions.contracts[i];
    const currency = currencyOf(market, c);
    const amount = settlementAmount(market, c, positions.sizes[i], positions.entryPrices[i]);
    if (currency === QUOTE_CURRENCY) quote += amount;
    else units[currency] += amount;
  }
  return quote;
}

/** Currency in which a position counts: of spot, the asset itself. */
export function currencyOf(market: MarketView, c: number): number {
  return market.contracts[c].kind === 'spot' ? market.underlyingOf[c] : market.settlementOf[c];
}

/** What a position adds to the equity in that currency, in its units. */
export function settlementAmount(market: MarketView, c: number, size: number, entryPrice: number): number {
  const contract = market.contracts[c];
  switch (contract.kind) {
    case 'spot':
      return size * contract.multiplier;
    case 'option':
      return size * contract.multiplier * market.markPrices[c];
    case 'perpetual':
    case 'future':
      return profitInSettlement(contract, size, entryPrice, market.markPrices[c]);
  }
}
