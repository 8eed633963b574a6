/**
 * Rank of one leg of one account for auto-deleveraging: as it is now, and the highest that it can become while no mark
 * moves by more than a given share.
 *
 * Bound. With every mark within `share` of its present price, the leg's profit rises by at most its notional x share,
 * requirement by at most the steepest rate x gross x share and a quantum a leg, and the rest of the account, equity
 * less the leg's profit, falls by at most the other legs' gross x share; cash and entry value stay. Where profit is
 * positive the ranks of `deleveraging-rank.ts` are profit / (rest + profit) times something that rises with requirement
 * or notional; that quotient rises with profit and falls with the rest as long as the rest is positive, so the rank at
 * the highest profit, the highest requirement and the lowest rest bounds them all. Elsewhere ranks are not above zero.
 */
import { PPM_PER_UNIT, type AccountIndex, type InstrumentIndex } from '../base/units.ts';
import { DELEVERAGING_RANKS, type RankedLeg } from '../margin/deleveraging-rank.ts';
import { computeMaintenanceMargin } from '../margin/tier-table.ts';
import { findPosition, firstIdOf, firstPositionOf, positionsOf } from './account-records.ts';
import { settledOf, type ExchangeState } from './state.ts';
import type { AutoDeleveragingRules } from './venue-rules.ts';

/** The account has no leg on that side. */
export const NO_LEG = -Infinity;
/** Covers the rounding of the worst case's own figures. */
const WIDEN = 1 + 1e-12;

type Figures = { -readonly [K in keyof RankedLeg]: RankedLeg[K] };

export class LegScorer {
  readonly #state: ExchangeState;
  readonly #rank: (leg: RankedLeg) => number;
  readonly #steepest: number;
  readonly #leg: Figures = { profit: 0, notional: 0, entryValue: 0, cash: 0, equity: 0, maintenance: 0 };
  #gross = 0;
  #legs = 0;

  constructor(state: ExchangeState, ranking: AutoDeleveragingRules['ranking']) {
    this.#state = state;
    this.#rank = DELEVERAGING_RANKS[ranking];
    this.#steepest =
      Math.max(0, ...state.tiers.flatMap((tiers) => Array.from(tiers.maintenanceRatePpm))) / PPM_PER_UNIT;
  }

  /** Score of the account's leg on `side` (+1 long) of the instrument; NO_LEG without one or without equity. */
  scoreOf(account: AccountIndex, instrument: InstrumentIndex, side: number): number {
    if (!this.#read(account, instrument, side) || this.#leg.equity <= 0) return NO_LEG;
    return this.#rank(this.#leg);
  }

  /** What the score cannot exceed while no mark moves by more than `share`; NO_LEG when there cannot be one. */
  boundOf(account: AccountIndex, instrument: InstrumentIndex, side: number, share: number): number {
    if (!this.#read(account, instrument, side)) return NO_LEG;
    const leg = this.#leg;
    const swing = this.#gross * share * WIDEN + 1;
    if (leg.equity + swing <= 0) return NO_LEG;
    const rest = leg.equity - leg.profit - (this.#gross - leg.notional) * share * WIDEN - 1;
    const legSwing = leg.notional * share * WIDEN + 1;
    leg.profit += legSwing;
    if (leg.profit <= 0) return 0;
    if (rest <= 0) return Infinity;
    leg.notional += legSwing;
    leg.maintenance += this.#steepest * swing + this.#legs;
    leg.equity = rest + leg.profit;
    return this.#rank(leg) * WIDEN;
  }

  #read(account: AccountIndex, instrument: InstrumentIndex, side: number): boolean {
    const { records, costs, markPerLot, tiers } = this.#state;
    const position = findPosition(records, account, instrument);
    if (position < 0 || records.doubles[position] * side <= 0) return false;
    const first = firstPositionOf(records, account);
    const ids = firstIdOf(records, account);
    const leg = this.#leg;
    let equity = settledOf(this.#state, account);
    let cash = equity;
    let maintenance = 0;
    this.#gross = 0;
    this.#legs = 0;
    for (let k = positionsOf(records, account) - 1; k >= 0; k -= 1) {
      const lots = records.doubles[first + k];
      if (lots === 0) continue;
      const i = records.bytes[ids + k];
      const value = lots * markPerLot[i];
      const notional = Math.abs(value);
      equity += value;
      cash += costs[first + k];
      maintenance += computeMaintenanceMargin(tiers[i], notional);
      this.#gross += notional;
      this.#legs += 1;
    }
    const value = records.doubles[position] * markPerLot[instrument];
    leg.profit = value - costs[position];
    leg.notional = Math.abs(value);
    leg.entryValue = Math.abs(costs[position]);
    leg.cash = cash;
    leg.equity = equity;
    leg.maintenance = maintenance;
    return true;
  }
}
