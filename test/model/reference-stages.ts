/**
 * Stages of the waterfall that share a loss among many or take it from money set aside, in the reference exchange.
 * Written from docs/exchange-rules.md, section 13.
 */
import {
  SKIN_RESERVE,
  SKIN_SECOND_RESERVE,
  WATERFALL_STAGES,
  type WaterfallStage,
} from '../../src/exchange/loss/loss-rules.ts';
import { splitProportionally } from '../../src/numeric/rounding.ts';
import { agentsOf, defaultFundOf, reserveOf } from './reference-losses.ts';
import { markPerLot, notionalOf, worthOf } from './reference-margin.ts';
import {
  type Account,
  floorOfPpm,
  type Instrument,
  leastOf,
  legsOf,
  lotsOf,
  pay,
  positive,
  sizeOf,
  tell,
  type World,
} from './reference-world.ts';

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

/** Rounds of a proportional split over those who still have room. */
export function splitWithinRoom(total: bigint, weights: readonly number[], rooms: readonly bigint[]): bigint[] {
  const given = rooms.map(() => 0n);
  let left = total;
  while (left > 0n) {
    const open = [...rooms.keys()].filter((place) => weights[place]! > 0 && given[place]! < rooms[place]!);
    if (open.length === 0) break;
    const parts = open.map(() => 0);
    splitProportionally(
      Number(left),
      open.map((place) => weights[place]!),
      parts,
    );
    for (const [n, place] of open.entries()) {
      const part = leastOf(BigInt(parts[n]!), rooms[place]! - given[place]!);
      given[place]! += part;
      left -= part;
    }
  }
  return given;
}

interface Loss {
  readonly source: Account;
  readonly instrument: Instrument | null;
  readonly amount: bigint;
  readonly stage: WaterfallStage;
}

interface Payer {
  readonly account: Account;
  readonly weight: number;
  readonly room: bigint;
}

const placeOf = (stage: WaterfallStage): number => WATERFALL_STAGES.indexOf(stage);

/** Bears what the stage can of a loss; returns how much that was. */
export function bearLoss(
  world: World,
  stage: WaterfallStage,
  source: Account,
  instrument: Instrument | null,
  amount: bigint,
): bigint {
  if (amount <= 0n) return 0n;
  const loss = { source, instrument, amount, stage };
  switch (stage) {
    case 'profitHaircut':
    case 'socialisedLoss':
    case 'clawback':
    case 'assessments':
      return shareOut(world, loss);
    case 'defaulterContribution':
      return fromContribution(world, loss);
    case 'skinInTheGame':
      return fromReserve(world, loss, reserveOf(world, SKIN_RESERVE));
    case 'skinInTheGameSecond':
      return fromReserve(world, loss, reserveOf(world, SKIN_SECOND_RESERVE));
    case 'defaultFund':
      return fromMembers(world, loss);
    case 'withdrawalHaircut':
      return 0n;
    case 'insuranceFund':
    case 'autoDeleveraging':
      throw new Error(`${stage} is no stage that shares a loss`);
  }
}

const placeIn = (instrument: Instrument | null) => (instrument === null ? {} : { instrument });

function tellStage(world: World, { source, instrument, stage }: Loss, paid: bigint, b: bigint | number): void {
  tell(world, 'lossStage', { account: source, ...placeIn(instrument), value: paid, a: placeOf(stage), b });
}

function tellShare(world: World, { source, instrument, stage }: Loss, payer: Account, paid: bigint): void {
  tell(world, 'lossShare', {
    account: payer,
    ...placeIn(instrument),
    value: paid,
    a: source.index,
    b: placeOf(stage),
  });
}

function profitsOf(world: World, account: Account): { position: { cost: bigint }; profit: bigint }[] {
  return legsOf(world, account)
    .filter(({ coin }) => coin === null)
    .map((leg) => {
      const position = account.positions.get(leg.index)!;
      return { position, profit: position.lots * markPerLot(leg) - position.cost };
    });
}

/** What an account can be asked for. */
function payableOf(world: World, account: Account): bigint {
  const equity = worthOf(world, account);
  return account.status === 'closed' ? leastOf(equity, account.cash) : equity;
}

function payerOf(world: World, { stage, instrument }: Loss, account: Account): Payer {
  const payable = payableOf(world, account);
  switch (stage) {
    case 'profitHaircut': {
      const profit = sumOf(profitsOf(world, account).map((leg) => leg.profit));
      return { account, weight: Number(profit), room: leastOf(profit, payable) };
    }
    case 'socialisedLoss': {
      const open = instrument === null ? notionalOfAll(world, account) : Number(sizeOf(lotsOf(account, instrument)));
      return { account, weight: open, room: payable };
    }
    case 'clawback': {
      const profit = positive(worthOf(world, account) - world.losses.profitFrom.get(account)!);
      return { account, weight: Number(profit), room: leastOf(profit, payable) };
    }
    case 'assessments': {
      const member = world.losses.contributions.get(account);
      if (member === undefined) return { account, weight: 0, room: 0n };
      const most = floorOfPpm(member.paidIn, world.venue.loss.defaultFund!.assessmentPpm);
      return { account, weight: Number(member.paidIn), room: leastOf(most - member.called, payable) };
    }
    default:
      throw new Error(`nobody pays for ${stage}`);
  }
}

function notionalOfAll(world: World, account: Account): number {
  return legsOf(world, account).reduce((sum, leg) => sum + notionalOf(account, leg), 0);
}

/** Others pay, each within its room. */
function shareOut(world: World, loss: Loss): bigint {
  const payers = agentsOf(world)
    .filter((account) => account !== loss.source && payableOf(world, account) > 0n)
    .map((account) => payerOf(world, loss, account))
    .filter(({ weight }) => weight > 0);
  const weights = payers.map(({ weight }) => weight);
  const rooms = payers.map(({ room }) => room);
  const parts = splitWithinRoom(loss.amount, weights, rooms);
  for (const [n, part] of parts.entries()) {
    if (part <= 0n) continue;
    takeFrom(world, loss, payers[n]!.account, part);
    tellShare(world, loss, payers[n]!.account, part);
  }
  const paid = sumOf(parts);
  if (paid === 0n) return 0n;
  tellStage(world, loss, paid, rateOf(loss, weights, rooms));
  world.breachCheckIsDue = true;
  return paid;
}

function takeFrom(world: World, { stage, source }: Loss, payer: Account, part: bigint): void {
  if (stage === 'assessments') world.losses.contributions.get(payer)!.called += part;
  if (stage === 'profitHaircut') {
    const winning = profitsOf(world, payer).filter(({ profit }) => profit > 0n);
    const pieces = winning.map(() => 0);
    splitProportionally(
      Number(part),
      winning.map(({ profit }) => Number(profit)),
      pieces,
    );
    // Profit becomes money, and the money is paid.
    for (const [n, { position }] of winning.entries()) position.cost += BigInt(pieces[n]!);
    payer.cash += part;
  }
  pay(payer, source, part);
}

/** What the fact says of how heavy it was. */
function rateOf({ stage, amount }: Loss, weights: readonly number[], rooms: readonly bigint[]): number {
  const ppm = (whole: bigint): number => {
    const rate = (amount * 1_000_000n) / whole;
    return rate > 1_000_000n ? 1_000_000 : Number(rate);
  };
  const weight = weights.reduce((sum, each) => sum + each, 0);
  switch (stage) {
    case 'profitHaircut':
      return ppm(sumOf(rooms));
    case 'clawback':
      return ppm(BigInt(weight));
    case 'socialisedLoss':
      return Math.ceil((Number(amount) * 1e6) / weight) / 1e6;
    default:
      return 0;
  }
}

function fromContribution(world: World, loss: Loss): bigint {
  const member = world.losses.contributions.get(loss.source);
  const paid = leastOf(loss.amount, member?.left ?? 0n);
  if (paid <= 0n) return 0n;
  member!.left -= paid;
  pay(defaultFundOf(world), loss.source, paid);
  tellStage(world, loss, paid, worthOf(world, defaultFundOf(world)));
  return paid;
}

function fromReserve(world: World, loss: Loss, reserve: Account): bigint {
  const paid = leastOf(loss.amount, worthOf(world, reserve));
  if (paid <= 0n) return 0n;
  pay(reserve, loss.source, paid);
  tellStage(world, loss, paid, worthOf(world, reserve));
  return paid;
}

function fromMembers(world: World, loss: Loss): bigint {
  const members = [...world.losses.contributions].filter(([account]) => account !== loss.source);
  members.sort(([one], [other]) => one.index - other.index);
  const rooms = members.map(([, { left }]) => left);
  const parts = splitWithinRoom(loss.amount, rooms.map(Number), rooms);
  for (const [n, part] of parts.entries()) {
    if (part === 0n) continue;
    const [account, member] = members[n]!;
    member.left -= part;
    tellShare(world, loss, account, part);
  }
  const paid = sumOf(parts);
  if (paid === 0n) return 0n;
  pay(defaultFundOf(world), loss.source, paid);
  tellStage(world, loss, paid, worthOf(world, defaultFundOf(world)));
  return paid;
}
