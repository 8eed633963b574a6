/**
 * Deleveraging in the reference exchange: who is asked, at what price, and for how much. Written from
 * docs/exchange-rules.md, sections 5, 10 and 13.
 */
import { maintenanceOf, markPerLot, notionalOf, toQuote, toSettlement, worthOf } from './reference-margin.ts';
import { countRound, type Party, partyOf } from './reference-counts.ts';
import { splitWithinRoom } from './reference-stages.ts';
import {
  type Account,
  EXTERNAL,
  FIRST_AGENT,
  type Instrument,
  lotsOf,
  roundOf,
  signOf,
  sizeOf,
  tell,
  trade,
  type World,
} from './reference-world.ts';

interface Candidate {
  readonly account: Account;
  readonly equity: bigint;
  /** What it would close; that it holds, or can bear. */
  readonly room: bigint;
}

function profitOf(account: Account, instrument: Instrument): number {
  const { lots, cost } = account.positions.get(instrument.index)!;
  return Number(toQuote(instrument, lots * markPerLot(instrument) - cost));
}

function scoreOf(world: World, account: Account, instrument: Instrument): number {
  const { cost: settled } = account.positions.get(instrument.index)!;
  const equity = Number(worthOf(world, account));
  const profit = profitOf(account, instrument);
  const cost = Number(sizeOf(toQuote(instrument, settled)));
  const notional = notionalOf(account, instrument);
  const leverage = notional / equity;
  switch (world.venue.autoDeleveraging.ranking) {
    case 'binance':
      return (profit / Math.max(1, Number(account.cash))) * (Number(maintenanceOf(world, account)) / equity);
    case 'bitmex': {
      const share = profit / Math.max(1, cost);
      return profit > 0 ? share * leverage : share / leverage;
    }
    case 'bybit':
      return (profit / Math.max(1, cost)) * leverage;
    case 'okx':
      return profit * leverage;
    case 'hyperliquid': {
      const ratio = Math.max(notional, cost) / Math.max(1, Math.min(notional, cost));
      return (profit >= 0 ? ratio : 1 / Math.max(1, ratio)) * leverage;
    }
    case 'dydx':
      return 0;
  }
}

/** Accounts on the other side that are worth something, in order. */
function othersOf(world: World, source: Account, instrument: Instrument, lossPerLot: number): Candidate[] {
  const side = -signOf(lotsOf(source, instrument));
  return world.accounts
    .filter((account) => account.index >= FIRST_AGENT && account !== source)
    .filter((account) => signOf(lotsOf(account, instrument)) === side && worthOf(world, account) > 0n)
    .map((account) => {
      const equity = worthOf(world, account);
      const lots = sizeOf(lotsOf(account, instrument));
      const able = lossPerLot > 0 ? BigInt(Math.floor(Number(equity) / lossPerLot)) : lots;
      return { account, equity, room: lots < able ? lots : able };
    });
}

function rank(world: World, candidates: readonly Candidate[], instrument: Instrument): Candidate[] {
  if (world.venue.autoDeleveraging.ranking === 'dydx') {
    if (candidates.length === 0) return [];
    const first = world.deleveragingStarts!.integer(candidates.length);
    return [...candidates.slice(first), ...candidates.slice(0, first)];
  }
  const scores = new Map(candidates.map(({ account }) => [account, scoreOf(world, account, instrument)]));
  return candidates.toSorted(
    (one, other) => scores.get(other.account)! - scores.get(one.account)! || one.account.index - other.account.index,
  );
}

/** Lots for each candidate, in their order. */
function allocate(world: World, candidates: readonly Candidate[], instrument: Instrument, whole: bigint): bigint[] {
  const rule = world.venue.autoDeleveraging.allocation ?? 'queue';
  const rooms = candidates.map(({ room }) => room);
  if (rule === 'queue') {
    let left = whole;
    return rooms.map((room) => {
      const part = room < left ? room : left;
      left -= part;
      return part;
    });
  }
  const lots = candidates.map(({ account }) => Number(sizeOf(lotsOf(account, instrument))));
  const weights = candidates.map(({ account, equity }, n) => {
    if (rule === 'proRataByEquity') return Number(equity);
    if (rule === 'proRataByPosition') return lots[n]!;
    if (rule === 'proRataByProfit') return Math.max(0, profitOf(account, instrument));
    return Math.max(0, lots[n]! - levelOf(candidates, lots, whole) * Number(equity));
  });
  const parts = splitWithinRoom(whole, weights, rooms);
  const left = whole - parts.reduce((sum, part) => sum + part, 0n);
  const roomLeft = rooms.map((room, n) => room - parts[n]!);
  const more = splitWithinRoom(left, lots, roomLeft);
  return parts.map((part, n) => part + more[n]!);
}

/** Lots per equity that the most leveraged are brought down to. */
function levelOf(candidates: readonly Candidate[], lots: readonly number[], whole: bigint): number {
  const ratioOf = (n: number): number => lots[n]! / Number(candidates[n]!.equity);
  const order = [...candidates.keys()].sort((one, other) => ratioOf(other) - ratioOf(one) || one - other);
  let level = 0;
  let held = 0;
  let equity = 0;
  for (const [place, n] of order.entries()) {
    held += lots[n]!;
    equity += Number(candidates[n]!.equity);
    level = Math.max(0, (held - Number(whole)) / equity);
    const next = order[place + 1];
    if (next !== undefined && ratioOf(next) <= level) break;
  }
  return level;
}

/** Those that the queue came to, and the next one. */
function visited(parties: readonly Party[], candidates: readonly Candidate[], whole: bigint): Party[] {
  let room = 0n;
  return parties.filter((_, n) => {
    const wasFull = n > 0 && room >= whole && room - candidates[n - 1]!.room >= whole;
    room += candidates[n]!.room;
    return !wasFull;
  });
}

/** What the source's share passes on to the other side, by the price rule. */
function passedOf(world: World, instrument: Instrument, position: bigint, settledShare: bigint): bigint {
  switch (world.venue.autoDeleveraging.price) {
    case 'bankruptcy':
      return settledShare;
    case 'mark':
      return 0n;
    case 'previousMark':
      return position * (markPerLot(instrument) - world.losses.valueBefore.get(instrument)!);
  }
}

/**
 * Closes a position against the other side; returns the part of the share that was not passed on. `ableByFund`: lots that the
 * fund could have carried, for the count.
 */
export function deleverage(
  world: World,
  source: Account,
  instrument: Instrument,
  share: bigint,
  ableByFund: bigint,
): bigint {
  const position = lotsOf(source, instrument);
  const side = signOf(position);
  const whole = sizeOf(position);
  const settledShare = toSettlement(instrument, share);
  const passed = passedOf(world, instrument, position, settledShare);
  const total = passed - position * markPerLot(instrument);
  const lossPerLot = Math.max(0, -Number(toQuote(instrument, passed))) / Number(whole);
  const others = othersOf(world, source, instrument, lossPerLot);
  const isQueue = (world.venue.autoDeleveraging.allocation ?? 'queue') === 'queue';
  const candidates = isQueue ? rank(world, others, instrument) : others;
  const parts = allocate(world, candidates, instrument, whole);
  const parties = candidates.map(({ account }) => partyOf(world, account, instrument));
  const asked = candidates.map(({ account }) => account);
  const external = world.accounts[EXTERNAL]!;
  if (signOf(lotsOf(external, instrument)) === -side) {
    const left = whole - parts.reduce((sum, part) => sum + part, 0n);
    const held = sizeOf(lotsOf(external, instrument));
    asked.push(external);
    parts.push(held < left ? held : left);
  }
  let closed = 0n;
  let paid = 0n;
  for (const [place, account] of asked.entries()) {
    const lots = parts[place]!;
    if (lots === 0n) continue;
    closed += lots;
    const paidUpTo = roundOf(Number(total) * (Number(closed) / Number(whole)));
    const value = paidUpTo - paid;
    paid = paidUpTo;
    trade(account, source, instrument, side * lots, -value);
    const inQuote = toQuote(instrument, -value);
    const party = parties[place];
    if (party !== undefined) {
      party.lots = lots;
      party.borne = -toQuote(instrument, side * lots * markPerLot(instrument) + value);
    }
    tell(world, 'deleveraging', { account, instrument, lots: side * lots, value: inQuote, a: source.index, b: place });
  }
  const considered = isQueue ? visited(parties, candidates, whole) : parties;
  countRound(world, instrument, considered, share, whole - ableByFund);
  const passedOn = paid + side * closed * markPerLot(instrument);
  return passedOn === settledShare ? 0n : share - toQuote(instrument, passedOn);
}
