/** Paying out in the reference exchange. Written from docs/exchange-rules.md, sections 13 and 20. */
import { agentsOf } from './reference-losses.ts';
import { initialMarginWith, maintenanceOf, marginEquityOf, worthOf } from './reference-margin.ts';
import {
  type Account,
  floorOfPpm,
  leastOf,
  OUTSIDE,
  pay,
  positive,
  tell,
  UNCOVERED,
  type World,
} from './reference-world.ts';

/** Money that the account may take out. */
function freeOf(world: World, account: Account): bigint {
  if (account.status === 'liquidating') return 0n;
  const initial = initialMarginWith(world, account, world.instruments[0]!, 0n);
  const maintenance = maintenanceOf(world, account);
  const free = marginEquityOf(world, account) - (initial > maintenance ? initial : maintenance);
  return positive(world.portfolio === null ? free : leastOf(free, account.cash));
}

/** What a withdrawal leaves behind while loss is uncovered. */
function takeHaircut(world: World, account: Account, taken: bigint): bigint {
  if (!world.venue.waterfall.includes('withdrawalHaircut')) return 0n;
  const uncovered = positive(-world.accounts[UNCOVERED]!.cash);
  if (uncovered === 0n) return 0n;
  const all = agentsOf(world).reduce((sum, agent) => sum + positive(worthOf(world, agent)), 0n);
  const rate = leastOf(1_000_000n, (uncovered * 1_000_000n) / all);
  const left = leastOf(uncovered, floorOfPpm(taken, Number(rate)));
  if (left === 0n) return 0n;
  pay(account, world.accounts[UNCOVERED]!, left);
  tell(world, 'exitHaircut', { account, value: left, a: rate, b: taken });
  return left;
}

export function withdraw(world: World, account: Account, asked: bigint, askedAt: number): void {
  const taken = leastOf(asked, freeOf(world, account));
  const paid = taken > 0n ? taken - takeHaircut(world, account, taken) : 0n;
  if (paid > 0n) {
    pay(account, world.accounts[OUTSIDE]!, paid);
    const { profitFrom } = world.losses;
    const before = profitFrom.get(account);
    if (before !== undefined) profitFrom.set(account, before - paid);
  }
  tell(world, 'withdrawal', { account, value: paid, a: asked, b: world.now - askedAt });
}
