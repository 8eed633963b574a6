/**
 * What follows when the book cannot close a position: takeover, fund, deleveraging, uncovered loss, and the fund's own
 * solvency and inventory. Written from docs/exchange-rules.md, sections 5, 6
 * and 10.
 */
import { sellInventory } from './reference-inventory.ts';
import { sharesByMaintenance, sharesByNotional } from './reference-orders.ts';
import {
  maintenanceOf,
  markPerLot,
  notionalOf,
  notionalPerLot,
  toQuote,
  toSettlement,
  worthOf,
} from './reference-margin.ts';
import { settleBalances } from './reference-settlement.ts';
import {
  type Account,
  ceilOfShare,
  EXTERNAL,
  FIRST_AGENT,
  FUND,
  type Instrument,
  legsOf,
  lotsOf,
  mayTrade,
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
    if (instrument.isSpot) continue;
    const lots = sizeOf(lotsOf(fundOf(world), instrument) + (instrument === added ? extra : 0n));
    sum += ceilOfShare(Number(lots) * notionalPerLot(instrument), world.venue.insuranceFund.inventoryMarginPpm);
  }
  return sum;
}

function handToFund(world: World, account: Account, instrument: Instrument, share: bigint): void {
  const lots = lotsOf(account, instrument);
  const settled = lots * markPerLot(instrument) - toSettlement(instrument, share);
  trade(fundOf(world), account, instrument, lots, settled);
  const value = toQuote(instrument, settled);
  tell(world, 'takeover', { account, instrument, lots, value, a: share, b: worthOf(world, fundOf(world)) });
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
  const free = worthOf(world, fundOf(world)) - reserve;
  const able = free > 0n ? free : 0n;
  const paid = -share < able ? -share : able;
  if (paid === 0n) return share;
  pay(fundOf(world), account, paid);
  tell(world, 'fundPayment', {
    account,
    ...(instrument && { instrument }),
    value: paid,
    b: worthOf(world, fundOf(world)),
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

function noteDeficit(world: World, account: Account, equity: bigint): void {
  if (world.portfolio === null || equity >= 0n) return;
  tell(world, 'deficit', { account, value: -equity, a: world.portfolio.offsets.get(account) ?? 0n });
}

/** Bears what an account without positions owes. */
export function settleDeficit(world: World, account: Account): void {
  settleBalances(world, account);
  const { takenOver } = world;
  const isDust = takenOver?.account === account && takenOver.at === world.now;
  if (!isDust) noteDeficit(world, account, worthOf(world, account));
  writeOff(world, account, undefined, drawOnFund(world, account, undefined, worthOf(world, account), 0n));
}

/** Passes the account's legs that may trade on, each with its share of the equity. */
export function takeOver(world: World, account: Account): void {
  const shares = sharesByMaintenance(world, account, worthOf(world, account));
  const going = [...shares].filter(([instrument]) => mayTrade(world, instrument));
  const gone = going.reduce((sum, [, share]) => sum + share, 0n);
  if (gone < 0n) world.takenOver = { account, at: world.now };
  noteDeficit(world, account, gone);
  for (const [instrument, shareAtStart] of shares) {
    if (!mayTrade(world, instrument)) continue;
    let share = shareAtStart;
    const lots = lotsOf(account, instrument);
    const { fundTakes } = world.venue.takeover;
    if (
      fundTakes &&
      hasFund(world) &&
      worthOf(world, fundOf(world)) + share >= inventoryMargin(world, instrument, lots)
    ) {
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
  const equity = Number(worthOf(world, account));
  const profit = Number(toQuote(instrument, lots * markPerLot(instrument) - cost));
  if (world.venue.autoDeleveraging.ranking === 'binance') {
    return (profit / Math.max(1, Number(account.cash))) * (Number(maintenanceOf(world, account)) / equity);
  }
  const share = profit / Math.max(1, Number(sizeOf(toQuote(instrument, cost))));
  const leverage = notionalOf(account, instrument) / equity;
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
    .filter((account) => signOf(lotsOf(account, instrument)) === side && worthOf(world, account) > 0n)
    .map((account) => ({
      account,
      score: scoreOf(world, account, instrument),
      equity: worthOf(world, account),
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
  const settledShare = toSettlement(instrument, share);
  const passed = world.venue.autoDeleveraging.price === 'bankruptcy' ? settledShare : 0n;
  const total = passed - position * markPerLot(instrument);
  const lossPerLot = Math.max(0, -Number(toQuote(instrument, passed))) / Number(whole);
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
    const inQuote = toQuote(instrument, -value);
    tell(world, 'deleveraging', { account, instrument, lots: side * lots, value: inQuote, a: source.index, b: rank });
  }
  const passedOn = paid + side * closed * markPerLot(instrument);
  return passedOn === settledShare ? 0n : share - toQuote(instrument, passedOn);
}

/** Brings the fund back to zero by deleveraging its inventory, then by uncovered loss. */
export function keepFundSolvent(world: World): void {
  const fund = fundOf(world);
  const equity = worthOf(world, fund);
  if (equity >= 0n) return;
  if (hasDeleveraging(world)) {
    const legs = legsOf(world, fund).filter((leg) => mayTrade(world, leg));
    for (const [leg, share] of sharesByNotional(fund, legs, equity)) deleverage(world, fund, leg, share);
  }
  const missing = -worthOf(world, fund);
  if (missing <= 0n) return;
  pay(world.accounts[UNCOVERED]!, fund, missing);
  tell(world, 'uncoveredLoss', { account: fund, value: missing });
}

export function unwindInventory(world: World): void {
  sellInventory(world, fundOf(world), world.venue.insuranceFund.unwindSharePpm);
  keepFundSolvent(world);
}
