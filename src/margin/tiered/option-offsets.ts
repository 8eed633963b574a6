/**
 * Credit for options that cover each other: of all options of one underlying and expiry, the worst payoff at expiry
 * is enough.
 *
 *   requirement = min(sum alone, -min(0, min over S of payoff(S)) + market value)
 *
 * The market value is added because equity counts it: what must be there in cash is the worst payoff. Piecewise
 * linear payoffs are worst at S = 0 or at a strike, unless more calls are short than long: then no payoff is the
 * worst, and nothing is credited. Source: Derive, standard margin (the better of isolated margin and maximum loss, by
 * expiry).
 */
import type { MarketView } from '../../instruments/market-view.ts';
import type { Offset, PositionColumns, Requirement } from '../margin-model.ts';
import type { ContractMargin } from './contract-margin.ts';
import { amountText, sizeText } from './number-text.ts';
import { OptionMargin } from './option-margin.ts';

export interface OptionLeg {
  readonly right: 'call' | 'put';
  readonly strike: number;
  /** Signed size in units of the underlying. */
  readonly units: number;
}

/** Worst payoff at expiry, <= 0, and a price of the underlying that brings it; -Infinity where it is not bounded. */
export function computeWorstPayoff(legs: readonly OptionLeg[]): { readonly payoff: number; readonly price: number } {
  const calls = legs.reduce((sum, leg) => sum + (leg.right === 'call' ? leg.units : 0), 0);
  if (calls < 0) return { payoff: -Infinity, price: Infinity };
  let worst = { payoff: 0, price: 0 };
  for (const price of [0, ...legs.map((leg) => leg.strike)]) {
    let payoff = 0;
    for (const leg of legs) {
      payoff += leg.units * Math.max(0, leg.right === 'call' ? price - leg.strike : leg.strike - price);
    }
    if (payoff < worst.payoff) worst = { payoff, price };
  }
  return worst;
}

interface Group {
  readonly underlying: string;
  readonly expiryUs: number;
}

export class OptionOffsets {
  readonly #market: MarketView;
  readonly #margins: readonly (ContractMargin | null)[];
  /** Group of each contract, -1 for those that are credited nothing. */
  readonly #groupOf: Int32Array;
  readonly #groups: Group[] = [];
  readonly #alone: Requirement = { initial: 0, maintenance: 0 };

  constructor(market: MarketView, margins: readonly (ContractMargin | null)[]) {
    this.#market = market;
    this.#margins = margins;
    this.#groupOf = new Int32Array(market.contracts.length).fill(-1);
    market.contracts.forEach((contract, c) => {
      const margin = margins[c];
      if (contract.kind !== 'option' || !(margin instanceof OptionMargin)) return;
      if (margin.rule.offset === 'none' || contract.settlesInCoin) return;
      const { underlying, expiryUs } = contract;
      const known = this.#groups.findIndex((group) => group.underlying === underlying && group.expiryUs === expiryUs);
      this.#groupOf[c] = known >= 0 ? known : this.#groups.push({ underlying, expiryUs }) - 1;
    });
  }

  get isEmpty(): boolean {
    return this.#groups.length === 0;
  }

  /** Lowers the sums in `out` by what the book is credited. */
  reduce(book: PositionColumns, out: Requirement): void {
    for (let g = 0; g < this.#groups.length; g += 1) {
      const credit = this.#creditOf(book, g);
      out.initial -= credit.initial;
      out.maintenance -= credit.maintenance;
    }
  }

  /** Credits of the maintenance requirement. */
  describe(book: PositionColumns): Offset[] {
    const offsets: Offset[] = [];
    this.#groups.forEach(({ underlying }, g) => {
      const credit = this.#creditOf(book, g);
      if (credit.maintenance <= 0) return;
      const rule = `worst payoff of all ${underlying} options of one expiry`;
      const worst = `${amountText(-credit.payoff)} at ${sizeText(credit.price)} at expiry`;
      offsets.push({
        between: credit.symbols.join(', '),
        grantedBy: `${rule}: ${worst}, plus their market value ${amountText(credit.marketValue)}`,
        amount: credit.maintenance,
      });
    });
    return offsets;
  }

  #creditOf(book: PositionColumns, group: number) {
    const legs: OptionLeg[] = [];
    const symbols: string[] = [];
    let [initial, maintenance, marketValue] = [0, 0, 0];
    for (let i = 0; i < book.count; i += 1) {
      const c = book.contracts[i];
      if (this.#groupOf[c] !== group) continue;
      const contract = this.#market.contracts[c];
      const margin = this.#margins[c];
      if (contract.kind !== 'option' || !(margin instanceof OptionMargin)) continue;
      margin.requireInto(book.sizes[i], book.entryPrices[i], this.#alone);
      initial += this.#alone.initial;
      maintenance += this.#alone.maintenance;
      marketValue += book.sizes[i] * margin.valueOfOne();
      legs.push({ right: contract.right, strike: contract.strike, units: book.sizes[i] * contract.multiplier });
      symbols.push(contract.symbol);
    }
    const { payoff, price } = computeWorstPayoff(legs);
    const enough = -payoff + marketValue;
    return {
      initial: Math.max(0, initial - enough),
      maintenance: Math.max(0, maintenance - enough),
      payoff,
      price,
      marketValue,
      symbols,
    };
  }
}
