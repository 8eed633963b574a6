/** Inventory of the fund and of takers, sold step by step. Written from docs/exchange-rules.md, sections 6 and 19. */
import { worthOf } from './reference-margin.ts';
import { bandLimit, bankruptcyLimit, sendOrder, sharesByNotional, stricterLimit } from './reference-orders.ts';
import { type Account, ceilOfPpm, legsOf, lotsOf, mayTrade, sizeOf, tell, type World } from './reference-world.ts';

/** One order for every instrument held, each of a share of the largest size at a turn since one at which the account was flat in it. */
export function sellInventory(world: World, account: Account, sharePpm: number): void {
  for (const instrument of world.instruments.filter(({ isSpot }) => !isSpot)) {
    const lots = lotsOf(account, instrument);
    const size = sizeOf(lots);
    const before = instrument.inventoryPeaks.get(account) ?? 0n;
    const peak = size === 0n || size > before ? size : before;
    instrument.inventoryPeaks.set(account, peak);
    if (size === 0n || !mayTrade(world, instrument)) continue;
    let wanted = ceilOfPpm(peak, sharePpm);
    if (wanted < 1n) wanted = 1n;
    if (wanted > size) wanted = size;
    const legs = legsOf(world, account).filter((leg) => mayTrade(world, leg));
    const share = sharesByNotional(account, legs, worthOf(world, account)).get(instrument)!;
    const isBuy = lots < 0n;
    const limit = stricterLimit(
      isBuy,
      bankruptcyLimit(account, instrument, share),
      bandLimit(world, instrument, isBuy),
    );
    const fill = sendOrder(world, account, instrument, isBuy ? wanted : -wanted, limit);
    if (fill.lots === 0n) continue;
    world.stale = true;
    tell(world, 'inventoryUnwind', { account, instrument, ...fill, b: worthOf(world, account) });
  }
}
