/**
 * Who moved a price: the liquidation of an account (its collateral sold among it), the fund or another taker selling what
 * it took over, agents' own orders by purpose. A cause has one number for a whole path, given when it first acts.
 */
import { INSURANCE_FUND } from '../../exchange/accounts.ts';
import { ORDER_PURPOSES, type FactKind, type OrderPurpose } from '../../exchange/fact.ts';

export type Cause =
  | { readonly kind: 'liquidation'; readonly account: number }
  | { readonly kind: 'fund' }
  /** A vault, provider or bidder, by the account that it has. */
  | { readonly kind: 'taker'; readonly account: number }
  | { readonly kind: 'orders'; readonly purpose: OrderPurpose };

/** Facts whose `lots` went through a book at the moment they were recorded, and whose doing that was. */
const FILLS: Readonly<Partial<Record<FactKind, (account: number, a: number, b: number) => Cause | null>>> = {
  liquidationFill: (account) => ({ kind: 'liquidation', account }),
  // At the mark it moves no book.
  conversion: (account, a) => (a === 1 ? { kind: 'liquidation', account } : null),
  inventoryUnwind: (account) => (account === INSURANCE_FUND ? { kind: 'fund' } : { kind: 'taker', account }),
  order: (_, __, b) => ({ kind: 'orders', purpose: ORDER_PURPOSES[b]! }),
};

/** The cause behind a fact that moved a book; null for all other facts. */
export function causeOf(kind: FactKind, account: number, lots: number, a: number, b: number): Cause | null {
  return lots === 0 ? null : (FILLS[kind]?.(account, a, b) ?? null);
}

/** Gives causes their numbers. */
export class CauseBook {
  readonly all: Cause[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(cause: Cause): number {
    const key = keyOf(cause);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.all.length;
      this.#numbers.set(key, number);
      this.all.push(cause);
    }
    return number;
  }

  /** Number of the account's own liquidation, null when it moved no book. */
  liquidationOf(account: number): number | null {
    return this.#numbers.get(keyOf({ kind: 'liquidation', account })) ?? null;
  }
}

function keyOf(cause: Cause): string {
  switch (cause.kind) {
    case 'liquidation':
      return `a${cause.account}`;
    case 'fund':
      return 'fund';
    case 'taker':
      return `t${cause.account}`;
    case 'orders':
      return cause.purpose;
  }
}
