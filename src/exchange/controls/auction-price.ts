/**
 * The uncrossing price of a call auction: the one price at which most lots trade between the orders that were gathered and
 * the book. Demand falls and supply rises with the price, so most trades where they cross.
 */
import type { Lots, Ticks } from '../../base/units.ts';

export interface AuctionOrder {
  /** + buys, - sells. */
  readonly lots: Lots;
  /** Furthest price at which it may fill. */
  readonly limitTicks: Ticks;
}

/** The book in the auction. */
export interface AuctionBook {
  readonly priceTicks: Ticks;
  /** Lots that it has for a buyer (1) up to a price, or for a seller (-1) down to one. */
  lotsWithin(direction: 1 | -1, limitTicks: Ticks): Lots;
}

export interface Uncrossing {
  readonly priceTicks: Ticks;
  /** Lots that change hands. */
  readonly lots: Lots;
}

/**
 * Prices are whole ticks from `lowTicks` to `highTicks`. Where demand equals supply over several prices, the one nearest to
 * the book's; where it equals none, the one of the two prices around the crossing that trades more, then the one nearer to
 * the book's, then the lower.
 */
export function findUncrossing(
  orders: readonly AuctionOrder[],
  book: AuctionBook,
  lowTicks: Ticks,
  highTicks: Ticks,
): Uncrossing {
  const excess = (price: Ticks): number => demandAt(orders, book, price) - supplyAt(orders, book, price);
  // Largest price at which demand is not below supply, and smallest at which it is not above.
  const upper = lastWhere(lowTicks, highTicks, (price) => excess(price) >= 0);
  const lower = lastWhere(lowTicks, highTicks, (price) => excess(price) > 0) + 1;
  const own = Math.min(highTicks, Math.max(lowTicks, book.priceTicks));
  const at = (priceTicks: Ticks): Uncrossing => ({
    priceTicks,
    lots: Math.min(demandAt(orders, book, priceTicks), supplyAt(orders, book, priceTicks)),
  });
  if (lower <= upper) return at(Math.min(upper, Math.max(lower, own)));
  if (upper < lowTicks) return at(lower);
  if (lower > highTicks) return at(upper);
  const [below, above] = [at(upper), at(lower)];
  if (below.lots !== above.lots) return below.lots > above.lots ? below : above;
  return Math.abs(above.priceTicks - own) < Math.abs(below.priceTicks - own) ? above : below;
}

function demandAt(orders: readonly AuctionOrder[], book: AuctionBook, price: Ticks): Lots {
  let lots = book.lotsWithin(-1, price);
  for (const order of orders) if (order.lots > 0 && order.limitTicks >= price) lots += order.lots;
  return lots;
}

function supplyAt(orders: readonly AuctionOrder[], book: AuctionBook, price: Ticks): Lots {
  let lots = book.lotsWithin(1, price);
  for (const order of orders) if (order.lots < 0 && order.limitTicks <= price) lots -= order.lots;
  return lots;
}

/** Last whole number from `low` to `high` for which `holds`, which holds up to some number and not after it; low - 1: none. */
function lastWhere(low: number, high: number, holds: (at: number) => boolean): number {
  let known = low - 1;
  let beyond = high + 1;
  while (beyond - known > 1) {
    const middle = known + Math.floor((beyond - known) / 2);
    if (holds(middle)) known = middle;
    else beyond = middle;
  }
  return known;
}
