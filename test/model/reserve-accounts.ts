/** Accounts of the venue's own in a population that was drawn without them. */
import { lotsIn, setLots } from '../../src/exchange/account-records.ts';
import { allocatePopulation, type Population, VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { ownAccountsOf } from '../../src/exchange/reserves.ts';
import type { VenueRules } from '../../src/exchange/venue-rules.ts';

/** The same agents, who end before account `end`, and the venue's reserves after them. */
export function withReserves(drawn: Population, end: number, venue: VenueRules): Population {
  const { instruments, reserves } = venue;
  const { instrumentCount } = drawn;
  const agents = { accounts: end - VENUE_ACCOUNTS, room: instrumentCount };
  const population = allocatePopulation([agents], instrumentCount, ownAccountsOf(venue));
  for (let account = 0; account < end; account += 1) {
    population.role[account] = drawn.role[account]!;
    population.equity[account] = drawn.equity[account]!;
    for (const [i, { settlesIn }] of instruments.entries()) {
      const lots = lotsIn(drawn.records, account, i);
      if (lots === 0) continue;
      if (settlesIn >= 0) setLots(population.records, account, settlesIn, lotsIn(drawn.records, account, settlesIn));
      setLots(population.records, account, i, lots);
    }
  }
  for (const [n, { initial }] of reserves.entries()) population.equity[end + n] = initial;
  return population;
}
