/**
 * What the reference exchange remembers for the sharing of losses, and what happens by its clock: the fund's drawdown
 * trigger, money from outside, the period of profits, funds of instruments, surplus. Written from
 * docs/exchange-rules.md, section 13.
 */
import { DEFAULT_FUND_RESERVE } from '../../src/exchange/loss/loss-rules.ts';
import { markPerLot, worthOf } from './reference-margin.ts';
import type { WakeAt } from './reference-mechanisms.ts';
import {
  type Account,
  ceilOfPpm,
  FIRST_AGENT,
  floorOfPpm,
  FUND,
  type Instrument,
  OUTSIDE,
  pay,
  tell,
  type World,
} from './reference-world.ts';

export interface Losses {
  standsBack: boolean;
  /** Every look at the fund, with its time. */
  readonly looks: { readonly at: number; readonly level: bigint }[];
  /** Equity from which an agent's profits count. */
  readonly profitFrom: Map<Account, bigint>;
  /** Of each member: what it paid in, what is left of that, and what it has paid beyond it. */
  readonly contributions: Map<Account, { readonly paidIn: bigint; left: bigint; called: bigint }>;
  /** Value of a lot before the last mark update. */
  readonly valueBefore: Map<Instrument, bigint>;
}

const KINDS = { inflow: 0, period: 1 } as const;

export function openLosses(): Losses {
  return {
    standsBack: false,
    looks: [],
    profitFrom: new Map(),
    contributions: new Map(),
    valueBefore: new Map(),
  };
}

/** Accounts of traders and makers: all but the venue's own before and after them. */
export function agentsOf({ accounts, venue }: World): Account[] {
  return accounts.slice(FIRST_AGENT, accounts.length - venue.reserves.length - (venue.portfolio === null ? 0 : 1));
}

export function reserveOf(world: World, name: string): Account {
  const place = world.venue.reserves.findIndex((reserve) => reserve.name === name);
  if (place < 0) throw new Error(`no reserve is named ${name}`);
  return world.accounts[FIRST_AGENT + agentsOf(world).length + place]!;
}

function setProfitBase(world: World): void {
  for (const agent of agentsOf(world)) world.losses.profitFrom.set(agent, worthOf(world, agent));
}

export function countDeposit(world: World, account: Account, amount: bigint): void {
  const before = world.losses.profitFrom.get(account);
  if (before !== undefined) world.losses.profitFrom.set(account, before + amount);
}

/** The clock of losses, or null where nothing happens by it. */
export function createLossClock(world: World, wakeAt: WakeAt) {
  const { inflow, trigger, clawbackPeriodUs, defaultFund } = world.venue.loss;
  const counts = world.venue.waterfall.includes('clawback');
  const hasPeriod = counts && clawbackPeriodUs < Infinity;
  for (const { first, end, contribution } of defaultFund?.members ?? []) {
    for (const member of world.accounts.slice(first, end)) {
      const paidIn = BigInt(contribution);
      world.losses.contributions.set(member, { paidIn, left: paidIn, called: 0n });
    }
  }
  if (counts) setProfitBase(world);
  rememberValues(world);
  if (inflow === null && trigger === null && !hasPeriod) return null;
  return {
    start(): void {
      lookAtFund(world);
      if (hasPeriod) wakeAt(clawbackPeriodUs, KINDS.period);
      if (inflow !== null) wakeAt(inflow.intervalUs, KINDS.inflow);
    },
    onTimer(kind: number): void {
      if (kind === KINDS.period) {
        setProfitBase(world);
        wakeAt(world.now + clawbackPeriodUs, KINDS.period);
        return;
      }
      const amount = BigInt(inflow!.amount);
      const fund = world.accounts[FUND]!;
      pay(world.accounts[OUTSIDE]!, fund, amount);
      tell(world, 'fundInflow', { account: fund, value: amount, b: worthOf(world, fund) });
      lookAtFund(world);
      wakeAt(world.now + inflow!.intervalUs, KINDS.inflow);
    },
  };
}

/** What a lot is worth now is what it was worth before the mark update that comes. */
export function rememberValues({ instruments, losses }: World): void {
  for (const instrument of instruments) {
    if (!instrument.isSpot) losses.valueBefore.set(instrument, markPerLot(instrument));
  }
}

/** The drawdown trigger sees the fund; true when it stands back from now on. */
export function lookAtFund(world: World): boolean {
  const { losses, now } = world;
  const rules = world.venue.loss.trigger;
  if (rules === null) return false;
  const fund = world.accounts[FUND]!;
  const equity = worthOf(world, fund);
  const level = equity > 0n ? equity : 0n;
  losses.looks.push({ at: now, level });
  let peak = 0n;
  for (const look of losses.looks) if (look.at > now - rules.windowUs && look.level > peak) peak = look.level;
  const standsBack = peak > 0n && level <= peak - ceilOfPpm(peak, rules.drawdownPpm);
  if (standsBack !== losses.standsBack) {
    losses.standsBack = standsBack;
    tell(world, 'fundTrigger', { account: fund, value: level, a: standsBack ? 1 : 0, b: peak });
  }
  return standsBack;
}

/** The fund that pays first for a leg in the instrument, if it has one of its own. */
function groupFundOf(world: World, instrument: Instrument): Account | null {
  const group = world.venue.loss.groups.find(({ instruments }) => instruments.includes(instrument.index));
  return group === undefined ? null : reserveOf(world, group.reserve);
}

/** Who gets the fees of liquidations in the instrument. */
export function feeFundOf(world: World, instrument: Instrument): Account {
  return groupFundOf(world, instrument) ?? world.accounts[FUND]!;
}

/** The instrument's own fund pays what it can; returns what is still missing. */
export function drawOnGroupFund(world: World, account: Account, instrument: Instrument, share: bigint): bigint {
  const fund = groupFundOf(world, instrument);
  if (fund === null || share >= 0n) return share;
  const able = worthOf(world, fund);
  const paid = -share < able ? -share : able;
  if (paid <= 0n) return share;
  pay(fund, account, paid);
  tell(world, 'groupFundPayment', { account, instrument, value: paid, a: fund.index, b: worthOf(world, fund) });
  return share + paid;
}

/** Part of what a closed account has left goes to the fund. */
export function giveSurplus(world: World, account: Account): void {
  const equity = worthOf(world, account);
  const part = equity > 0n ? floorOfPpm(equity, world.venue.loss.surplusSharePpm) : 0n;
  const surplus = part < account.cash ? part : account.cash;
  if (surplus <= 0n) return;
  pay(account, world.accounts[FUND]!, surplus);
  tell(world, 'surplus', { account, value: surplus, a: FUND, b: worthOf(world, world.accounts[FUND]!) });
}

export function defaultFundOf(world: World): Account {
  return reserveOf(world, DEFAULT_FUND_RESERVE);
}
