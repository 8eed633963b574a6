/**
 * What follows when the book cannot close a position: takeover, fund, deleveraging, uncovered loss, and the fund's own
 * solvency and inventory. Written from docs/exchange-rules.md, sections 5 and 6.
 */
import {
  bandLimit,
  bankruptcyLimit,
  sendOrder,
  sharesByMaintenance,
  sharesByNotional,
  stricterLimit,
} from './reference-orders.ts';
import {
  type Account,
  ceilOfPpm,
  equityOf,
  EXTERNAL,
  FIRST_AGENT,
  FUND,
  type Instrument,
  legsOf,
  lotsOf,
  maintenanceOf,
  markPerLot,
  mayTrade,
  notionalOf,
  pay,
  roundOf,
  signOf,
  sizeOf,
  tell,
  trade,
  UNCOVERED,
  type World,
} from './reference-world.ts';

function fundOf(world: World): Account {
  return world.accounts[FUND]!;
}

function hasFund(world: World): boolean {
  return world.venue.waterfall.includes('insuranceFund');
}

function hasDeleveraging(world: World): boolean {
  return world.venue.waterfall.includes('autoDeleveraging');
}

/** Margin on the fund's inventory as if it held `extra` more lots of `added`. */
function inventoryMargin(world: World, added: Instrument | null, extra: bigint): bigint {
  let sum = 0n;
  for (const instrument of world.instruments) {
    const lots = lotsOf(fundOf(world), instrument) + (instrument === added ? extra : 0n);
    sum += ceilOfPpm(sizeOf(lots) * markPerLot(instrument), world.venue.insuranceFund.inventoryMarginPpm);
  }
  return sum;
}

function handToFund(world: World, account: Account, instrument: Instrument, share: bigint): void {
  const lots = lotsOf(account, instrument);
  const value = lots * markPerLot(instrument) - share;
  trade(fundOf(world), account, instrument, lots, value);
  tell(world, 'takeover', { account, instrument, lots, value, a: share, b: equityOf(world, fundOf(world)) });
}

/** The fund pays what it can above the reserve; returns what is still missing (negative or 0). */
function drawOnFund(
  world: World,
  account: Account,
  instrument: Instrument | undefined,
  share: bigint,
  reserve: bigint,
): bigint {
  if (!hasFund(world) || share >= 0n) return share;
  const free = equityOf(world, fundOf(world)) - reserve;
  const able = free > 0n ? free : 0n;
  const paid = -share < able ? -share : able;
  if (paid === 0n) return share;
  pay(fundOf(world), account, paid);
  tell(world, 'fundPayment', {
    account,
    ...(instrument && { instrument }),
    value: paid,
    b: equityOf(world, fundOf(world)),
  });
  return share + paid;
}

/** What is still missing becomes uncovered loss. */
function writeOff(world: World, account: Account, instrument: Instrument | undefined, share: bigint): bigint {
  if (share >= 0n) return share;
  pay(world.accounts[UNCOVERED]!, account, -share);
  tell(world, 'uncoveredLoss', { account, ...(instrument && { instrument }), value: -share });
  return 0n;
}

/** Bears what an account without positions owes. */
export function settleDeficit(world: World, account: Account): void {
  writeOff(world, account, undefined, drawOnFund(world, account, undefined, equityOf(world, account), 0n));
}

/** Passes the account's legs that may trade on, each with its share of the equity. */
export function takeOver(world: World, account: Account): void {
  const shares = sharesByMaintenance(world, account, equityOf(world, account));
  for (const [instrument, shareAtStart] of shares) {
    if (!mayTrade(world, instrument)) continue;
    let share = shareAtStart;
    const lots = lotsOf(account, instrument);
    if (hasFund(world) && equityOf(world, fundOf(world)) + share >= inventoryMargin(world, instrument, lots)) {
      handToFund(world, account, instrument, share);
      continue;
    }
    share = drawOnFund(
      world,
      account,
      instrument,
      share,
      hasDeleveraging(world) ? inventoryMargin(world, null, 0n) : 0n,
    );
    if (hasDeleveraging(world)) share = deleverage(world, account, instrument, share);
    share = drawOnFund(world, account, instrument, share, 0n);
    share = writeOff(world, account, instrument, share);
    if (lotsOf(account, instrument) !== 0n) handToFund(world, account, instrument, share);
  }
}

function scoreOf(world: World, account: Account, instrument: Instrument): number {
  const { lots, cost } = account.positions.get(instrument.index)!;
  const equity = Number(equityOf(world, account));
  const profit = Number(lots * markPerLot(instrument) - cost);
  if (world.venue.autoDeleveraging.ranking === 'binance') {
    return (profit / Math.max(1, Number(account.cash))) * (Number(maintenanceOf(world, account)) / equity);
  }
  const share = profit / Math.max(1, Number(sizeOf(cost)));
  const leverage = Number(notionalOf(account, instrument)) / equity;
  return profit > 0 ? share * leverage : share / leverage;
}

interface Candidate {
  readonly account: Account;
  readonly score: number;
  readonly equity: bigint;
}

function queueAgainst(world: World, source: Account, instrument: Instrument): Candidate[] {
  const side = -signOf(lotsOf(source, instrument));
  const queue = world.accounts
    .filter((account) => account.index >= FIRST_AGENT && account !== source)
    .filter((account) => signOf(lotsOf(account, instrument)) === side && equityOf(world, account) > 0n)
    .map((account) => ({
      account,
      score: scoreOf(world, account, instrument),
      equity: equityOf(world, account),
    }))
    .sort((one, other) => other.score - one.score || one.account.index - other.account.index);
  const external = world.accounts[EXTERNAL]!;
  if (signOf(lotsOf(external, instrument)) === side) queue.push({ account: external, score: 0, equity: 0n });
  return queue;
}

/** Closes a position against the other side by rank; returns the part of the share that was not passed on. */
function deleverage(world: World, source: Account, instrument: Instrument, share: bigint): bigint {
  const position = lotsOf(source, instrument);
  const side = signOf(position);
  const whole = sizeOf(position);
  const passed = world.venue.autoDeleveraging.price === 'bankruptcy' ? share : 0n;
  const total = passed - position * markPerLot(instrument);
  const lossPerLot = Math.max(0, -Number(passed)) / Number(whole);
  let closed = 0n;
  let paid = 0n;
  for (const [rank, candidate] of queueAgainst(world, source, instrument).entries()) {
    const { account } = candidate;
    let lots = sizeOf(lotsOf(account, instrument));
    if (whole - closed < lots) lots = whole - closed;
    if (account.index !== EXTERNAL && lossPerLot > 0) {
      const cap = BigInt(Math.floor(Number(candidate.equity) / lossPerLot));
      if (cap < lots) lots = cap;
    }
    if (lots === 0n) continue;
    closed += lots;
    const paidUpTo = roundOf(Number(total) * (Number(closed) / Number(whole)));
    const value = paidUpTo - paid;
    paid = paidUpTo;
    trade(account, source, instrument, side * lots, -value);
    tell(world, 'deleveraging', { account, instrument, lots: side * lots, value: -value, a: source.index, b: rank });
  }
  return share - (paid + side * closed * markPerLot(instrument));
}

/** Brings the fund back to zero by deleveraging its inventory, then by uncovered loss. */
export function keepFundSolvent(world: World): void {
  const fund = fundOf(world);
  const equity = equityOf(world, fund);
  if (equity >= 0n) return;
  if (hasDeleveraging(world)) {
    const legs = legsOf(world, fund).filter((leg) => mayTrade(world, leg));
    for (const [leg, share] of sharesByNotional(fund, legs, equity)) deleverage(world, fund, leg, share);
  }
  const missing = -equityOf(world, fund);
  if (missing <= 0n) return;
  pay(world.accounts[UNCOVERED]!, fund, missing);
  tell(world, 'uncoveredLoss', { account: fund, value: missing });
}

export function unwindInventory(world: World): void {
  const fund = fundOf(world);
  for (const instrument of world.instruments) {
    const lots = lotsOf(fund, instrument);
    const size = sizeOf(lots);
    instrument.inventoryPeak = size === 0n || size > instrument.inventoryPeak ? size : instrument.inventoryPeak;
    if (size === 0n || !mayTrade(world, instrument)) continue;
    let wanted = ceilOfPpm(instrument.inventoryPeak, world.venue.insuranceFund.unwindSharePpm);
    if (wanted < 1n) wanted = 1n;
    if (wanted > size) wanted = size;
    const legs = legsOf(world, fund).filter((leg) => mayTrade(world, leg));
    const share = sharesByNotional(fund, legs, equityOf(world, fund)).get(instrument)!;
    const isBuy = lots < 0n;
    const limit = stricterLimit(isBuy, bankruptcyLimit(fund, instrument, share), bandLimit(world, instrument, isBuy));
    const fill = sendOrder(world, fund, instrument, isBuy ? wanted : -wanted, limit);
    if (fill.lots === 0n) continue;
    world.stale = true;
    tell(world, 'inventoryUnwind', { account: fund, instrument, ...fill, b: equityOf(world, fund) });
  }
  keepFundSolvent(world);
}
