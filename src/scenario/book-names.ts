/** What a book may name: the contracts and currencies of a market, and which contracts nobody can hold any more. */
import type { Problem } from '../base/problem.ts';
import { QUOTE_CURRENCY, type MarketView } from '../instruments/market-view.ts';
import { hintAmong } from './nearest.ts';

/** A model that cannot margin a contract, and what it says about that. */
export interface Unmargined {
  readonly model: string;
  readonly problems: readonly Problem[];
}

export class BookNames {
  readonly #market: MarketView;
  readonly #unmargined: ReadonlyMap<string, readonly Unmargined[]>;
  readonly #contracts = new Map<string, number>();
  readonly #currencies = new Map<string, number>();

  /** `quote` is the name of the quote currency; `unmargined` says which models have no rule for contracts besides the market's. */
  constructor(market: MarketView, quote: string, unmargined: ReadonlyMap<string, readonly Unmargined[]> = new Map()) {
    this.#market = market;
    this.#unmargined = unmargined;
    market.contracts.forEach(({ symbol }, c) => this.#contracts.set(symbol, c));
    market.assets.forEach((name, asset) => this.#currencies.set(name, asset));
    this.#currencies.set(quote, QUOTE_CURRENCY);
  }

  contractOf(symbol: string): number | undefined {
    return this.#contracts.get(symbol);
  }

  /** Models that cannot margin the contract, undefined where all can or there is no such contract. */
  unmarginedBy(symbol: string): readonly Unmargined[] | undefined {
    return this.#unmargined.get(symbol);
  }

  currencyOf(name: string): number | undefined {
    return this.#currencies.get(name);
  }

  isExpired(c: number): boolean {
    const contract = this.#market.contracts[c];
    return 'expiryUs' in contract && contract.expiryUs <= this.#market.timeUs;
  }

  /** An option may be worth nothing; everything else needs a price above 0. */
  hasPrice(c: number): boolean {
    const price = this.#market.markPrices[c];
    return this.#market.contracts[c].kind === 'option' ? price >= 0 && price < Infinity : price > 0 && price < Infinity;
  }

  mayCostNothing(c: number): boolean {
    return this.#market.contracts[c].kind === 'option';
  }

  hintForSymbol(symbol: string): string | undefined {
    return hintAmong(symbol, [...this.#contracts.keys()]);
  }

  hintForCurrency(name: string): string | undefined {
    return hintAmong(name, [...this.#currencies.keys()]);
  }
}
