/** Named places of liquidation policies and takers that random sequences must really have been to. */
import {
  DEFERRED_BY_AUCTION,
  DEFERRED_BY_COOLDOWN,
  DEFERRED_BY_LIMIT,
  type FactKind,
} from '../../src/exchange/fact.ts';
import type { LegOrder, LiquidationLimit } from '../../src/exchange/liquidation/liquidation-policy.ts';
import { firstReserveOf } from '../../src/exchange/reserves.ts';
import { namesOf, type TakerRules } from '../../src/exchange/takeover/takeover-rules.ts';
import type { LiquidationSizing } from '../../src/exchange/venue-rules.ts';
import type { Fact, Step } from './differential-run.ts';
import type { Probe, Probes } from './probe-watch.ts';
import { factsOf, has } from './probes.ts';

const some = (kind: FactKind, is: (fact: Fact, step: Step) => boolean): Probe => {
  return (step) => factsOf(step, kind).some((fact) => is(fact, step));
};
const policyOf = (step: Step) => step.input.venue.liquidationPolicy;
const fills = (step: Step): Fact[] => factsOf(step, 'liquidationFill');
const legsBefore = (step: Step, account: number): number =>
  step.before.lots.filter((lots, i) => isContract(step, i) && lots[account] !== 0).length;
const legsAfter = (step: Step, account: number): number =>
  step.before.lots.filter((_, i) => isContract(step, i) && step.engine.lotsOf(account, i) !== 0).length;
const isContract = (step: Step, i: number): boolean => step.input.venue.instruments[i]!.contract.kind !== 'spot';
const firstTaker = ({ input }: Step): number => firstReserveOf(input.venue, input.population.accountCount);
const isTaker = (step: Step, account: number): boolean =>
  account >= firstTaker(step) && account < firstTaker(step) + step.input.venue.reserves.length;

/** Of several legs one that is not the first was closed, in some of it. */
const byOrder =
  (order: LegOrder): Probe =>
  (step) =>
    policyOf(step).legOrder === order &&
    fills(step).some(
      ([, account, leg]) =>
        legsBefore(step, account) > 1 && step.before.lots.slice(0, leg).some((lots) => lots[account] !== 0),
    );

/** Filled on a leg of which some is left. */
const inPart = (step: Step): boolean => fills(step).some(([, account, leg]) => step.engine.lotsOf(account, leg) !== 0);
const bySizing = (kind: LiquidationSizing['kind'], is: Probe): Probe => {
  return (step) => step.input.venue.liquidation.sizing.kind === kind && is(step);
};
const byLimit =
  (kind: LiquidationLimit['kind']): Probe =>
  (step) =>
    policyOf(step).limit.kind === kind && fills(step).length > 0;

/** The whole of a leg that is not small, in a cooldown: outside of one only a share of it goes. */
function wholeInCooldown(step: Step): boolean {
  const { sizing, wholeBelow } = step.input.venue.liquidation;
  if (sizing.kind !== 'fractionCooldown' || sizing.sharePpm > 500_000) return false;
  return fills(step).some(([, account, leg, lots]) => {
    const notional = Math.abs(lots) * step.before.notionalPerLot[leg]!;
    return (
      Math.abs(lots) > 1 && lots === -step.before.lots[leg]![account]! && notional > Math.max(sizing.above, wholeBelow)
    );
  });
}

/** Just as much as the cap allows, which is more than a lot and less than all. */
function capped(step: Step): boolean {
  const { stepCap } = policyOf(step);
  return fills(step).some(([, account, leg, lots]) => {
    const perLot = step.before.notionalPerLot[leg]!;
    const size = Math.abs(step.before.lots[leg]![account]!);
    if (stepCap === null || size === Math.abs(lots)) return false;
    const most = Math.max((size * perLot * stepCap.portionMaxPpm) / 1e6, Math.min(stepCap.notionalMin, size * perLot));
    return Math.abs(lots) > 1 && Math.abs(lots) === Math.floor(most / perLot);
  });
}

const surplus = (step: Step): boolean => policyOf(step).fee.cap === 'surplus';

function takerBehind(step: Step, account: number): TakerRules | undefined {
  const name = step.input.venue.reserves[account - firstTaker(step)]?.name;
  return step.input.venue.takeover.takers.find((taker) => name !== undefined && namesOf(taker).includes(name));
}

const takenBy = (kind: TakerRules['kind'], is: (fact: Fact, step: Step) => boolean): Probe =>
  some('positionTaken', (fact, step) => takerBehind(step, fact[6])?.kind === kind && is(fact, step));

/** The same leg went to several of them, or to one of them twice. */
const sharedOut = (kind: TakerRules['kind'], isTwice: boolean): Probe =>
  takenBy(kind, ([, account, leg, , , , taker], step) =>
    factsOf(step, 'positionTaken').some(
      (other, n, all) =>
        other[1] === account &&
        other[2] === leg &&
        (isTwice
          ? other[6] === taker && all.findIndex((one) => one[1] === account && one[2] === leg && one[6] === taker) < n
          : other[6] !== taker && takerBehind(step, other[6]) === takerBehind(step, taker)),
    ),
  );

const refusedBy = (kind: TakerRules['kind']): Probe => {
  return (step) =>
    step.input.venue.takeover.takers.some((taker) => taker.kind === kind) &&
    has('takeover')(step) &&
    !has('positionTaken')(step);
};

const endedBy =
  (reason: number): Probe =>
  (step) =>
    factsOf(step, 'auctionEnd').some((fact) => fact[5] === reason);
const byTimer = (step: Step): boolean => step.command.name === 'onTimer()';

const ORDERS: readonly LegOrder[] = ['largestLoss', 'marginEfficient', 'impactEfficient', 'mostLiquid'];
const LIMITS: readonly LiquidationLimit['kind'][] = ['market', 'markDistance', 'fillable'];

export const LIQUIDATION_PROBES: Probes = {
  ...Object.fromEntries(ORDERS.map((order) => [`a leg chosen by ${order}`, byOrder(order)])),
  ...Object.fromEntries(LIMITS.map((kind) => [`a fill within the limit ${kind}`, byLimit(kind)])),
  'a share of every leg': (step) => policyOf(step).legOrder === 'proRata' && fills(step).length > 1,
  'a share of every leg that lifts the buffer': bySizing(
    'restoreBuffer',
    (step) => policyOf(step).legOrder === 'proRata' && fills(step).length > 1 && inPart(step),
  ),
  'a share of some legs, others deferred': (step) =>
    policyOf(step).legOrder === 'proRata' && fills(step).length > 0 && has('liquidationDeferred')(step),
  'a share of all legs, none filled': (step) =>
    policyOf(step).legOrder === 'proRata' && factsOf(step, 'liquidationDeferred').length > 1,
  'legs left alone once there is no equity': (step) =>
    policyOf(step).legOrder === 'proRata' &&
    fills(step).some(
      ([, account]) => step.engine.equityOf(account) <= 0 && fills(step).length < legsBefore(step, account),
    ),
  'a step by a share, before a cooldown': bySizing('fractionCooldown', inPart),
  'the whole leg in a cooldown': wholeInCooldown,
  'a wait for the end of a cooldown': some('liquidationDeferred', ([, , , , , a]) => a === DEFERRED_BY_COOLDOWN),
  'a capped step': capped,
  'a deferral by the own limit': some('liquidationDeferred', ([, , , , , a]) => a === DEFERRED_BY_LIMIT),
  'a fill that leaves less than nothing': (step) =>
    fills(step).some(([, account]) => step.engine.equityOf(account) < 0),
  'a fee out of a surplus': (step) => surplus(step) && has('liquidationFee')(step),
  'a fee kept down by the surplus': (step) =>
    surplus(step) && step.input.venue.liquidation.feePpm > 0 && fills(step).length > 0 && !has('liquidationFee')(step),
  'a fill made good by the fund': (step) =>
    surplus(step) && fills(step).length > 0 && factsOf(step, 'fundPayment').some(([, , leg]) => leg >= 0),
  'a fee shared with who liquidates': some('liquidationFee', ([, , , , fee, rest]) => rest > 0 && rest < fee),
  'an account taken by a vault': takenBy('vault', ([, account], step) => legsAfter(step, account) === 0),
  'an account that owes money, taken by a vault': takenBy('vault', (fact) => fact[5] < 0),
  'a vault that takes nothing': refusedBy('vault'),
  'a leg divided among a panel': sharedOut('panel', false),
  'a leg offered to a panel twice': sharedOut('panel', true),
  'a panel that does not pay debts': takenBy(
    'panel',
    ([, account, , , , money], step) => money >= 0 && step.before.equity[account]! < 0,
  ),
  'a panel that takes a part': takenBy(
    'panel',
    ([, account, leg], step) => step.engine.lotsOf(account, leg) !== 0 || has('takeover')(step),
  ),
  'a panel that takes nothing': refusedBy('panel'),
  'an auction begun': has('auctionStart'),
  'bids at a turn': takenBy('dutchAuction', (_, step) => !byTimer(step)),
  'bids by timer': takenBy('dutchAuction', (_, step) => byTimer(step)),
  'a bid for a part': takenBy('dutchAuction', ([, account, leg], step) => step.engine.lotsOf(account, leg) !== 0),
  'bids that heal': takenBy(
    'dutchAuction',
    ([, account], step) =>
      legsAfter(step, account) > 0 && step.engine.equityOf(account) >= step.engine.maintenanceOf(account),
  ),
  'a wait for bids': some('liquidationDeferred', ([, , , , , a]) => a === DEFERRED_BY_AUCTION),
  'an auction that sold everything': endedBy(1),
  'an auction that ran out': endedBy(2),
  'an auction ended by recovery': (step) => endedBy(3)(step) && has('recovered')(step),
  'one taker after another': (step) => {
    const takers = factsOf(step, 'positionTaken').map((fact) => takerBehind(step, fact[6]));
    return new Set(takers).size > 1;
  },
  'inventory of a taker sold': some('inventoryUnwind', ([, account], step) => isTaker(step, account)),
  'a taker below its margin': some('breach', ([, account], step) => isTaker(step, account)),
  'a taker liquidated': some('liquidationFill', ([, account], step) => isTaker(step, account)),
  'a taker taken over by another': some('positionTaken', ([, account], step) => isTaker(step, account)),
  'a taker taken over by the fund': some('takeover', ([, account], step) => isTaker(step, account)),
  'a taker gone under': some('accountClosed', ([, account], step) => isTaker(step, account)),
  'loss of a taker beyond its money': some('uncoveredLoss', ([, account], step) => isTaker(step, account)),
  'a turn that passes while the taker is liquidated': (step) =>
    byTimer(step) &&
    step.facts.length === 0 &&
    step.input.venue.reserves.some((_, n) => !step.engine.isActive(firstTaker(step) + n)),
  'a taker deleveraged for others': some('deleveraging', ([, account], step) => isTaker(step, account)),
  'a fund that only pays': (step) => !step.input.venue.takeover.fundTakes && has('fundPayment')(step),
  'takers on a venue with a margin model': (step) => step.input.venue.portfolio !== null && has('positionTaken')(step),
  'takers of what settles in coin': some(
    'positionTaken',
    ([, , leg], step) => step.input.venue.instruments[leg]!.settlesIn >= 0,
  ),
};

/** Only many sequences come to these. */
export const RARE_LIQUIDATION_PROBES: Probes = {
  'an auction of somebody who is closed': (step) => endedBy(3)(step) && has('accountClosed')(step),
};
