/** How much a liquidation step closes of a leg. Written from docs/exchange-rules.md, sections 4, 10 and 18. */
import {
  maintenanceBracketOf,
  maintenanceOf,
  maintenanceWithout,
  marginEquityOf,
  notionalOf,
  notionalPerLot,
} from './reference-margin.ts';
import { openLegs } from './reference-policy.ts';
import { type Account, ceilOfPpm, type Instrument, lotsOf, sizeOf, type World } from './reference-world.ts';

/** When the account's cooldown ends; 0 outside of one. */
export function cooldownEnd(world: World, account: Account): number {
  const { sizing } = world.venue.liquidation;
  const steppedAt = world.steppedByShareAt.get(account);
  if (sizing.kind !== 'fractionCooldown' || steppedAt === undefined) return 0;
  const end = steppedAt + sizing.cooldownUs;
  return world.now < end ? end : 0;
}

/** Whether a fill of the leg that leaves some of it is a step by a share. */
export function isByShare(world: World, account: Account, leg: Instrument): boolean {
  const { sizing } = world.venue.liquidation;
  if (sizing.kind !== 'fractionCooldown' || cooldownEnd(world, account) > 0) return false;
  return notionalOf(account, leg) > sizing.above;
}

/** Lots to close of the leg. */
export function wantedLots(world: World, account: Account, leg: Instrument): bigint {
  const all = sizeOf(lotsOf(account, leg));
  if (notionalOf(account, leg) <= world.venue.liquidation.wholeBelow) return all;
  const sized = within(sizeBySetting(world, account, leg), all);
  return within(sized, capOf(world, account, leg) ?? all);
}

function within(lots: bigint, most: bigint): bigint {
  if (lots < 1n) return 1n;
  return lots > most ? most : lots;
}

/** Most lots of one step. */
function capOf(world: World, account: Account, leg: Instrument): bigint | null {
  const { stepCap } = world.venue.liquidationPolicy;
  if (stepCap === null) return null;
  const notional = notionalOf(account, leg);
  const most = Math.max((notional * stepCap.portionMaxPpm) / 1e6, Math.min(stepCap.notionalMin, notional));
  const lots = BigInt(Math.floor(most / notionalPerLot(leg)));
  return lots < 1n ? 1n : lots;
}

function sizeBySetting(world: World, account: Account, leg: Instrument): bigint {
  const { sizing } = world.venue.liquidation;
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
    case 'restoreBuffer':
      if (world.venue.liquidationPolicy.legOrder === 'proRata')
        return shareOfAll(world, account, leg, sizing.bufferRatio);
      return sizeToRestore(world, account, leg, sizing.bufferRatio);
    case 'fractionCooldown':
      return isByShare(world, account, leg) ? ceilOfPpm(all, sizing.sharePpm) : all;
  }
}

function sizeToRestore(world: World, account: Account, leg: Instrument, ratio: number): bigint {
  const equity = marginEquityOf(world, account);
  const maintenance = maintenanceOf(world, account);
  const fee = world.venue.liquidation.feePpm / 1e6;
  const freed = notionalPerLot(leg) * (ratio * rateOf(world, account, leg, maintenance) - fee);
  if (freed <= 0) return sizeOf(lotsOf(account, leg));
  return BigInt(Math.ceil((ratio * Number(maintenance) - Number(equity)) / freed));
}

/** The same part of every leg. */
function shareOfAll(world: World, account: Account, leg: Instrument, ratio: number): bigint {
  const notional = openLegs(world, account).reduce((sum, each) => sum + notionalOf(account, each), 0);
  const required = ratio * Number(maintenanceOf(world, account));
  const divisor = required - (world.venue.liquidation.feePpm / 1e6) * notional;
  const share = (required - Number(marginEquityOf(world, account))) / divisor;
  const size = Number(sizeOf(lotsOf(account, leg)));
  return BigInt(Math.ceil(divisor <= 0 || share > 1 ? size : size * share));
}

/** Of the leg's bracket; by a model what closing the whole leg frees, of its notional. */
function rateOf(world: World, account: Account, leg: Instrument, maintenance: bigint): number {
  if (world.portfolio === null) return maintenanceBracketOf(world, account, leg).rate / 1e6;
  return Number(maintenance - maintenanceWithout(world, account, leg)) / notionalOf(account, leg);
}
