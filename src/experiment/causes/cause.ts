/**
 * Who moved a price: the liquidation of an account, the fund selling what it took over, agents' own orders by purpose,
 * or what the venue itself did. A cause has one number for a whole path, given when it first acts.
 */
import { ORDER_PURPOSES, type FactKind, type OrderPurpose } from '../../exchange/fact.ts';

export type Cause =
  | { readonly kind: 'liquidation'; readonly account: number }
  | { readonly kind: 'fund' }
  | { readonly kind: 'orders'; readonly purpose: OrderPurpose };

/** Facts whose `lots` went through a book at the moment they were recorded, and whose doing that was. */
const FILLS: Readonly<Partial<Record<FactKind, (account: number, b: number) => Cause>>> = {
  liquidationFill: (account) => ({ kind: 'liquidation', account }),
  inventoryUnwind: () => ({ kind: 'fund' }),
  order: (_, b) => ({ kind: 'orders', purpose: ORDER_PURPOSES[b]! }),
};

/** The cause behind a fact that moved a book; null for all other facts. */
export function causeOf(kind: FactKind, account: number, lots: number, b: number): Cause | null {
  return lots === 0 ? null : (FILLS[kind]?.(account, b) ?? null);
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
}

function keyOf(cause: Cause): string {
  switch (cause.kind) {
    case 'liquidation':
      return `a${cause.account}`;
    case 'fund':
      return 'fund';
    case 'orders':
      return cause.purpose;
  }
}
