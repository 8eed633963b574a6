/** A leg on offer, what a taker can carry of it, and handing it over. Written from docs/exchange-rules.md, section 19. */
import type { InventoryRules } from '../../src/exchange/takeover/takeover-rules.ts';
import {
  marginEquityOf,
  legInitialMargin,
  markPerLot,
  notionalPerLot,
  toQuote,
  toSettlement,
  worthOf,
} from './reference-margin.ts';
import { sharesByMaintenance } from './reference-orders.ts';
import {
  type Account,
  ceilOfShare,
  type Instrument,
  lotsOf,
  mayTrade,
  sizeOf,
  tell,
  trade,
  type World,
} from './reference-world.ts';

export interface Offer {
  readonly leg: Instrument;
  /** Signed. */
  readonly lots: bigint;
  readonly share: bigint;
}

/** Legs that may trade, each with its share of the equity over all legs. */
export function offersOf(world: World, account: Account): Offer[] {
  return [...sharesByMaintenance(world, account, worthOf(world, account))]
    .filter(([leg]) => mayTrade(world, leg))
    .map(([leg, share]) => ({ leg, lots: lotsOf(account, leg), share }));
}

/** What a taker must have for its contracts with `added` lots of some of them. */
export function carryMargin(
  world: World,
  taker: Account,
  { marginPpm }: InventoryRules,
  added: ReadonlyMap<Instrument, bigint>,
): bigint {
  let sum = 0n;
  for (const instrument of world.instruments) {
    const lots = lotsOf(taker, instrument) + (added.get(instrument) ?? 0n);
    if (instrument.isSpot || lots === 0n) continue;
    const own = ceilOfShare(Number(sizeOf(lots)) * notionalPerLot(instrument), marginPpm);
    const venues = world.portfolio === null ? legInitialMargin(world, instrument, lots) : 0n;
    sum += own > venues ? own : venues;
  }
  return sum;
}

/** Largest size of up to `most` lots that the taker can carry with the money that comes with it. */
export function largestCarried(
  world: World,
  taker: Account,
  rules: InventoryRules,
  leg: Instrument,
  side: bigint,
  most: bigint,
  moneyFor: (size: bigint) => bigint,
): bigint {
  const own = marginEquityOf(world, taker);
  const canCarry = (size: bigint): boolean =>
    own + moneyFor(size) >= carryMargin(world, taker, rules, new Map([[leg, side * size]]));
  if (most <= 0n) return 0n;
  if (canCarry(most)) return most;
  let least = 0n;
  let beyond = most;
  while (beyond - least > 1n) {
    const middle = (least + beyond) / 2n;
    if (canCarry(middle)) least = middle;
    else beyond = middle;
  }
  return least;
}

/** The taker gets `lots` of the account's leg, and money with them. */
export function handOver(
  world: World,
  account: Account,
  taker: Account,
  leg: Instrument,
  lots: bigint,
  money: bigint,
): void {
  const settled = lots * markPerLot(leg) - toSettlement(leg, money);
  trade(taker, account, leg, lots, settled);
  world.breachCheckIsDue = true;
  tell(world, 'positionTaken', {
    account,
    instrument: leg,
    lots,
    value: toQuote(leg, settled),
    a: money,
    b: taker.index,
  });
}
