/** The look at every account of the reference exchange. Written from docs/exchange-rules.md, sections 3 and 10. */
import type { BreachList } from '../../src/exchange/breach-watch.ts';
import { maintenanceOf, marginEquityOf, standaloneOf } from './reference-margin.ts';
import { refreshScales } from './reference-orders.ts';
import { type Account, FIRST_AGENT, tell, type World } from './reference-world.ts';

/** Lists those below a threshold; returns how many accounts were looked at. */
export function collectBreaches(world: World, warningRatio: number, out: BreachList): number {
  world.breachCheckIsDue = false;
  out.count = 0;
  const active = world.accounts.slice(FIRST_AGENT).filter(({ status }) => status === 'active');
  for (const account of active) {
    const equity = marginEquityOf(world, account);
    const maintenance = maintenanceOf(world, account);
    let flags = 0;
    if (equity < maintenance) flags += 1;
    if (Number(equity) < warningRatio * Number(maintenance) && !account.warned) flags += 2;
    if (Number(equity) < account.stop) flags += 4;
    if (flags === 0) continue;
    out.accounts[out.count] = account.index;
    out.flags[out.count] = flags;
    out.equity[out.count] = Number(equity);
    out.maintenance[out.count] = Number(maintenance);
    out.count += 1;
    const detail = { account, value: equity, a: maintenance };
    if ((flags & 1) !== 0) breach(world, detail);
    else if ((flags & 2) !== 0) tell(world, 'marginCall', detail);
    if ((flags & 2) !== 0) account.warned = true;
    if ((flags & 4) !== 0) account.stop = -Infinity;
  }
  return active.length;
}

function breach(world: World, detail: { account: Account; value: bigint; a: bigint }): void {
  const { account } = detail;
  account.status = 'liquidating';
  const offset = standaloneOf(world, account) - detail.a;
  world.portfolio?.offsets.set(account, offset > 0n ? offset : 0n);
  tell(world, 'breach', detail);
  if (!account.isMaker) return;
  for (const quote of account.quotes) Object.assign(quote, { bidPpm: 0, askPpm: 0 });
  refreshScales(world);
}
