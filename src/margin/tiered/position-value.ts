/**
 * What positions in one contract are worth, as rates are charged on it: |contracts| x multiplier x price, or
 * |contracts| x multiplier / price coin where the contract settles in coin.
 */
import { QUOTE_CURRENCY, type MarketView } from '../../instruments/market-view.ts';
import { roundToStep } from '../round-to-step.ts';
import { amountText, sizeText } from './number-text.ts';
import type { PriceBasis, RuleEntry, TierUnit } from './tiered-parameters.ts';

export class PositionValue {
  readonly isInverse: boolean;
  readonly multiplier: number;
  readonly #market: MarketView;
  readonly #contract: number;
  readonly #entry: RuleEntry;
  readonly #tierUnit: TierUnit;

  constructor(market: MarketView, contract: number, entry: RuleEntry, tierUnit: TierUnit) {
    this.isInverse = market.contracts[contract].settlesInCoin;
    this.multiplier = market.contracts[contract].multiplier;
    this.#market = market;
    this.#contract = contract;
    this.#entry = entry;
    this.#tierUnit = tierUnit;
  }

  get markPrice(): number {
    return this.#market.markPrices[this.#contract];
  }

  /** The market's price that the rule values at. */
  get present(): number {
    const market = this.#market;
    return this.#entry.valuedAt === 'mark' ? this.markPrice : market.indexPrices[market.underlyingOf[this.#contract]];
  }

  priceOf(basis: PriceBasis, entryPrice: number): number {
    return basis === 'entry' ? entryPrice : this.present;
  }

  /** Whole lots of a position, contracts >= 0. */
  lotsOf(size: number): number {
    const { lotSize } = this.#entry;
    return lotSize > 0 ? roundToStep(Math.abs(size), lotSize, 'down') : Math.abs(size);
  }

  /** Of one contract, settlement currency. */
  valueAt(price: number): number {
    return this.isInverse ? this.multiplier / price : this.multiplier * price;
  }

  /** Of one contract, in what brackets and slopes measure. */
  amountAt(price: number): number {
    switch (this.#tierUnit) {
      case 'value':
        return this.valueAt(price);
      case 'units':
        return this.multiplier;
      case 'contracts':
        return 1;
    }
  }

  /** Quote currency for one unit of the settlement currency: 1, or the index price of the coin. */
  get conversion(): number {
    const settlement = this.#market.settlementOf[this.#contract];
    return settlement === QUOTE_CURRENCY ? 1 : this.#market.indexPrices[settlement];
  }

  /** `2 BTC x 50,000.00`, or `60,000 / 50,000.00` in coin. */
  formulaOf(contracts: number, price: number): string {
    const units = sizeText(contracts * this.multiplier);
    if (this.isInverse) return `${units} / ${amountText(price)}`;
    return `${units} ${this.#market.contracts[this.#contract].underlying} x ${amountText(price)}`;
  }

  labelOf(basis: PriceBasis): string {
    const where = basis === 'entry' ? 'entry' : this.#entry.valuedAt;
    return `value at ${where}${this.isInverse ? ` in ${this.#market.contracts[this.#contract].underlying}` : ''}`;
  }
}
