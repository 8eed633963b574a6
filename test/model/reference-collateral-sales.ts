/** Collateral that is sold in its own book. Written from docs/exchange-rules.md, section 16. */
import { coinMark } from './reference-margin.ts';
import { bandLimit, sendOrder } from './reference-orders.ts';
import { type Account, type Instrument, lotsOf, outageEnd, tell, type World } from './reference-world.ts';

/**
 * One sales step of an account without contracts.
 *
 * @returns when it takes the next one; null when all is sold, or the venue converts at the mark
 */
export function takeSalesStep(world: World, account: Account): number | null {
  const rules = world.venue.collateralSales;
  if (rules === null) return null;
  const assets = world.instruments.filter(({ isSpot }) => isSpot);
  for (const asset of assets) {
    const balance = lotsOf(account, asset);
    if (balance < 0n) sendSale(world, account, asset, -balance);
  }
  for (const asset of assets) {
    const balance = lotsOf(account, asset);
    if (balance <= 0n || account.cash >= 0n) continue;
    const enough = BigInt(Math.ceil(Number(-account.cash) / coinMark(asset)));
    sendSale(world, account, asset, -(balance < enough ? balance : enough));
  }
  const balances = assets.map((asset) => lotsOf(account, asset));
  const owes = balances.some((balance) => balance < 0n);
  const canPay = account.cash < 0n && balances.some((balance) => balance > 0n);
  return owes || canPay ? world.now + rules.retryIntervalUs : null;
}

function sendSale(world: World, account: Account, asset: Instrument, wanted: bigint): void {
  if (asset.halted || outageEnd(world, asset) !== null) return;
  const fill = sendOrder(world, account, asset, wanted, bandLimit(world, asset, wanted > 0n));
  if (fill.lots === 0n) return;
  world.stale = true;
  tell(world, 'conversion', { account, instrument: asset, ...fill, a: 1, b: wanted });
}
