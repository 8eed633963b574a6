/**
 * Basis and funding arbitrageur: sells the leg that is dear and buys the one that is cheap, or a leg outside the venue,
 * while the spread or the difference of funding is worth it. The flow that keeps legs together, as far as its capital
 * goes; under margin stress it unwinds, and drives them apart.
 */
import type { AccountIndex, SimTimeUs } from '../../base/units.ts';
import { NO_INSTRUMENT } from '../../instruments/instrument.ts';
import { log } from '../../numeric/math.ts';
import type { BasisArbitrageurClass } from '../agent-class.ts';
import type { AccountRange, AgentView, Behaviour, CommandSink } from '../behaviour.ts';
import { OrdersUnderWay } from './orders-under-way.ts';

export function createBasisArbitrageur(
  range: AccountRange,
  rules: BasisArbitrageurClass,
  wakeIntervalUs: SimTimeUs,
): Behaviour {
  const { leg, against } = rules;
  const underWay = new OrdersUnderWay(range);
  const wishes = new Wishes(range, rules);

  const trade = (view: AgentView, account: AccountIndex, i: number, wanted: number, commands: CommandSink): void => {
    const lots = wanted - view.lotsOf(account, i);
    if (lots === 0 || view.isHalted(i)) return;
    underWay.sent(account);
    commands.order(account, i, lots, 'basisTrade', view.reactionUsOf(account));
  };

  return {
    wakeIntervalUs,
    onOrder: (account) => underWay.arrived(account),
    onBreach: (account) => wishes.abandon(account),
    onDeleveraged: (view, account, instrument) => {
      if (instrument === leg) wishes.follow(view, account);
    },
    onWake: (view, commands) => {
      const spread = basisOf(view, leg) - basisOf(view, against);
      const funding = view.fundingRateOf(leg) - (against === NO_INSTRUMENT ? 0 : view.fundingRateOf(against));
      for (let account = range.first; account < range.end; account += 1) {
        if (!view.isActive(account) || underWay.has(account)) continue;
        wishes.decide(view, account, spread, funding);
        trade(view, account, leg, wishes.leg[account - range.first], commands);
        if (against !== NO_INSTRUMENT) trade(view, account, against, wishes.against[account - range.first], commands);
      }
    },
  };
}

/** What each account wants to hold, by account of the class. */
class Wishes {
  /** Lots of either leg. */
  readonly leg: Float64Array;
  readonly against: Float64Array;
  readonly #first: AccountIndex;
  readonly #rules: BasisArbitrageurClass;
  /** Side in the leg, 0 when it is out. */
  readonly #side: Int8Array;
  /** 1 after stress: it does not come back before the spread has closed. */
  readonly #isBarred: Uint8Array;

  constructor({ first, end }: AccountRange, rules: BasisArbitrageurClass) {
    this.#first = first;
    this.#rules = rules;
    this.leg = new Float64Array(end - first);
    this.against = new Float64Array(end - first);
    this.#side = new Int8Array(end - first);
    this.#isBarred = new Uint8Array(end - first);
  }

  decide(view: AgentView, account: AccountIndex, spread: number, funding: number): void {
    const slot = account - this.#first;
    const entry = entryOf(this.#rules, spread, funding, view.triggerOf(account));
    if (this.#side[slot] === 0) {
      if (entry === 0) this.#isBarred[slot] = 0;
      else if (this.#isBarred[slot] === 0) this.#enter(view, account, entry);
    } else if (view.maintenanceOf(account) > this.#rules.stressRatio * view.equityOf(account)) {
      this.abandon(account);
    } else if (!isWorthHolding(this.#rules, this.#side[slot], spread, funding)) this.#leave(slot);
  }

  /** Margin stress, or the venue closes the positions: the account does not open them again. */
  abandon(account: AccountIndex): void {
    this.#isBarred[account - this.#first] = 1;
    this.#leave(account - this.#first);
  }

  /** Somebody else changed the leg: the other one is matched to what is left. */
  follow(view: AgentView, account: AccountIndex): void {
    const slot = account - this.#first;
    if (this.#side[slot] === 0) return;
    this.leg[slot] = view.lotsOf(account, this.#rules.leg);
    this.#match(view, slot);
  }

  #enter(view: AgentView, account: AccountIndex, side: number): void {
    const slot = account - this.#first;
    const notional = view.equityOf(account) * view.appetiteOf(account);
    const lots = Math.floor(notional / view.markPerLotOf(this.#rules.leg));
    if (lots <= 0) return;
    this.#side[slot] = side;
    this.leg[slot] = side * lots;
    this.#match(view, slot);
  }

  /** The other leg for the same notional, rounded down. */
  #match(view: AgentView, slot: number): void {
    const { leg, against } = this.#rules;
    if (against === NO_INSTRUMENT) return;
    const notional = Math.abs(this.leg[slot]) * view.markPerLotOf(leg);
    // + 0 turns a -0 into 0.
    this.against[slot] = -Math.sign(this.leg[slot]) * Math.floor(notional / view.markPerLotOf(against)) + 0;
  }

  #leave(slot: number): void {
    this.#side[slot] = 0;
    this.leg[slot] = 0;
    this.against[slot] = 0;
  }
}

/** log(mark / index); outside the venue the price is the index. */
function basisOf(view: AgentView, i: number): number {
  return i === NO_INSTRUMENT ? 0 : log(view.markTicksOf(i) / view.indexTicksOf(i));
}

/** Side in the leg: -1 where it is dear or its longs pay, 1 where it is cheap or its shorts pay, 0 neither. */
function entryOf({ funding: rules }: BasisArbitrageurClass, spread: number, funding: number, trigger: number): number {
  if (Math.abs(spread) >= trigger) return -Math.sign(spread);
  if (rules !== null && Math.abs(funding) >= rules.entryRate) return -Math.sign(funding);
  return 0;
}

function isWorthHolding(
  { exitBasis, funding: rules }: BasisArbitrageurClass,
  side: number,
  spread: number,
  funding: number,
): boolean {
  return -side * spread > exitBasis || (rules !== null && -side * funding > rules.exitRate);
}
