/**
 * What the reference exchange counts of losses and of deleveraging, without a fact. Written from docs/exchange-rules.md,
 * section 13.
 */
import type { LossRecord } from '../../src/exchange/loss/loss-book.ts';
import { notionalOf, notionalPerLot, worthOf } from './reference-margin.ts';
import { type Account, type Instrument, sizeOf, type World } from './reference-world.ts';

interface Burden {
  borne: bigint;
  notional: number;
  /** By instrument. */
  readonly lots: bigint[];
}

export interface Counts {
  rounds: number;
  needed: bigint;
  borne: bigint;
  overshoot: bigint;
  overshootNotional: number;
  ranksBroken: number;
  readonly burdens: Map<Account, Burden>;
  /** By instrument. */
  readonly lots: bigint[];
  readonly overshootLots: bigint[];
  readonly rehedgeMoveLog: number[];
  /** Beyond equity, by account. */
  readonly losses: Map<Account, bigint>;
  fundShortfall: bigint;
  lossDeleveraged: bigint;
}

/** An agent that was considered in one position's deleveraging. */
export interface Party {
  readonly account: Account;
  readonly leverageBefore: number;
  lots: bigint;
  /** Given up against the mark. */
  borne: bigint;
}

const zeros = (instruments: number): bigint[] => Array.from({ length: instruments }, () => 0n);

export function openCounts(instruments: number): Counts {
  return {
    lots: zeros(instruments),
    overshootLots: zeros(instruments),
    rounds: 0,
    needed: 0n,
    borne: 0n,
    overshoot: 0n,
    overshootNotional: 0,
    ranksBroken: 0,
    burdens: new Map(),
    rehedgeMoveLog: Array.from({ length: instruments }, () => 0),
    losses: new Map(),
    fundShortfall: 0n,
    lossDeleveraged: 0n,
  };
}

export function partyOf(world: World, account: Account, instrument: Instrument): Party {
  return { account, leverageBefore: leverageOf(world, account, instrument), lots: 0n, borne: 0n };
}

function equityOf(world: World, account: Account): number {
  return Math.max(1, Number(worthOf(world, account)));
}

function leverageOf(world: World, account: Account, instrument: Instrument): number {
  return notionalOf(account, instrument) / equityOf(world, account);
}

/** Counts one position, once it has been deleveraged; `neededLots`: lots of it that the fund could not have carried. */
export function countRound(
  world: World,
  instrument: Instrument,
  parties: readonly Party[],
  share: bigint,
  neededLots: bigint,
): void {
  const { counts } = world;
  const perLot = notionalPerLot(instrument);
  let lots = 0n;
  let borne = 0n;
  for (const party of parties) {
    const burden = counts.burdens.get(party.account) ?? { borne: 0n, notional: 0, lots: zeros(counts.lots.length) };
    counts.burdens.set(party.account, burden);
    burden.borne += party.borne;
    burden.notional += Number(party.lots) * perLot;
    burden.lots[instrument.index]! += party.lots;
    borne += party.borne;
    lots += party.lots;
  }
  if (lots === 0n) return;
  const needed = share < 0n ? -share : 0n;
  counts.rounds += 1;
  counts.needed += needed;
  counts.borne += borne;
  if (borne > needed) counts.overshoot += borne - needed;
  counts.lots[instrument.index]! += lots;
  if (lots > neededLots) {
    counts.overshootLots[instrument.index]! += lots - neededLots;
    counts.overshootNotional += Number(lots - neededLots) * perLot;
  }
  if (isOrderBroken(world, instrument, parties)) counts.ranksBroken += 1;
}

function isOrderBroken(world: World, instrument: Instrument, parties: readonly Party[]): boolean {
  const perLot = notionalPerLot(instrument);
  const after = parties.map(({ account, leverageBefore }) => {
    const leverage = leverageOf(world, account, instrument);
    const lot = perLot / equityOf(world, account);
    return { before: leverageBefore, least: leverage - lot, most: leverage + lot };
  });
  return after.some((one) => after.some((other) => one.before < other.before && one.least > other.most));
}

/** Largest number of lots that fit, by bisection. */
export function mostThatFit(lots: bigint, fits: (lots: bigint) => boolean): bigint {
  if (!fits(0n)) return 0n;
  let low = 0n;
  let high = sizeOf(lots) + 1n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

export function countLoss({ counts }: World, account: Account, amount: bigint): void {
  counts.losses.set(account, (counts.losses.get(account) ?? 0n) + amount);
}

/** The deficit in the equity behind a position, before and after it was deleveraged: the difference went with it. */
export function countDeleveraged({ counts }: World, before: bigint, after: bigint): void {
  const deficitOf = (equity: bigint): bigint => (equity < 0n ? -equity : 0n);
  counts.lossDeleveraged += deficitOf(before) - deficitOf(after);
}

export function lossRecordOf({ counts }: World): LossRecord {
  const burdens = [...counts.burdens.values()];
  return {
    deleveraging: {
      rounds: counts.rounds,
      needed: Number(counts.needed),
      borne: Number(counts.borne),
      overshoot: Number(counts.overshoot),
      overshootNotional: counts.overshootNotional,
      lots: counts.lots.map(Number),
      overshootLots: counts.overshootLots.map(Number),
      burdenLotsMax: counts.lots.map((_, i) => Math.max(0, ...burdens.map(({ lots }) => Number(lots[i]!)))),
      burdenMax: Math.max(0, ...burdens.map(({ borne }) => Number(borne))),
      burdenNotionalMax: Math.max(0, ...burdens.map(({ notional }) => notional)),
      ranksBroken: counts.ranksBroken,
      rehedgeMoveLog: [...counts.rehedgeMoveLog],
    },
    losses: [...counts.losses.values()].map(Number).sort((one, other) => other - one),
    fundShortfall: Number(counts.fundShortfall),
    lossDeleveraged: Number(counts.lossDeleveraged),
  };
}
