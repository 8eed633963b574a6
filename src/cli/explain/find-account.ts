/** The account that `--account` means: its number, the name of a reserve of the venue, or that of a class of one account. */
import type { AccountIndex } from '../../base/units.ts';
import { VENUE_ACCOUNTS } from '../../exchange/accounts.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { readWhole } from '../parse-arguments.ts';
import { UsageError } from '../usage-error.ts';

type Accounts = Pick<Scenario, 'venue' | 'agents'>;

/** Accounts of agents begin after the venue's own, class by class; reserves follow them: a vault is liquidated like anybody. */
export function endOfAccounts({ venue, agents }: Accounts): AccountIndex {
  return endOfAgents(agents) + venue.reserves.length;
}

/** What is no name can be told before anything is read. @throws UsageError for a number that is not whole, or below 0 */
export function assertAccountText(text: string): void {
  if (/^[-+.\d]+$/.test(text)) readNumber(text);
}

const readNumber = (text: string): number => readWhole(text, 0, Number.MAX_SAFE_INTEGER, '--account');

/** @throws UsageError for a name of nobody, or of a class of several accounts */
export function findAccount(text: string, { venue, agents }: Accounts): AccountIndex {
  if (/^\d+$/.test(text)) return readNumber(text);
  const reserve = venue.reserves.findIndex(({ name }) => name === text);
  if (reserve >= 0) return endOfAgents(agents) + reserve;
  let first = VENUE_ACCOUNTS;
  for (const { name, accounts } of agents.classes) {
    if (name === text && accounts === 1) return first;
    if (name === text) {
      throw new UsageError(
        `class ${name} has ${accounts} accounts`,
        accounts === 0 ? 'name another' : `name one of them by its number: ${first} to ${first + accounts - 1}`,
      );
    }
    first += accounts;
  }
  const named = [
    ...venue.reserves.map(({ name }) => name),
    ...agents.classes.filter(({ accounts }) => accounts === 1).map(({ name }) => name),
  ];
  const names = named.length === 0 ? '' : `, or a name: ${named.slice(0, NAMES_MAX).join(', ')}`;
  throw new UsageError(
    `--account is "${text}"`,
    `expected a number from ${VENUE_ACCOUNTS} to ${endOfAccounts({ venue, agents }) - 1}${names}`,
  );
}

/** Of a hint. */
const NAMES_MAX = 12;

function endOfAgents({ classes }: Scenario['agents']): AccountIndex {
  return classes.reduce((sum, { accounts }) => sum + accounts, VENUE_ACCOUNTS);
}
