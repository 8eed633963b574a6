/**
 * One liquidation step of the reference exchange. Written from docs/exchange-rules.md, sections 4, 10, 18 and 19.
 */
import type { LiquidationNext } from '../../src/exchange/exchange-port.ts';
import { takeSalesStep } from './reference-collateral-sales.ts';
import {
  bandLimit,
  bankruptcyLimit,
  fillableLots,
  sendOrder,
  sharesByMaintenance,
  stricterLimit,
} from './reference-orders.ts';
import { giveSurplus } from './reference-losses.ts';
import { maintenanceOf, marginEquityOf, notionalPerLot, worthOf } from './reference-margin.ts';
import { chargeFee, chooseLeg, openLegs, policyLimit } from './reference-policy.ts';
import { cooldownEnd, isByShare, wantedLots } from './reference-sizing.ts';
import { settleDeficit, takeOver } from './reference-waterfall.ts';
import {
  type Account,
  floorOfPpm,
  type Instrument,
  legsOf,
  liquidationsOffUntil,
  lotsOf,
  mayTrade,
  outageEnd,
  sizeOf,
  tell,
  type World,
} from './reference-world.ts';

const DONE: LiquidationNext = { kind: 'done' };
const BY_HALT = 1;
const BY_BAND = 2;
const BY_THROTTLE = 3;
const BY_COOLDOWN = 4;
const BY_LIMIT = 5;
const BY_AUCTION = 6;
const BY_PAUSE = 7;
const BY_OUTAGE = 8;

export function liquidationStep(world: World, account: Account): LiquidationNext {
  const { liquidation, liquidationPolicy } = world.venue;
  if (!liquidation.enabled) return DONE;
  const stoppedUntil = liquidationsOffUntil(world);
  if (stoppedUntil !== null) {
    tell(world, 'liquidationDeferred', { account, a: BY_PAUSE, b: 0 });
    return { kind: 'again', atUs: stoppedUntil };
  }
  const marginEquity = marginEquityOf(world, account);
  const maintenance = maintenanceOf(world, account);
  if (legsOf(world, account).length === 0) return close(world, account);
  if (marginEquity >= maintenance) {
    account.status = 'active';
    account.warned = false;
    world.backstops?.release(account);
    tell(world, 'recovered', { account, value: marginEquity, a: maintenance });
    return DONE;
  }
  const leg = chooseLeg(world, account);
  if (leg === null) return deferByHalt(world, account);
  if (world.backstops?.keepsWaiting(account) === true) return passOn(world, account);
  const equity = worthOf(world, account);
  if (equity <= floorOfPpm(maintenance, liquidation.takeoverEquitySharePpm)) return passOn(world, account);
  if (liquidationPolicy.legOrder === 'proRata') return closeShareOfAll(world, account);

  const cooledAt = cooldownEnd(world, account);
  if (cooledAt > 0 && liquidation.sizing.kind === 'fractionCooldown' && liquidation.sizing.during === 'wait') {
    tell(world, 'liquidationDeferred', { account, instrument: leg, a: BY_COOLDOWN, b: 0 });
    return { kind: 'again', atUs: cooledAt };
  }
  const byShare = isByShare(world, account, leg);
  const outcome = closeLeg(world, account, leg, wantedLots(world, account, leg));
  if (outcome === 'stuck') return passOn(world, account);
  if (outcome !== 'filled') return { kind: 'again', atUs: outcome };
  if (byShare && lotsOf(account, leg) !== 0n) world.steppedByShareAt.set(account, world.now);
  return afterFill(world, account);
}

/** A step over all legs that may trade, sized before the first of them. */
function closeShareOfAll(world: World, account: Account): LiquidationNext {
  const wanted = openLegs(world, account).map((leg) => [leg, wantedLots(world, account, leg)] as const);
  let hasFilled = false;
  let againAt = Infinity;
  for (const [leg, lots] of wanted) {
    if (worthOf(world, account) <= 0n) break;
    const outcome = closeLeg(world, account, leg, lots);
    if (outcome === 'filled') hasFilled = true;
    else if (outcome !== 'stuck') againAt = Math.min(againAt, outcome);
  }
  if (hasFilled) return afterFill(world, account);
  return againAt < Infinity ? { kind: 'again', atUs: againAt } : passOn(world, account);
}

/** Steps 6 to 9 on a leg: a time where it has to wait until then, stuck where the book takes nothing at bankruptcy price. */
function closeLeg(world: World, account: Account, leg: Instrument, wanted: bigint): 'filled' | 'stuck' | number {
  const equity = worthOf(world, account);
  const maintenance = maintenanceOf(world, account);
  const size = throttle(world, leg, wanted);
  if (size === 0n) {
    const { windowUs } = world.venue.throttle!;
    tell(world, 'liquidationDeferred', { account, instrument: leg, a: BY_THROTTLE, b: wanted });
    return (Math.floor(world.now / windowUs) + 1) * windowUs;
  }
  const isBuy = lotsOf(account, leg) < 0n;
  const share = sharesByMaintenance(world, account, equity).get(leg)!;
  const bankruptcy = bankruptcyLimit(account, leg, share);
  const own = policyLimit(world, account, leg, { equity, maintenance, bankruptcy });
  const limit = stricterLimit(isBuy, own, bandLimit(world, leg, isBuy));
  const fill = sendOrder(world, account, leg, isBuy ? size : -size, limit);
  if (fill.lots === 0n) {
    if (fillableLots(world, account, leg, isBuy, bankruptcy) === 0n) return 'stuck';
    const isByOwn = own !== bankruptcy && fillableLots(world, account, leg, isBuy, own) === 0n;
    tell(world, 'liquidationDeferred', { account, instrument: leg, a: isByOwn ? BY_LIMIT : BY_BAND, b: size });
    return world.now + world.venue.liquidation.retryIntervalUs;
  }
  world.liquidated.push({ at: world.now, notional: sizeOf(fill.value) });
  world.stale = true;
  tell(world, 'liquidationFill', { account, instrument: leg, ...fill, a: equity, b: maintenance });
  chargeFee(world, account, leg, fill.value, { equity, maintenance });
  return 'filled';
}

function afterFill(world: World, account: Account): LiquidationNext {
  if (legsOf(world, account).length === 0) return close(world, account);
  return { kind: 'again', atUs: world.now + world.venue.liquidation.stepIntervalUs };
}

function close(world: World, account: Account): LiquidationNext {
  const atUs = takeSalesStep(world, account);
  if (atUs !== null) return { kind: 'again', atUs };
  world.backstops?.release(account);
  settleDeficit(world, account);
  giveSurplus(world, account);
  account.status = 'closed';
  tell(world, 'accountClosed', { account, value: worthOf(world, account) });
  return DONE;
}

function deferByHalt(world: World, account: Account): LiquidationNext {
  const waits = legsOf(world, account)
    .filter((leg) => !mayTrade(world, leg))
    .map((instrument) => {
      const outage = outageEnd(world, instrument) ?? 0;
      const until = Math.max(instrument.haltedUntil, outage);
      return { instrument, until, reason: outage > instrument.haltedUntil ? BY_OUTAGE : BY_HALT };
    });
  const [first, ...rest] = waits;
  let earliest = first!;
  for (const wait of rest) if (wait.until < earliest.until) earliest = wait;
  const { instrument, until, reason } = earliest;
  tell(world, 'liquidationDeferred', { account, instrument, a: reason, b: 0 });
  return { kind: 'again', atUs: until };
}

function passOn(world: World, account: Account): LiquidationNext {
  const until = world.backstops?.offer(account) ?? null;
  if (until !== null) {
    tell(world, 'liquidationDeferred', { account, a: BY_AUCTION, b: 0 });
    return { kind: 'again', atUs: until };
  }
  if (legsOf(world, account).length > 0) takeOver(world, account);
  return legsOf(world, account).length === 0 ? close(world, account) : deferByHalt(world, account);
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
