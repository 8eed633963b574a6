/**
 * Rank of one leg of one account for auto-deleveraging: as it is now, and the highest that it can become while no mark
 * moves by more than a given share.
 *
 * Bound. With every mark within a share of its present price, the leg's profit rises by at most its notional x share,
 * requirement by at most the steepest rate x all notionals x their shares and a quantum a leg, and the rest of the
 * account, equity less the leg's profit, falls by at most the other notionals x their share; cash and entry value stay. Where profit is
 * positive the ranks of `deleveraging-rank.ts` are profit / (rest + profit) times something that rises with requirement
 * or notional; that quotient rises with profit and falls with the rest as long as the rest is positive, so the rank at
 * the highest profit, the highest requirement and the lowest rest bounds them all; where the rest may be negative, the
 * lowest equity stands for the denominator. Elsewhere ranks are not above zero.
 */
import { PPM_PER_UNIT, type AccountIndex, type InstrumentIndex } from '../base/units.ts';
import { DELEVERAGING_RANKS, type DeleveragingRanking, type RankedLeg } from '../margin/deleveraging-rank.ts';
import { computeMaintenanceMargin } from '../margin/tier-table.ts';
import { findPosition, firstIdOf, firstPositionOf, positionsOf } from './account-records.ts';
import { settledOf, type ExchangeState } from './state.ts';

/** The account has no leg on that side. */
export const NO_LEG = -Infinity;
/** Covers the rounding of the worst case's own figures. */
const WIDEN = 1 + 1e-12;

type Figures = { -readonly [K in keyof RankedLeg]: RankedLeg[K] };

export class LegScorer {
  readonly #state: ExchangeState;
  readonly #rank: (leg: RankedLeg) => number;
  /** Highest maintenance rate of all brackets. */
  #steepest = 0;
  readonly #leg: Figures = { profit: 0, notional: 0, entryValue: 0, cash: 0, equity: 0, maintenance: 0 };
  /** Of the account that was read last. */
  #equity = 0;
  #maintenance = 0;
  #gross = 0;
  #legs = 0;

  constructor(state: ExchangeState, ranking: DeleveragingRanking) {
    this.#state = state;
    this.#rank = DELEVERAGING_RANKS[ranking];
    this.parametersChanged();
  }

  /** Margin rates changed: bounds that were given before do not hold any more. */
  parametersChanged(): void {
    const rates = this.#state.tiers.flatMap((tiers) => Array.from(tiers.maintenanceRatePpm));
    this.#steepest = Math.max(0, ...rates) / PPM_PER_UNIT;
  }

  /** Score of the account's leg on `side` (+1 long) of the instrument; NO_LEG without one or without equity. */
  scoreOf(account: AccountIndex, instrument: InstrumentIndex, side: number): number {
    const { records } = this.#state;
    const position = findPosition(records, account, instrument);
    if (position < 0 || records.doubles[position] * side <= 0) return NO_LEG;
    this.read(account);
    if (this.#equity <= 0) return NO_LEG;
    this.#readLeg(position, instrument);
    return this.#rank(this.#leg);
  }

  /**
   * What the score of a leg cannot exceed while its own mark moves by no more than `own` and no other by more than
   * `others`, shares of what they are now; NO_LEG when there cannot be one. The leg is that of the account that was
   * read last, `position` the place of its lots in the records.
   */
  boundOf(position: number, instrument: InstrumentIndex, own: number, others: number): number {
    this.#readLeg(position, instrument);
    const leg = this.#leg;
    const legSwing = leg.notional * own * WIDEN + 1;
    const restSwing = (this.#gross - leg.notional) * others * WIDEN + 1;
    const swing = legSwing + restSwing;
    if (leg.equity + swing <= 0) return NO_LEG;
    const rest = leg.equity - leg.profit - restSwing;
    const equityLowest = leg.equity - swing;
    leg.profit += legSwing;
    if (leg.profit <= 0) return 0;
    if (rest <= 0 && equityLowest <= 0) return Infinity;
    leg.notional += legSwing;
    leg.maintenance += this.#steepest * swing + this.#legs;
    leg.equity = rest > 0 ? rest + leg.profit : equityLowest;
    return this.#rank(leg) * WIDEN;
  }

  /** Reads an account as a whole. */
  read(account: AccountIndex): void {
    const { records, costs, markPerLot, tiers } = this.#state;
    const first = firstPositionOf(records, account);
    const ids = firstIdOf(records, account);
    const settled = settledOf(this.#state, account);
    let cash = settled;
    let value = 0;
    this.#maintenance = 0;
    this.#gross = 0;
    this.#legs = 0;
    for (let k = positionsOf(records, account) - 1; k >= 0; k -= 1) {
      const lots = records.doubles[first + k];
      if (lots === 0) continue;
      const i = records.bytes[ids + k];
      const legValue = lots * markPerLot[i];
      const notional = Math.abs(legValue);
      value += legValue;
      cash += costs[first + k];
      this.#maintenance += computeMaintenanceMargin(tiers[i], notional);
      this.#gross += notional;
      this.#legs += 1;
    }
    this.#equity = settled + value;
    this.#leg.cash = cash;
  }

  #readLeg(position: number, instrument: InstrumentIndex): void {
    const { records, costs, markPerLot } = this.#state;
    const leg = this.#leg;
    const value = records.doubles[position] * markPerLot[instrument];
    leg.profit = value - costs[position];
    leg.notional = Math.abs(value);
    leg.entryValue = Math.abs(costs[position]);
    leg.equity = this.#equity;
    leg.maintenance = this.#maintenance;
  }
}
