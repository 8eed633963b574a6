/** Where the venue's own accounts beside the fixed ones stand: reserves in the scenario's order, then the rounding account. */
import type { AccountIndex } from '../base/units.ts';
import type { VenueRules } from './venue-rules.ts';

type Terms = Pick<VenueRules, 'reserves' | 'portfolio'>;

/** Accounts of the venue's own after the agents'. */
export function ownAccountsOf({ reserves, portfolio }: Terms): number {
  return reserves.length + (portfolio === null ? 0 : 1);
}

/** Account of the first reserve. */
export function firstReserveOf(rules: Terms, accountCount: number): AccountIndex {
  return accountCount - ownAccountsOf(rules);
}
