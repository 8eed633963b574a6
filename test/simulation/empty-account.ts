/** A population with an account more that has nothing, and how its facts read without that account. */
import { listAccountGroups } from '../../src/agents/population-draw.ts';
import { lotsIn, setLots } from '../../src/exchange/account-records.ts';
import { allocatePopulation, NO_CLASS, ROLE_TRADER, type Population } from '../../src/exchange/accounts.ts';
import type { FactKind } from '../../src/exchange/fact.ts';
import { ownAccountsOf } from '../../src/exchange/reserves.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { FactRow } from './facts.ts';

/** Facts whose a, or b, is an account too. */
const ACCOUNT_A: readonly FactKind[] = ['deleveraging', 'lossShare', 'groupFundPayment', 'surplus'];
const ACCOUNT_B: readonly FactKind[] = ['positionTaken'];

/** The empty account is the last of the agents: the venue's own come after it. Nobody acts for it. */
export function withEmptyAccount(
  scenario: Scenario,
  population: Population,
): { readonly larger: Population; readonly numbered: (row: FactRow) => FactRow } {
  const { agents, venue } = scenario;
  const { instruments } = venue;
  const own = ownAccountsOf(venue);
  const groups = [...listAccountGroups(agents.classes, instruments), { accounts: 1, room: instruments.length }];
  const larger = allocatePopulation(groups, instruments.length, own);
  const empty = population.accountCount - own;
  const placeOf = (account: number): number => (account < empty ? account : account + 1);
  for (let account = 0; account < population.accountCount; account += 1) {
    for (const i of instruments.keys()) {
      const lots = lotsIn(population.records, account, i);
      if (lots !== 0) setLots(larger.records, placeOf(account), i, lots);
    }
    for (const column of ['equity', 'role', 'agentClass', 'trigger', 'appetite', 'reactionUs'] as const) {
      larger[column][placeOf(account)] = population[column][account]!;
    }
  }
  larger.role[empty] = ROLE_TRADER;
  larger.agentClass[empty] = NO_CLASS;
  const without = (account: number): number => (account > empty ? account - 1 : account);
  return {
    larger,
    numbered: (row) => ({
      ...row,
      account: without(row.account),
      a: ACCOUNT_A.includes(row.kind) ? without(row.a) : row.a,
      b: ACCOUNT_B.includes(row.kind) ? without(row.b) : row.b,
    }),
  };
}
