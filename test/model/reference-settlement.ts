/**
 * Trades of inverse contracts, whose coin is no whole number of quanta, and conversions between an account's currencies.
 * Written from docs/exchange-rules.md, section 10.
 */
import { coinMark } from './reference-margin.ts';
import {
  type Account,
  addBalance,
  EXTERNAL,
  type Instrument,
  legsOf,
  lotsOf,
  tell,
  trade,
  type World,
} from './reference-world.ts';

/** A trade of `lots` (+ bought by `account`) at a price: coin rounded against both, the difference to the last account. */
export function tradeInverse(
  world: World,
  account: Account,
  other: Account,
  instrument: Instrument,
  lots: bigint,
  ticks: number,
): void {
  const { terms } = instrument;
  const coin = instrument.coin!;
  const perLot = terms.lotNotional / 10_000 / (ticks * terms.tickSize) / coin.terms.lotSizeUnits;
  const exact = Number(lots) * perLot;
  // Coin that each side is credited.
  const own = BigInt(Math.floor(exact));
  const others = BigInt(Math.floor(-exact));
  trade(account, other, instrument, lots, -own);
  // The trade has credited the other side -own.
  addBalance(other, coin, others + own);
  addBalance(world.accounts.at(-1)!, coin, -own - others);
}

/** What the account owes of its assets is bought back, then assets are sold as far as settled money is below zero. */
export function settleBalances(world: World, account: Account): void {
  if (world.portfolio === null || legsOf(world, account).length > 0) return;
  const assets = world.instruments.filter(({ isSpot }) => isSpot);
  for (const asset of assets) {
    const owed = -lotsOf(account, asset);
    if (owed > 0n) convert(world, account, asset, owed);
  }
  for (const asset of assets) {
    const held = lotsOf(account, asset);
    if (held <= 0n || account.cash >= 0n) continue;
    const enough = BigInt(Math.ceil(Number(-account.cash) / coinMark(asset)));
    convert(world, account, asset, -(held < enough ? held : enough));
  }
}

function convert(world: World, account: Account, asset: Instrument, lots: bigint): void {
  const value = BigInt(Math.ceil(Number(lots) * coinMark(asset)));
  trade(account, world.accounts[EXTERNAL]!, asset, lots, value);
  tell(world, 'conversion', { account, instrument: asset, lots, value });
}
