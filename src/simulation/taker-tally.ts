/** Sums over what somebody other than the fund was offered. */
import type { QuoteQuanta } from '../base/units.ts';
import type { FactKind } from '../exchange/fact.ts';
import { AUCTION_OVER } from '../exchange/takeover/dutch-auction.ts';
import type { PathTally } from './path-outcome.ts';

/** Counts a fact about takers; false for any other fact. */
export function countTaker(tally: PathTally, kind: FactKind, value: QuoteQuanta, a: number): boolean {
  if (kind === 'positionTaken') {
    tally.positionsTaken += 1;
    tally.takenNotional += Math.abs(value);
  } else if (kind === 'auctionStart') tally.auctions += 1;
  else if (kind === 'auctionEnd') tally.auctionsUnsold += a === AUCTION_OVER ? 1 : 0;
  else return false;
  return true;
}
