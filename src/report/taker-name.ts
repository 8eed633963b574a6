/** What to call an account that took positions over. */
import type { AccountIndex } from '../base/units.ts';
import { VENUE_ACCOUNTS } from '../exchange/accounts.ts';
import { ownAccountsOf, reserveNameOf } from '../exchange/reserves.ts';
import type { Scenario } from '../scenario/scenario.ts';

export function takerNameOf({ venue, agents }: Scenario, account: AccountIndex): string {
  const agentAccounts = agents.classes.reduce((sum, { accounts }) => sum + accounts, 0);
  return reserveNameOf(venue, VENUE_ACCOUNTS + agentAccounts + ownAccountsOf(venue), account) ?? `account ${account}`;
}
