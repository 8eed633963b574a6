/**
 * Requirements that balances cause, not positions: for what is borrowed, and for stablecoins set against one another. They
 * are added to what a margin model asks for the positions.
 *
 * Borrowing: a currency that an account owes needs margin by tiers of the amount owed, each rate for the part inside its
 * tier. Depeg: stablecoins count as one another in equity, so an account long one and short another is exposed to their
 * difference; the hedged amount, the smaller of all that is held and all that is owed, is charged by tiers.
 * Source: OKX, portfolio margin mode, MR8 (borrowing) and MR9 (stablecoin depeg: 0.75 % to 1 M, 1.75 % to 5 M, 2.5 % to
 * 10 M of hedged value). Their current tables were not seen whole: they are parameters here.
 */
import { numberText, percentText } from './number-text.ts';
import type { ExplanationLine, Requirement } from './margin-model.ts';

export interface ChargeTier {
  /** Upper end, Infinity in the last tier. */
  readonly upTo: number;
  /** Charged on the part inside the tier. */
  readonly rate: number;
}

/** Sum over tiers of rate x part inside, for an amount >= 0. */
export function chargeByTiers(amount: number, tiers: readonly ChargeTier[]): number {
  let charge = 0;
  let lower = 0;
  for (const { upTo, rate } of tiers) {
    if (amount <= lower) break;
    charge += (Math.min(amount, upTo) - lower) * rate;
    lower = upTo;
  }
  return charge;
}

/** The same with each tier as a line; `price` turns the amount's unit into quote currency. */
export function explainTiers(label: string, amount: number, tiers: readonly ChargeTier[], price = 1): ExplanationLine {
  const parts = tiers.flatMap(({ upTo, rate }, tier): ExplanationLine[] => {
    const lower = tier === 0 ? 0 : tiers[tier - 1].upTo;
    if (amount <= lower) return [];
    const inside = Math.min(amount, upTo) - lower;
    const base = price === 1 ? numberText(inside) : `${numberText(inside)} x ${numberText(price)}`;
    return [
      { label: `above ${numberText(lower)}`, formula: `${base} x ${percentText(rate)}`, amount: inside * rate * price },
    ];
  });
  return { label, formula: '', amount: chargeByTiers(amount, tiers) * price, parts };
}

/** Tiers in units of the asset. */
export interface BorrowingTerms {
  readonly initial: readonly ChargeTier[];
  readonly maintenance: readonly ChargeTier[];
}

/**
 * Margin for what is owed. `units` is the account's equity in each asset (`CurrencyEquity.units`), `prices` the index
 * prices, `terms` null for assets whose loans need none.
 */
export function requireForBorrowing(
  units: ArrayLike<number>,
  prices: ArrayLike<number>,
  terms: readonly (BorrowingTerms | null)[],
): Requirement {
  const sum: Requirement = { initial: 0, maintenance: 0 };
  for (let asset = 0; asset < terms.length; asset += 1) {
    const one = terms[asset];
    if (one === null || !(units[asset] < 0)) continue;
    sum.initial += chargeByTiers(-units[asset], one.initial) * prices[asset];
    sum.maintenance += chargeByTiers(-units[asset], one.maintenance) * prices[asset];
  }
  return sum;
}

/** What a depeg could part: the smaller of all value held and all value owed, over the stablecoins listed. */
export function hedgedStableValue(
  units: ArrayLike<number>,
  prices: ArrayLike<number>,
  stablecoins: readonly number[],
): number {
  let [held, owed] = [0, 0];
  for (const asset of stablecoins) {
    const value = units[asset] * prices[asset];
    if (value > 0) held += value;
    else owed -= value;
  }
  return Math.min(held, owed);
}
