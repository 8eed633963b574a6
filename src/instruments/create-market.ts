/** A MarketView from assets and contracts by name: looks up places, fills in marks, and refuses what cannot be valued. */
import { InvalidInputError, type Problem } from '../base/problem.ts';
import type { SimTimeUs } from '../base/units.ts';
import { exp, log } from '../numeric/math.ts';
import { computeShockedPrice, yearsToExpiry } from './contract-value.ts';
import type { Contract } from './contract.ts';
import { QUOTE_CURRENCY, type MarketView } from './market-view.ts';
import type { VolatilitySurface } from './volatility-surface.ts';

export interface AssetQuote {
  readonly symbol: string;
  /** Index price of one unit, quote currency. */
  readonly price: number;
  /** Annual cost of carry, continuous; 0 when left out. */
  readonly carry?: number;
  /** Needed by options on the asset. */
  readonly surface?: VolatilitySurface | null;
}

export interface ContractQuote {
  readonly contract: Contract;
  /**
   * As its venue quotes it. Null or left out: the index (spot, perpetuals), the forward (futures) or the model price on the
   * asset's surface (options).
   */
  readonly mark?: number | null;
  /** Notional of all longs, quote currency; 0, for unknown, when left out. */
  readonly openInterest?: number;
  /** Quote currency; Infinity, for unknown, when left out. */
  readonly depthAtOnePercent?: number;
}

export interface MarketQuotes {
  /** Now; expiries must lie after it. 0 when left out. */
  readonly timeUs?: SimTimeUs;
  /** Annual interest rate of the quote currency, continuous; 0 when left out. */
  readonly rate?: number;
  readonly assets: readonly AssetQuote[];
  readonly contracts: readonly ContractQuote[];
}

/** Throws InvalidInputError with every problem; `key` names the asset or contract. */
export function createMarket(quotes: MarketQuotes): MarketView {
  const { timeUs = 0, rate = 0, assets, contracts } = quotes;
  const problems = findQuoteFaults(quotes);
  if (problems.length > 0) throw new InvalidInputError(problems);
  const places = new Map(assets.map(({ symbol }, a) => [symbol, a]));
  const underlyingOf = Int32Array.from(contracts, ({ contract }) => places.get(contract.underlying)!);
  const market: MarketView = {
    timeUs,
    contracts: contracts.map(({ contract }) => contract),
    markPrices: new Float64Array(contracts.length),
    assets: assets.map(({ symbol }) => symbol),
    indexPrices: Float64Array.from(assets, ({ price }) => price),
    underlyingOf,
    settlementOf: Int32Array.from(contracts, ({ contract }, c) =>
      contract.settlesInCoin ? underlyingOf[c] : QUOTE_CURRENCY,
    ),
    surfaces: assets.map(({ surface = null }) => surface),
    carry: Float64Array.from(assets, ({ carry = 0 }) => carry),
    rate,
    openInterest: Float64Array.from(contracts, ({ openInterest = 0 }) => openInterest),
    depthAtOnePercent: Float64Array.from(contracts, ({ depthAtOnePercent = Infinity }) => depthAtOnePercent),
  };
  const unpriced: Problem[] = [];
  contracts.forEach(({ contract, mark = null }, c) => {
    const volatility = volatilityOf(market, c);
    market.markPrices[c] = mark ?? defaultMark(market, c);
    if (!(volatility >= 0 && volatility < Infinity)) {
      unpriced.push(fault('bad-volatility', contract.symbol, `has volatility ${volatility} on its asset's surface`));
    } else if (!Number.isFinite(market.markPrices[c])) {
      unpriced.push(fault('missing-price', contract.symbol, 'has no finite forward: its carry or expiry is too large'));
    }
  });
  if (unpriced.length > 0) throw new InvalidInputError(unpriced);
  return market;
}

function defaultMark(market: MarketView, c: number): number {
  const contract = market.contracts[c];
  const asset = market.underlyingOf[c];
  const index = market.indexPrices[asset];
  if (contract.kind === 'option') return computeShockedPrice(market, c, index);
  if (contract.kind !== 'future') return index;
  return index * exp(market.carry[asset] * yearsToExpiry(contract, market.timeUs));
}

function volatilityOf(market: MarketView, c: number): number {
  const contract = market.contracts[c];
  if (contract.kind !== 'option') return 0;
  const asset = market.underlyingOf[c];
  const years = yearsToExpiry(contract, market.timeUs);
  const forward = market.indexPrices[asset] * exp(market.carry[asset] * years);
  return market.surfaces[asset]!.volatilityAt(log(contract.strike / forward), years);
}

function fault(code: string, key: string, says: string): Problem {
  return { code, key, message: `${key} ${says}` };
}

function findQuoteFaults({ timeUs = 0, rate = 0, assets, contracts }: MarketQuotes): readonly Problem[] {
  const problems: Problem[] = [];
  const report = (code: string, key: string, says: string): number => problems.push(fault(code, key, says));
  if (!Number.isFinite(rate)) report('not-finite', 'rate', 'is not a finite number');
  const known = new Map<string, AssetQuote>();
  for (const asset of assets) {
    const { symbol, price, carry = 0 } = asset;
    if (known.has(symbol)) report('duplicate-symbol', symbol, 'is listed twice');
    known.set(symbol, asset);
    if (!isAbove0(price)) report('missing-price', symbol, 'has no index price above 0');
    if (!Number.isFinite(carry)) report('not-finite', symbol, 'has a carry that is not a finite number');
  }
  const symbols = new Set<string>();
  for (const { contract, mark = null } of contracts) {
    const { symbol, kind, underlying, multiplier } = contract;
    if (symbols.has(symbol)) report('duplicate-symbol', symbol, 'is listed twice');
    symbols.add(symbol);
    if (!known.has(underlying)) report('unknown-asset', symbol, `follows ${underlying}, which is not listed`);
    if (!isAbove0(multiplier)) report('bad-size', symbol, 'has no contract size above 0');
    const isPriced = mark === null || isAbove0(mark) || (kind === 'option' && mark === 0);
    if (!isPriced) report('missing-price', symbol, `has mark ${mark}`);
    if ((kind === 'future' || kind === 'option') && !(contract.expiryUs > timeUs)) {
      report('expired', symbol, 'has expired');
    }
    if (kind !== 'option') continue;
    if (!isAbove0(contract.strike)) report('bad-strike', symbol, 'has no strike above 0');
    const hasSurface = (known.get(underlying)?.surface ?? null) !== null;
    if (known.has(underlying) && !hasSurface) report('missing-volatility', symbol, 'has no volatility to be priced on');
  }
  return problems;
}

function isAbove0(value: number): boolean {
  return value > 0 && value < Infinity;
}
