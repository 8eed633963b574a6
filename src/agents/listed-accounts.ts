/** Accounts that a book lists: they are opened as they stand. */
import type { AccountIndex } from '../base/units.ts';
import { firstIdOf, firstPositionOf, setPositionCount } from '../exchange/account-records.ts';
import type { Population } from '../exchange/accounts.ts';
import type { ListedAccount } from './agent-class.ts';

export function openListed({ equity, positions }: ListedAccount, account: AccountIndex, population: Population): void {
  const { records } = population;
  population.equity[account] = equity;
  const ids = firstIdOf(records, account);
  const first = firstPositionOf(records, account);
  positions.forEach(({ instrument, lots }, k) => {
    records.bytes[ids + k] = instrument;
    records.doubles[first + k] = lots;
  });
  setPositionCount(records, account, positions.length);
}
