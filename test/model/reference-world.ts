/**
 * The state of the reference exchange: accounts as objects, money as BigInt, everything found by looking through a
 * list. Written from docs/exchange-rules.md, sections 1 and 10; shares the books with the engine, and nothing of
 * src/exchange or src/margin but types.
 */
import type { CrossImpact } from '../../src/market/cross-impact.ts';
import type { DepthBook } from '../../src/market/depth-book.ts';
import type { LiquidityState } from '../../src/market/liquidity.ts';
import type { MarketRules } from '../../src/market/market-rules.ts';
import type { ReferenceControls } from './controls/reference-controls.ts';
import type { Stops } from './controls/stops.ts';
import type { FactKind, FactSink } from '../../src/exchange/fact.ts';
import type { VenueRules } from '../../src/exchange/venue-rules.ts';
import type { Instrument as Terms } from '../../src/instruments/instrument.ts';
import type { MarketView } from '../../src/instruments/market-view.ts';
import type { MarginModel, PreparedMargin } from '../../src/margin/margin-model.ts';
import type { Backstops } from './reference-backstops.ts';
import type { ReferenceFunding } from './reference-funding.ts';
import type { MarkMemory } from './reference-marks.ts';
import type { Stream } from '../../src/numeric/stream.ts';
import type { Counts } from './reference-counts.ts';
import type { OracleErrors } from './reference-oracle.ts';
import type { OwnMarks } from './reference-own-marks.ts';
import type { Losses } from './reference-losses.ts';

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
  /** Half-spreads by instrument, ppm. */
  readonly spreads: number[];
  status: 'active' | 'liquidating' | 'closed';
  warned: boolean;
  stop: number;
}

export interface Instrument {
  readonly index: number;
  readonly terms: Terms;
  readonly k: number;
  readonly isSpot: boolean;
  /** The spot asset in which it settles; null: the quote currency. */
  coin: Instrument | null;
  /** The instrument whose mark its price follows. */
  followed: Instrument | null;
  readonly priceInitial: number;
  readonly book: DepthBook;
  reference: number;
  indexTicks: number;
  mark: number;
  halted: boolean;
  haltedUntil: number;
  /** Every mark since the last restart, with its time. */
  marks: { at: number; ticks: number }[];
  /** Largest inventory of the fund and of takers, each since it was last flat. */
  readonly inventoryPeaks: Map<Account, bigint>;
  offloadBudget: number;
  offloadAt: number;
  /** Who has its matching off, beside halts. */
  readonly outages: Stops;
  lastReturn: number;
  readonly markMemory: MarkMemory;
  /** Multiples of the scenario's rates in force, ppm. */
  maintenanceMultiple: number;
  initialMultiple: number;
}

/** What a venue has whose margin is a model's business. */
export interface Portfolio {
  readonly view: MarketView;
  /** Contracts of the view, as instruments: all but the spot assets. */
  readonly contracts: readonly Instrument[];
  readonly model: MarginModel;
  readonly prepared: PreparedMargin;
  readonly compared: readonly { readonly id: string; readonly prepared: PreparedMargin }[];
  /** What offsets took off an account's requirement at its last breach. */
  readonly offsets: Map<Account, bigint>;
}

export interface World {
  controls: ReferenceControls | null;
  /** Null where the venue sees what there is. */
  oracle: OracleErrors | null;
  /** The liquidation engine as a whole: nobody has a turn, while controls answer each turn that comes. */
  readonly engine: Stops;
  readonly withdrawals: Stops;
  readonly deposits: Stops;
  /** Whose deficit went with its legs, and when. */
  takenOver?: { readonly account: Account; readonly at: number };
  portfolio: Portfolio | null;
  funding: ReferenceFunding | null;
  readonly losses: Losses;
  readonly counts: Counts;
  /** Where a deleveraging order that is left to chance begins. */
  readonly deleveragingStarts: Stream | undefined;
  breachCheckIsDue: boolean;
  readonly venue: VenueRules;
  readonly market: MarketRules;
  readonly cross: CrossImpact;
  readonly liquidity: LiquidityState;
  readonly ownMarks: OwnMarks | null;
  readonly facts: FactSink;
  readonly accounts: Account[];
  readonly instruments: Instrument[];
  now: number;
  stale: boolean;
  /** Who takes positions over before the fund; null: nobody. */
  backstops: Backstops | null;
  /** When an account's last liquidation step by a share was. */
  readonly steppedByShareAt: Map<Account, number>;
  /** Notional of every liquidation fill, with its time. */
  liquidated: { at: number; notional: bigint }[];
}

export function sizeOf(value: bigint): bigint {
  return value < 0n ? -value : value;
}

export function signOf(value: bigint): bigint {
  return value < 0n ? -1n : value > 0n ? 1n : 0n;
}

export function leastOf(...amounts: readonly bigint[]): bigint {
  return amounts.reduce((one, other) => (one < other ? one : other));
}

export function positive(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}

/** ceil(value x ppm / 1e6) for value >= 0. */
export function ceilOfPpm(value: bigint, ppm: number): bigint {
  return (value * BigInt(ppm) + 999_999n) / 1_000_000n;
}

/** The same for an amount that need not be whole. */
export function ceilOfShare(amount: number, ppm: number): bigint {
  return Number.isInteger(amount) ? ceilOfPpm(BigInt(amount), ppm) : BigInt(Math.ceil((amount * ppm) / 1e6));
}

/** floor(value x ppm / 1e6) for value >= 0. */
export function floorOfPpm(value: bigint, ppm: number): bigint {
  return (value * BigInt(ppm)) / 1_000_000n;
}

export function roundOf(value: number): bigint {
  return BigInt(Math.round(value));
}

/** Cuts `total` over weights by cumulative rounding; without any weight nobody gets anything. */
export function cutByWeights(total: bigint, weights: readonly number[]): bigint[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let running = 0;
  let given = 0n;
  return weights.map((weight) => {
    running += weight;
    const due = whole === 0 ? 0n : roundOf(Number(total) * (running / whole));
    const part = due - given;
    given = due;
    return part;
  });
}

export function lotsOf(account: Account, instrument: Instrument): bigint {
  return account.positions.get(instrument.index)?.lots ?? 0n;
}

/** Contracts in which the account holds something, in order; balances of an asset are no legs. */
export function legsOf(world: World, account: Account): Instrument[] {
  return world.instruments.filter((instrument) => !instrument.isSpot && lotsOf(account, instrument) !== 0n);
}

/** Books a trade of `lots` for `value` (both signed, + bought and paid) between two accounts. */
export function trade(buyer: Account, other: Account, instrument: Instrument, lots: bigint, value: bigint): void {
  book(buyer, instrument, lots, value);
  book(other, instrument, -lots, -value);
}

/** What is paid is paid in what the instrument settles in; a spot asset has no cost. */
function book(account: Account, instrument: Instrument, lots: bigint, value: bigint): void {
  if (lots === 0n) return;
  const { coin, isSpot } = instrument;
  const position = account.positions.get(instrument.index) ?? { lots: 0n, cost: 0n };
  account.positions.set(instrument.index, position);
  const costBefore = position.cost;
  if (!isSpot) position.cost = costAfter(position, lots, value);
  position.lots += lots;
  if (position.lots === 0n) account.positions.delete(instrument.index);
  if (coin === null) account.cash -= value - (position.cost - costBefore);
  else addBalance(account, coin, -value);
}

function costAfter({ lots: held, cost }: Position, lots: bigint, value: bigint): bigint {
  if (held === 0n || signOf(held) === signOf(lots)) return cost + value;
  const [size, traded] = [Number(sizeOf(held)), Number(sizeOf(lots))];
  if (traded < size) return cost - roundOf(Number(cost) * (traded / size));
  return traded === size ? 0n : value - roundOf(Number(value) * (size / traded));
}

export function addBalance(account: Account, coin: Instrument, amount: bigint): void {
  const balance = lotsOf(account, coin) + amount;
  if (balance === 0n) account.positions.delete(coin.index);
  else account.positions.set(coin.index, { lots: balance, cost: 0n });
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
  world.controls?.heard(kind, detail);
}

/** Until when matching is off in the instrument, as far as is known; null while it is on. */
export function outageEnd(world: World, instrument: Instrument): number | null {
  return instrument.outages.untilAfter(world.now);
}

/** Until when nobody is liquidated, by a control or because the engine is down; null while liquidations go on. */
export function liquidationsOffUntil({ controls, engine, now }: World): number | null {
  const [paused, down] = [controls!.stops.untilAfter(now), engine.untilAfter(now)];
  return paused === null || down === null ? (paused ?? down) : Math.max(paused, down);
}

export function mayTrade(world: World, instrument: Instrument): boolean {
  if (outageEnd(world, instrument) !== null) return false;
  return !instrument.halted || world.controls!.liquidationsAllowed(instrument);
}
