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

/** Account of the reserve of that name, -1 when there is none. */
export function reserveNamed(rules: Terms, accountCount: number, name: string): AccountIndex {
  const place = rules.reserves.findIndex((reserve) => reserve.name === name);
  return place < 0 ? -1 : firstReserveOf(rules, accountCount) + place;
}

/** Name of the reserve behind an account, null for any other account. */
export function reserveNameOf(rules: Terms, accountCount: number, account: AccountIndex): string | null {
  return rules.reserves[account - firstReserveOf(rules, accountCount)]?.name ?? null;
}
