/**
 * One liquidation step of the reference exchange. Written from docs/exchange-rules.md, sections 4 and 10.
 */
import type { LiquidationNext } from '../../src/exchange/exchange-port.ts';
import {
  bandLimit,
  bankruptcyLimit,
  fillableLots,
  sendOrder,
  sharesByMaintenance,
  stricterLimit,
} from './reference-orders.ts';
import {
  legMaintenance,
  maintenanceBracketOf,
  maintenanceOf,
  maintenanceWithout,
  marginEquityOf,
  notionalOf,
  notionalPerLot,
  worthOf,
} from './reference-margin.ts';
import { settleDeficit, takeOver } from './reference-waterfall.ts';
import {
  type Account,
  ceilOfPpm,
  floorOfPpm,
  FUND,
  type Instrument,
  legsOf,
  lotsOf,
  mayTrade,
  pay,
  sizeOf,
  tell,
  type World,
} from './reference-world.ts';

const DONE: LiquidationNext = { kind: 'done' };
const BY_HALT = 1;
const BY_BAND = 2;
const BY_THROTTLE = 3;
const BY_PAUSE = 7;

export function liquidationStep(world: World, account: Account): LiquidationNext {
  const { liquidation } = world.venue;
  if (!liquidation.enabled) return DONE;
  const stoppedUntil = world.controls!.stops.untilAfter(world.now);
  if (stoppedUntil !== null) {
    tell(world, 'liquidationDeferred', { account, a: BY_PAUSE, b: 0 });
    return { kind: 'again', atUs: stoppedUntil };
  }
  const legs = legsOf(world, account);
  const equity = worthOf(world, account);
  const marginEquity = marginEquityOf(world, account);
  const maintenance = maintenanceOf(world, account);
  if (legs.length === 0) return close(world, account);
  if (marginEquity >= maintenance) {
    account.status = 'active';
    account.warned = false;
    tell(world, 'recovered', { account, value: marginEquity, a: maintenance });
    return DONE;
  }
  const leg = chooseLeg(world, account, legs);
  if (leg === null) return deferByHalt(world, account);
  if (equity <= floorOfPpm(maintenance, liquidation.takeoverEquitySharePpm)) return passOn(world, account);

  const wholeWanted = wantedLots(world, account, leg, marginEquity, maintenance);
  const throttled = throttle(world, leg, wholeWanted);
  if (throttled === 0n) {
    const { windowUs } = world.venue.throttle!;
    tell(world, 'liquidationDeferred', { account, instrument: leg, a: BY_THROTTLE, b: wholeWanted });
    return { kind: 'again', atUs: (Math.floor(world.now / windowUs) + 1) * windowUs };
  }

  const isBuy = lotsOf(account, leg) < 0n;
  const share = sharesByMaintenance(world, account, equity).get(leg)!;
  const bankruptcy = bankruptcyLimit(account, leg, share);
  const limit = stricterLimit(isBuy, bankruptcy, bandLimit(world, leg, isBuy));
  const fill = sendOrder(world, account, leg, isBuy ? throttled : -throttled, limit);
  if (fill.lots === 0n) {
    if (fillableLots(world, account, leg, isBuy, bankruptcy) === 0n) return passOn(world, account);
    tell(world, 'liquidationDeferred', { account, instrument: leg, a: BY_BAND, b: throttled });
    return { kind: 'again', atUs: world.now + liquidation.retryIntervalUs };
  }

  world.liquidated.push({ at: world.now, notional: sizeOf(fill.value) });
  world.stale = true;
  tell(world, 'liquidationFill', { account, instrument: leg, ...fill, a: equity, b: maintenance });
  chargeFee(world, account, leg, fill.value);
  if (legsOf(world, account).length === 0) return close(world, account);
  return { kind: 'again', atUs: world.now + liquidation.stepIntervalUs };
}

/** By brackets the leg that needs most; by a model the one without which the account needs least. */
function chooseLeg(world: World, account: Account, legs: readonly Instrument[]): Instrument | null {
  const needOf = (leg: Instrument): bigint =>
    world.portfolio === null ? -legMaintenance(world, account, leg) : maintenanceWithout(world, account, leg);
  let chosen: Instrument | null = null;
  for (const candidate of legs) {
    if (!mayTrade(world, candidate)) continue;
    if (chosen === null || needOf(candidate) < needOf(chosen)) chosen = candidate;
  }
  return chosen;
}

function close(world: World, account: Account): LiquidationNext {
  settleDeficit(world, account);
  account.status = 'closed';
  tell(world, 'accountClosed', { account, value: worthOf(world, account) });
  return DONE;
}

function deferByHalt(world: World, account: Account): LiquidationNext {
  const [first, ...rest] = legsOf(world, account).filter((leg) => leg.halted);
  let earliest = first!;
  for (const leg of rest) if (leg.haltedUntil < earliest.haltedUntil) earliest = leg;
  tell(world, 'liquidationDeferred', { account, instrument: earliest, a: BY_HALT, b: 0 });
  return { kind: 'again', atUs: earliest.haltedUntil };
}

function passOn(world: World, account: Account): LiquidationNext {
  takeOver(world, account);
  return legsOf(world, account).length === 0 ? close(world, account) : deferByHalt(world, account);
}

export function chargeFee(world: World, account: Account, instrument: Instrument, value: bigint): void {
  const full = ceilOfPpm(sizeOf(value), world.venue.liquidation.feePpm);
  const equity = worthOf(world, account);
  const able = equity > 0n ? equity : 0n;
  const fee = full < able ? full : able;
  if (fee <= 0n) return;
  pay(account, world.accounts[FUND]!, fee);
  tell(world, 'liquidationFee', { account, instrument, value: fee });
}

export function wantedLots(
  world: World,
  account: Account,
  leg: Instrument,
  equity: bigint,
  maintenance: bigint,
): bigint {
  const all = sizeOf(lotsOf(account, leg));
  if (notionalOf(account, leg) <= world.venue.liquidation.wholeBelow) return all;
  const sized = sizeBySetting(world, account, leg, equity, maintenance);
  if (sized < 1n) return 1n;
  return sized > all ? all : sized;
}

function sizeBySetting(world: World, account: Account, leg: Instrument, equity: bigint, maintenance: bigint): bigint {
  const { sizing, feePpm } = world.venue.liquidation;
  const all = sizeOf(lotsOf(account, leg));
  const perLot = notionalPerLot(leg);
  switch (sizing.kind) {
    case 'full':
      return all;
    case 'fraction':
      return ceilOfPpm(all, sizing.sharePpm);
    case 'tierStep': {
      const bracket = maintenanceBracketOf(world, account, leg);
      if (bracket.number === 0) return all;
      const kept = BigInt(Math.ceil(Number(bracket.lower) / perLot)) - 1n;
      return all - (kept > 0n ? kept : 0n);
    }
    case 'restoreBuffer': {
      const freed = perLot * (sizing.bufferRatio * rateOf(world, account, leg, maintenance) - feePpm / 1e6);
      if (freed <= 0) return all;
      return BigInt(Math.ceil((sizing.bufferRatio * Number(maintenance) - Number(equity)) / freed));
    }
    default:
      throw new Error(`the second exchange does not size by ${sizing.kind}`);
  }
}

/** Of the leg's bracket; by a model what closing the whole leg frees, of its notional. */
function rateOf(world: World, account: Account, leg: Instrument, maintenance: bigint): number {
  if (world.portfolio === null) return maintenanceBracketOf(world, account, leg).rate / 1e6;
  return Number(maintenance - maintenanceWithout(world, account, leg)) / notionalOf(account, leg);
}

/** Lots that the throttle lets through now; 0 when the window is used up. */
function throttle(world: World, leg: Instrument, wanted: bigint): bigint {
  const rules = world.venue.throttle;
  if (rules === null) return wanted;
  const windowOf = (at: number): number => Math.floor(at / rules.windowUs);
  const notionalMax = BigInt(rules.notionalMax);
  let remaining = notionalMax;
  for (const fill of world.liquidated) if (windowOf(fill.at) === windowOf(world.now)) remaining -= fill.notional;
  if (remaining < 0n) remaining = 0n;
  const allowed = BigInt(Math.floor(Number(remaining) / notionalPerLot(leg)));
  if (allowed < 1n && remaining < notionalMax) return 0n;
  const most = allowed > 1n ? allowed : 1n;
  return wanted < most ? wanted : most;
}
