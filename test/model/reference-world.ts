/**
 * The state of the reference exchange: accounts as objects, money as BigInt, everything found by looking through a
 * list. Written from docs/exchange-rules.md, sections 1 and 2; shares the books with the engine, and nothing of
 * src/exchange or src/margin but types.
 */
import type { CrossImpact } from '../../src/market/cross-impact.ts';
import type { DepthBook } from '../../src/market/depth-book.ts';
import type { LiquidityState } from '../../src/market/liquidity.ts';
import type { MarketRules } from '../../src/market/market-rules.ts';
import type { FactKind, FactSink } from '../../src/exchange/fact.ts';
import type { VenueRules } from '../../src/exchange/venue-rules.ts';

export const FUND = 0;
export const EXTERNAL = 1;
export const UNCOVERED = 2;
export const OUTSIDE = 3;
export const FIRST_AGENT = 4;

export interface Position {
  lots: bigint;
  cost: bigint;
}

export interface Quote {
  bidPpm: number;
  askPpm: number;
}

export interface Account {
  readonly index: number;
  readonly isMaker: boolean;
  cash: bigint;
  readonly positions: Map<number, Position>;
  /** Share of each book's full depth, ppm, and how much of it is quoted; only providers have any. */
  fullSharePpm: number;
  readonly quotes: Quote[];
  status: 'active' | 'liquidating' | 'closed';
  warned: boolean;
  stop: number;
}

export interface Instrument {
  readonly index: number;
  readonly k: bigint;
  readonly priceInitial: number;
  readonly book: DepthBook;
  reference: number;
  indexTicks: number;
  mark: number;
  halted: boolean;
  haltedUntil: number;
  /** Every mark since the last restart, with its time. */
  marks: { at: number; ticks: number }[];
  /** Largest inventory of the fund since it was last flat. */
  inventoryPeak: bigint;
  offloadBudget: number;
  offloadAt: number;
  lastReturn: number;
  /** Multiples of the scenario's rates in force, ppm. */
  maintenanceMultiple: number;
  initialMultiple: number;
}

export interface World {
  readonly venue: VenueRules;
  readonly market: MarketRules;
  readonly cross: CrossImpact;
  readonly liquidity: LiquidityState;
  readonly facts: FactSink;
  readonly accounts: Account[];
  readonly instruments: Instrument[];
  now: number;
  stale: boolean;
  /** Notional of every liquidation fill, with its time. */
  liquidated: { at: number; notional: bigint }[];
}

export function sizeOf(value: bigint): bigint {
  return value < 0n ? -value : value;
}

export function signOf(value: bigint): bigint {
  return value < 0n ? -1n : value > 0n ? 1n : 0n;
}

/** ceil(value x ppm / 1e6) for value >= 0. */
export function ceilOfPpm(value: bigint, ppm: number): bigint {
  return (value * BigInt(ppm) + 999_999n) / 1_000_000n;
}

/** floor(value x ppm / 1e6) for value >= 0. */
export function floorOfPpm(value: bigint, ppm: number): bigint {
  return (value * BigInt(ppm)) / 1_000_000n;
}

export function roundOf(value: number): bigint {
  return BigInt(Math.round(value));
}

/** Cuts `total` over weights by cumulative rounding. */
export function cutByWeights(total: bigint, weights: readonly bigint[]): bigint[] {
  const whole = Number(weights.reduce((sum, weight) => sum + weight, 0n));
  let running = 0n;
  let given = 0n;
  return weights.map((weight) => {
    running += weight;
    const due = roundOf(Number(total) * (Number(running) / whole));
    const part = due - given;
    given = due;
    return part;
  });
}

export function lotsOf(account: Account, instrument: Instrument): bigint {
  return account.positions.get(instrument.index)?.lots ?? 0n;
}

/** Instruments in which the account holds something, in order. */
export function legsOf(world: World, account: Account): Instrument[] {
  return world.instruments.filter((instrument) => lotsOf(account, instrument) !== 0n);
}

export function markPerLot(instrument: Instrument): bigint {
  return BigInt(instrument.mark) * instrument.k;
}

export function notionalOf(account: Account, instrument: Instrument): bigint {
  return sizeOf(lotsOf(account, instrument)) * markPerLot(instrument);
}

export function equityOf(world: World, account: Account): bigint {
  let equity = account.cash;
  for (const instrument of world.instruments) {
    const position = account.positions.get(instrument.index);
    if (position !== undefined) equity += position.lots * markPerLot(instrument) - position.cost;
  }
  return equity;
}

/** A rate times the multiple in force, in ppm rounded up and at most all; initial rates at least maintenance rates. */
function rateInForce(
  instrument: Instrument,
  bracket: { maintenanceRatePpm: number; initialRatePpm: number },
  kind: 'maintenance' | 'initial',
): number {
  const multiplied = (rate: number, multiple: number) => Math.min(1e6, Number(ceilOfPpm(BigInt(rate), multiple)));
  const maintenance = multiplied(bracket.maintenanceRatePpm, instrument.maintenanceMultiple);
  if (kind === 'maintenance') return maintenance;
  return Math.max(maintenance, multiplied(bracket.initialRatePpm, instrument.initialMultiple));
}

/** The bracket that a notional lies in, its lower edge, and what the brackets below it take off. */
function bracketFor(world: World, instrument: Instrument, notional: bigint, kind: 'maintenance' | 'initial') {
  const brackets = world.venue.tiers[instrument.index]!.brackets;
  let lower = 0n;
  let deduction = 0n;
  let rateBefore = 0;
  for (const [number, bracket] of brackets.entries()) {
    const rate = rateInForce(instrument, bracket, kind);
    if (number > 0) deduction += floorOfPpm(lower, rate - rateBefore);
    if (bracket.notionalMax === Infinity || notional < BigInt(bracket.notionalMax)) {
      return { number, lower, rate, deduction };
    }
    lower = BigInt(bracket.notionalMax);
    rateBefore = rate;
  }
  throw new Error('the last bracket has no upper end');
}

export function maintenanceBracketOf(world: World, account: Account, instrument: Instrument) {
  return bracketFor(world, instrument, notionalOf(account, instrument), 'maintenance');
}

function requirementFor(world: World, instrument: Instrument, notional: bigint, kind: 'maintenance' | 'initial') {
  const bracket = bracketFor(world, instrument, notional, kind);
  return ceilOfPpm(notional, bracket.rate) - bracket.deduction;
}

export function legMaintenance(world: World, account: Account, instrument: Instrument): bigint {
  return requirementFor(world, instrument, notionalOf(account, instrument), 'maintenance');
}

export function maintenanceOf(world: World, account: Account): bigint {
  return legsOf(world, account).reduce((sum, leg) => sum + legMaintenance(world, account, leg), 0n);
}

/** Initial margin of all legs as if `lots` more were held in `instrument`. */
export function initialMarginWith(world: World, account: Account, instrument: Instrument, lots: bigint): bigint {
  let sum = 0n;
  for (const leg of world.instruments) {
    const held = lotsOf(account, leg) + (leg === instrument ? lots : 0n);
    if (held !== 0n) sum += requirementFor(world, leg, sizeOf(held) * markPerLot(leg), 'initial');
  }
  return sum;
}

/** Books a trade of `lots` for `value` (both signed, + bought and paid) between two accounts. */
export function trade(buyer: Account, other: Account, instrument: Instrument, lots: bigint, value: bigint): void {
  book(buyer, instrument, lots, value);
  book(other, instrument, -lots, -value);
}

function book(account: Account, instrument: Instrument, lots: bigint, value: bigint): void {
  if (lots === 0n) return;
  let position = account.positions.get(instrument.index);
  if (position === undefined) {
    position = { lots: 0n, cost: 0n };
    account.positions.set(instrument.index, position);
  }
  if (position.lots === 0n || signOf(position.lots) === signOf(lots)) {
    position.lots += lots;
    position.cost += value;
  } else if (sizeOf(lots) < sizeOf(position.lots)) {
    const closed = roundOf(Number(position.cost) * (Number(sizeOf(lots)) / Number(sizeOf(position.lots))));
    account.cash -= value + closed;
    position.cost -= closed;
    position.lots += lots;
  } else {
    const opens = lots + position.lots;
    const closing =
      opens === 0n ? value : roundOf(Number(value) * (Number(sizeOf(position.lots)) / Number(sizeOf(lots))));
    account.cash -= closing + position.cost;
    position.lots = opens;
    position.cost = value - closing;
  }
  if (position.lots === 0n) account.positions.delete(instrument.index);
}

export function pay(from: Account, to: Account, amount: bigint): void {
  from.cash -= amount;
  to.cash += amount;
}

export interface FactDetail {
  account?: Account;
  instrument?: Instrument;
  lots?: bigint;
  value?: bigint;
  a?: bigint | number;
  b?: bigint | number;
}

export function tell(world: World, kind: FactKind, detail: FactDetail): void {
  const { account, instrument, lots = 0n, value = 0n, a = 0, b = 0 } = detail;
  const place = instrument?.index ?? -1;
  world.facts.record(kind, account?.index ?? -1, place, Number(lots), Number(value), Number(a), Number(b));
}

export function mayTrade(world: World, instrument: Instrument): boolean {
  return !instrument.halted || (world.venue.halt?.liquidationsAllowed ?? false);
}
