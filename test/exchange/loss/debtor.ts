/** Somebody who owes money, for tests of who pays it. */
import { SmallExchange, type SmallVenue } from '../small-venue.ts';

/**
 * Account 4 is ten lots long at 100 with 10 USD behind them, against a short, account 5. At 95 it is 40 USD short, and is
 * liquidated.
 */
export function liquidatedDebtor(more: Partial<SmallVenue> = {}): SmallExchange {
  const small = new SmallExchange({
    priceUsd: 100,
    holders: [
      { equityUsd: 10, lots: 10 },
      { equityUsd: 1_000, lots: -10 },
    ],
    ...more,
  });
  small.moveTo(95);
  small.exchange.liquidate(4);
  return small;
}
