/**
 * The parts of a liquidation step that a venue chooses: which leg, up to which price, and what it costs. Written from
 * docs/exchange-rules.md, section 18.
 */
import { feeFundOf } from './reference-losses.ts';
import {
  legMaintenance,
  maintenanceOf,
  maintenanceWithout,
  markPerLot,
  notionalOf,
  toQuote,
  worthOf,
} from './reference-margin.ts';
import { bankruptcyLimit, fillableLots } from './reference-orders.ts';
import {
  type Account,
  ceilOfPpm,
  EXTERNAL,
  FUND,
  type Instrument,
  legsOf,
  lotsOf,
  mayTrade,
  pay,
  roundOf,
  sizeOf,
  tell,
  type World,
} from './reference-world.ts';

/** Legs that may be liquidated now. */
export function openLegs(world: World, account: Account): Instrument[] {
  return legsOf(world, account).filter((leg) => mayTrade(world, leg));
}

/** The leg to close first, null where none may trade. */
export function chooseLeg(world: World, account: Account): Instrument | null {
  const rank = rankingOf(world, account);
  let chosen: Instrument | null = null;
  for (const leg of openLegs(world, account)) if (chosen === null || rank(leg) > rank(chosen)) chosen = leg;
  return chosen;
}

/** The open leg with the most of this is the one to close. */
function rankingOf(world: World, account: Account): (leg: Instrument) => number {
  const freed = (leg: Instrument) => Number(freedBy(world, account, leg));
  const notional = (leg: Instrument) => notionalOf(account, leg);
  switch (world.venue.liquidationPolicy.legOrder) {
    case 'largestMaintenance':
      return (leg) =>
        Number(
          world.portfolio === null ? legMaintenance(world, account, leg) : -maintenanceWithout(world, account, leg),
        );
    case 'largestLoss':
      return (leg) => Number(lossOf(account, leg));
    case 'marginEfficient':
      return (leg) => freed(leg) / notional(leg);
    case 'impactEfficient':
      return (leg) => freed(leg) / (notional(leg) * usedDepth(world, account, leg));
    case 'mostLiquid':
      return (leg) => -usedDepth(world, account, leg);
    case 'proRata':
      return () => 0;
  }
}

function freedBy(world: World, account: Account, leg: Instrument): bigint {
  if (world.portfolio === null) return legMaintenance(world, account, leg);
  return maintenanceOf(world, account) - maintenanceWithout(world, account, leg);
}

function lossOf(account: Account, leg: Instrument): bigint {
  const { lots, cost } = account.positions.get(leg.index)!;
  return toQuote(leg, cost - lots * markPerLot(leg));
}

/** The leg's size against what the book holds within a loss of a hundredth. */
function usedDepth(world: World, account: Account, leg: Instrument): number {
  const lots = lotsOf(account, leg);
  const limit = limitLosing(account, leg, 10_000);
  return Number(sizeOf(lots)) / (1 + Number(fillableLots(world, account, leg, lots < 0n, limit)));
}

function limitLosing(account: Account, leg: Instrument, sharePpm: number): number {
  return bankruptcyLimit(account, leg, roundOf((notionalOf(account, leg) * sharePpm) / 1e6));
}

/** How far an order may go within the band. */
export function policyLimit(
  world: World,
  account: Account,
  leg: Instrument,
  figures: { equity: bigint; maintenance: bigint; bankruptcy: number },
): number {
  const { limit } = world.venue.liquidationPolicy;
  switch (limit.kind) {
    case 'bankruptcy':
      return figures.bankruptcy;
    case 'market':
      return lotsOf(account, leg) < 0n ? 2 ** 53 - 1 : 1;
    case 'markDistance':
      return limitLosing(account, leg, limit.distancePpm);
    case 'fillable': {
      const shortfall = 1 - Number(figures.equity) / Number(figures.maintenance);
      const rating = Math.min(1, Math.max(0, limit.adjustment * shortfall));
      const margin = Number(legMaintenance(world, account, leg));
      return bankruptcyLimit(account, leg, roundOf(rating * (limit.spreadPpm / 1e6) * margin));
    }
  }
}

/** Takes the fee for a fill of `value` from the account, whose figures before the fill are given. */
export function chargeFee(
  world: World,
  account: Account,
  instrument: Instrument,
  value: bigint,
  before: { equity: bigint; maintenance: bigint },
): void {
  const { fee: policy } = world.venue.liquidationPolicy;
  const most = policy.cap === 'equity' ? worthOf(world, account) : settleSurplus(world, account, instrument, before);
  const full = ceilOfPpm(sizeOf(value), world.venue.liquidation.feePpm);
  const able = most > 0n ? most : 0n;
  const fee = full < able ? full : able;
  if (fee <= 0n) return;
  const wantedByFund = ceilOfPpm(fee, policy.fundSharePpm);
  const toFund = wantedByFund < fee ? wantedByFund : fee;
  pay(account, feeFundOf(world, instrument), toFund);
  pay(account, world.accounts[EXTERNAL]!, fee - toFund);
  tell(world, 'liquidationFee', { account, instrument, value: fee, a: fee - toFund });
}

/** What the fill brought above the closed part's own equity; the fund makes good what it brought less. */
function settleSurplus(
  world: World,
  account: Account,
  instrument: Instrument,
  before: { equity: bigint; maintenance: bigint },
): bigint {
  const freed = before.maintenance - maintenanceOf(world, account);
  if (freed <= 0n) return 0n;
  const surplus = worthOf(world, account) - before.equity + (before.equity * freed) / before.maintenance;
  const fund = world.accounts[FUND]!;
  if (surplus < 0n && world.venue.waterfall.includes('insuranceFund')) {
    const held = worthOf(world, fund);
    const able = held > 0n ? held : 0n;
    const paid = -surplus < able ? -surplus : able;
    if (paid > 0n) {
      pay(fund, account, paid);
      tell(world, 'fundPayment', { account, instrument, value: paid, b: worthOf(world, fund) });
    }
  }
  return surplus;
}
