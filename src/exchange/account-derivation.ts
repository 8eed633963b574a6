/**
 * One account against its thresholds, exactly, and how far prices may move before it has to be derived again: the
 * exchange's side of the graded rescan. Equity and requirement are those of `valuation.ts`, in one pass over the record.
 *
 * Radius. Let M be the largest move of any instrument, in scales (a scale is a share of the initial price). No leg then
 * loses more surplus than notional per scale x its model's bound, so with exposure n the sum of those over the legs,
 *
 *   equity - level x requirement >= surplus now - slack - n M,    and equity alone falls by no more than n M.
 *
 * Nothing can have been crossed while M < r = min(surplus - slack, equity - stop) / n. Moves to a leg's good side need
 * not count in M, for they take no more than its slack; an account with less than that to spare waits for any move.
 * Sums of whole quanta are exact; what products and the quotient round is below 1e-15 of r, SHORTEN takes off a million
 * times that.
 */
import type { AccountIndex, QuoteQuanta } from '../base/units.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { boundTieredFall } from '../margin/fall-bound.ts';
import { ceilPpmOf, stackTiers, type TierStack } from '../margin/tier-table.ts';
import { CACHE_LINE_BYTES } from '../base/columns.ts';
import {
  DOUBLES_PER_LINE,
  FLAGS_INT,
  hasStop,
  IDS_BYTE,
  INTS_PER_LINE,
  isWarned,
  positionsOfFlags,
  roomOfFlags,
  statusOfFlags,
} from './account-records.ts';
import { flagsOf } from './breach-watch.ts';
import type { RescanSubject } from './rescan-subject.ts';
import { GAUGE_LONG, GAUGE_MIXED, GAUGE_SHORT, GAUGE_SINGLE, RADIUS_ERROR } from './rescan-gauges.ts';
import { STATUS_ACTIVE, type ExchangeState } from './state.ts';

const SHORTEN = 1 - 1e-9;
const HAS_LONG = 1;
const HAS_SHORT = 2;
/** A leg that can lose surplus whichever way its price goes. */
const TWO_SIDED = HAS_LONG | HAS_SHORT;
const GAUGE_BY_SIDES = [GAUGE_MIXED, GAUGE_LONG, GAUGE_SHORT, GAUGE_MIXED];

/** What of the state decides about an account. */
export type DerivedState = Pick<
  ExchangeState,
  'instruments' | 'instrumentCount' | 'tiers' | 'records' | 'stopEquity' | 'markPerLot'
>;

/** [instrumentCount] moves that gauges call one scale: shares of the initial prices, by how much each price moves. */
export function scaleTicksOf(instruments: readonly Instrument[], volatilities: ArrayLike<number>): number[] {
  const largest = Math.max(...Array.from(volatilities));
  return instruments.map(({ priceInitialTicks }, i) => (priceInitialTicks * volatilities[i]) / largest);
}

export class AccountDerivation implements RescanSubject {
  gauge = GAUGE_MIXED;
  /** Accounts that the derivations since the last `clear` found to have crossed something, in no order. */
  crossed = new Int32Array(1_024);
  crossedCount = 0;
  readonly #state: DerivedState;
  readonly #warningRatio: number;
  readonly #level: number;
  /** Quanta for a lot of each instrument whose price moves by one scale. */
  readonly #scaleValues: Float64Array;
  #tiers: TierStack;
  /** [instrumentCount] surplus lost by a lot for a move of one scale, quanta, and what rounding adds a leg. */
  readonly #longFall: Float64Array;
  readonly #shortFall: Float64Array;
  readonly #slack: Float64Array;
  /** [instrumentCount] sides that a long and a short stand for. */
  readonly #longSide: Uint8Array;
  readonly #shortSide: Uint8Array;

  /** `scaleTicks` [instrumentCount]: the move that the gauges call one scale. */
  constructor(state: DerivedState, warningRatio: number, scaleTicks: ArrayLike<number>) {
    this.#state = state;
    this.#warningRatio = warningRatio;
    // Both levels are watched at once: the higher one is the nearer, and 1 stays watched below a lower warning ratio.
    this.#level = Math.max(1, warningRatio);
    this.#tiers = stackTiers(state.tiers);
    const count = state.instrumentCount;
    this.#scaleValues = Float64Array.from(state.instruments, (each, i) => each.quantaPerLotTick * scaleTicks[i]);
    this.#longFall = new Float64Array(count);
    this.#shortFall = new Float64Array(count);
    this.#slack = new Float64Array(count);
    this.#longSide = new Uint8Array(count);
    this.#shortSide = new Uint8Array(count);
    this.parametersChanged();
  }

  /** Takes in the margin tables in force; every radius that was given before is void. */
  parametersChanged(): void {
    this.#tiers = stackTiers(this.#state.tiers);
    this.#state.tiers.forEach((tiers, i) => {
      const bound = boundTieredFall(tiers, this.#level);
      this.#longFall[i] = bound.long * this.#scaleValues[i];
      this.#shortFall[i] = bound.short * this.#scaleValues[i];
      this.#slack[i] = bound.slack;
      this.#longSide[i] = bound.isOneSided ? HAS_LONG : TWO_SIDED;
      this.#shortSide[i] = bound.isOneSided ? HAS_SHORT : TWO_SIDED;
    });
  }

  clear(): void {
    this.crossedCount = 0;
  }

  derive(account: AccountIndex): number {
    const { lines, doubles, ints, bytes } = this.#state.records;
    const line = lines[account];
    const flags = ints[line * INTS_PER_LINE + FLAGS_INT];
    if (statusOfFlags(flags) !== STATUS_ACTIVE) return Infinity;
    const { markPerLot } = this.#state;
    const count = positionsOfFlags(flags);
    const ids = line * CACHE_LINE_BYTES + IDS_BYTE;
    const first = line * DOUBLES_PER_LINE + IDS_BYTE / 8 + ((roomOfFlags(flags) + 7) >> 3);
    let equity = doubles[line * DOUBLES_PER_LINE];
    let maintenance = 0;
    let exposure = 0;
    let slack = 0;
    let sides = 0;
    let legs = 0;
    let last = 0;
    for (let k = 0; k < count; k += 1) {
      const lots = doubles[first + k];
      if (lots === 0) continue;
      const i = bytes[ids + k];
      const value = lots * markPerLot[i];
      equity += value;
      slack += this.#slack[i];
      legs += 1;
      last = i;
      if (lots > 0) {
        maintenance += this.#requirementOf(i, value);
        exposure += lots * this.#longFall[i];
        sides |= this.#longSide[i];
      } else {
        maintenance += this.#requirementOf(i, -value);
        exposure -= lots * this.#shortFall[i];
        sides |= this.#shortSide[i];
      }
    }
    if (flagsOf(this.#state, account, equity, maintenance, this.#warningRatio) !== 0) {
      this.note(account);
      return -1;
    }
    if (legs === 0) return Infinity;
    this.gauge =
      legs === 1 && sides !== TWO_SIDED
        ? GAUGE_SINGLE + 2 * last + (sides === HAS_LONG ? 0 : 1)
        : GAUGE_BY_SIDES[sides];
    const level = isWarned(this.#state.records, account) ? 1 : this.#level;
    let room = equity - level * maintenance - slack;
    if (room < 0) {
      // Rounding alone could make it cross.
      this.gauge = GAUGE_MIXED;
      return 0;
    }
    if (hasStop(this.#state.records, account)) room = Math.min(room, equity - this.#state.stopEquity[account]);
    return Math.max(0, (room / exposure) * SHORTEN - RADIUS_ERROR);
  }

  check(account: AccountIndex): void {
    const { lines, doubles, ints, bytes } = this.#state.records;
    const line = lines[account];
    const flags = ints[line * INTS_PER_LINE + FLAGS_INT];
    if (statusOfFlags(flags) !== STATUS_ACTIVE) return;
    const { markPerLot } = this.#state;
    const count = positionsOfFlags(flags);
    const ids = line * CACHE_LINE_BYTES + IDS_BYTE;
    const first = line * DOUBLES_PER_LINE + IDS_BYTE / 8 + ((roomOfFlags(flags) + 7) >> 3);
    let equity = doubles[line * DOUBLES_PER_LINE];
    let maintenance = 0;
    for (let k = 0; k < count; k += 1) {
      const lots = doubles[first + k];
      if (lots === 0) continue;
      const i = bytes[ids + k];
      const value = lots * markPerLot[i];
      equity += value;
      maintenance += this.#requirementOf(i, Math.abs(value));
    }
    if (flagsOf(this.#state, account, equity, maintenance, this.#warningRatio) !== 0) this.note(account);
  }

  /** Maintenance margin of one leg: `computeMaintenanceMargin`, over the stacked tables. */
  #requirementOf(instrument: number, notional: QuoteQuanta): QuoteQuanta {
    const { starts, notionalMax, maintenanceRatePpm, maintenanceDeduction } = this.#tiers;
    let k = starts[instrument];
    while (notional >= notionalMax[k]) k += 1;
    return ceilPpmOf(notional, maintenanceRatePpm[k]) - maintenanceDeduction[k];
  }

  /** Adds an account to `crossed`. */
  note(account: AccountIndex): void {
    if (this.crossedCount === this.crossed.length) {
      const larger = new Int32Array(2 * this.crossed.length);
      larger.set(this.crossed);
      this.crossed = larger;
    }
    this.crossed[this.crossedCount] = account;
    this.crossedCount += 1;
  }
}
