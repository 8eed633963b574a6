/**
 * What follows when the book cannot close a position: takeover, fund, deleveraging, uncovered loss, and the fund's own
 * solvency and inventory. Written from docs/exchange-rules.md, sections 5, 6, 10 and 13.
 */
import { sharesByMaintenance, sharesByNotional } from './reference-orders.ts';
import { markPerLot, notionalPerLot, toQuote, toSettlement, worthOf } from './reference-margin.ts';
import { deleverage } from './reference-allocation.ts';
import { countDeleveraged, countLoss, mostThatFit } from './reference-counts.ts';
import { sellInventory } from './reference-inventory.ts';
import { drawOnGroupFund, lookAtFund } from './reference-losses.ts';
import { settleBalances } from './reference-settlement.ts';
import { bearLoss } from './reference-stages.ts';
import {
  type Account,
  ceilOfShare,
  FUND,
  type Instrument,
  legsOf,
  lotsOf,
  mayTrade,
  pay,
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
  if (equity >= 0n) return;
  countLoss(world, account, -equity);
  if (world.portfolio === null) return;
  tell(world, 'deficit', { account, value: -equity, a: world.portfolio.offsets.get(account) ?? 0n });
}

/** Bears what an account without positions owes. */
export function settleDeficit(world: World, account: Account): void {
  settleBalances(world, account);
  const { takenOver } = world;
  const isDust = takenOver?.account === account && takenOver.at === world.now;
  if (!isDust) noteDeficit(world, account, worthOf(world, account));
  let share = worthOf(world, account);
  for (const stage of world.venue.waterfall) {
    if (stage === 'insuranceFund') share = drawOnFund(world, account, undefined, share, 0n);
    else if (stage !== 'autoDeleveraging') share += bearLoss(world, stage, account, null, -share);
  }
  writeOff(world, account, undefined, share);
}

/** Passes the account's legs that may trade on, each with its share of the equity. */
export function takeOver(world: World, account: Account): void {
  const shares = sharesByMaintenance(world, account, worthOf(world, account));
  const going = [...shares].filter(([instrument]) => mayTrade(world, instrument));
  const gone = going.reduce((sum, [, share]) => sum + share, 0n);
  if (gone < 0n) world.takenOver = { account, at: world.now };
  noteDeficit(world, account, gone);
  for (const [instrument, share] of shares)
    if (mayTrade(world, instrument)) passOnLeg(world, account, instrument, share);
}

/** Whether the fund could carry so many of the lots, each with its part of the share. */
function fundCarries(world: World, instrument: Instrument, lots: bigint, share: bigint, some: bigint): boolean {
  if (!hasFund(world) || world.losses.standsBack) return false;
  const equity = Number(worthOf(world, fundOf(world))) + Number(share) * (Number(some) / Number(sizeOf(lots)));
  return equity >= Number(inventoryMargin(world, instrument, lots < 0n ? -some : some));
}

/** One leg goes through the waterfall, stage by stage. */
function passOnLeg(world: World, account: Account, instrument: Instrument, shareAtStart: bigint): void {
  const { waterfall } = world.venue;
  let share = shareAtStart;
  for (const [place, stage] of waterfall.entries()) {
    const lots = lotsOf(account, instrument);
    if (lots === 0n && share >= 0n) break;
    if (stage === 'insuranceFund') {
      share = drawOnGroupFund(world, account, instrument, share);
      if (lookAtFund(world)) continue;
      const isAble =
        world.venue.takeover.fundTakes &&
        worthOf(world, fundOf(world)) + share >= inventoryMargin(world, instrument, lots);
      if (isAble && lots !== 0n) return handToFund(world, account, instrument, share);
      const isBeforeDeleveraging = waterfall.includes('autoDeleveraging', place);
      const reserve = isBeforeDeleveraging ? inventoryMargin(world, null, 0n) : 0n;
      share = drawOnFund(world, account, instrument, share, reserve);
    } else if (stage === 'autoDeleveraging') {
      const able = mostThatFit(lots, (some) => fundCarries(world, instrument, lots, share, some));
      const before = share;
      if (lots !== 0n) share = deleverage(world, account, instrument, share, able);
      countDeleveraged(world, before, share);
      if (!waterfall.slice(0, place).includes('insuranceFund')) continue;
      share = drawOnGroupFund(world, account, instrument, share);
      share = drawOnFund(world, account, instrument, share, 0n);
    } else share += bearLoss(world, stage, account, instrument, -share);
  }
  share = writeOff(world, account, instrument, share);
  if (lotsOf(account, instrument) !== 0n) handToFund(world, account, instrument, share);
}

/** Brings the fund back to zero by the other stages, then by uncovered loss. */
export function keepFundSolvent(world: World): void {
  const fund = fundOf(world);
  const equityAtStart = worthOf(world, fund);
  if (equityAtStart < 0n) world.counts.fundShortfall -= equityAtStart;
  for (const stage of world.venue.waterfall) {
    const equity = worthOf(world, fund);
    if (equity >= 0n) return;
    if (stage === 'autoDeleveraging') {
      const legs = legsOf(world, fund).filter((leg) => mayTrade(world, leg));
      for (const [leg, share] of sharesByNotional(fund, legs, equity)) deleverage(world, fund, leg, share, 0n);
      countDeleveraged(world, equity, worthOf(world, fund));
    } else if (stage !== 'insuranceFund') bearLoss(world, stage, fund, null, -equity);
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
