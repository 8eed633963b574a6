/**
 * The passes of netting over a run of accounts: everything that takes a look at each leg. Runs may be passed over
 * anywhere and in any order; sums are of whole numbers and therefore exact however accounts are cut into runs.
 *
 * Each pass may be interrupted and done again: what an account wants stands in `wanted` and is never changed but struck
 * out, while its record first holds what it was drawn, then what it may hold at most, and in the end what it holds.
 */
import { firstIdOf, firstPositionOf, positionsOf } from '../exchange/account-records.ts';
import type { Population } from '../exchange/accounts.ts';
import type { AccountRange } from './behaviour.ts';
import { createLegLimits, type LegLimits } from './leg-limits.ts';
import { INITIAL_MARGIN_USE, type PopulationTerms } from './population-terms.ts';

/** Index of a side, the longs or the shorts of an instrument, in columns over all of them. */
export function sideOf(instrument: number, signedLots: number): number {
  return 2 * instrument + (signedLots > 0 ? 0 : 1);
}

/** What limits come to on a run of accounts; columns by side, whole lots. */
export interface LimitSums {
  /** Limits of all legs. */
  readonly limits: Float64Array;
  /** Legs that stop at their limit: how many, and their limits. */
  readonly capped: Float64Array;
  readonly cappedLimits: Float64Array;
  /** What the other legs want. */
  readonly uncapped: Float64Array;
  /** Accounts with less equity than the margin of what they hold. */
  readonly short: number;
}

/** How the legs of each side become whole lots; columns by side. */
export interface Scaling {
  /** Lots for all legs that are scaled, on all runs together, and what those want. */
  readonly left: Float64Array;
  readonly base: Float64Array;
  /** What those on the runs before this one want. */
  readonly before: Float64Array;
}

export class NettingPasses {
  readonly #population: Population;
  /** Laid out like the records' doubles: lots as drawn, 0 where a leg stops at its limit. */
  readonly #wanted: Float64Array;
  readonly #sideCount: number;
  readonly #limits: LegLimits;
  /** [instrumentCount] 1: balances, which are nobody else's position. */
  readonly #isSpot: Uint8Array;
  /** [classCount] 1: hedged books, which scaling legs apart would unhedge, and positions of a stated size; they stay. */
  readonly #isKept: Uint8Array;
  /** [classCount] 1: accounts of a book, which may have less than initial margin, as accounts of a venue may. */
  readonly #isListed: Uint8Array;
  readonly #legMargins: Float64Array;

  constructor(terms: PopulationTerms, population: Population, wanted: Float64Array) {
    this.#population = population;
    this.#wanted = wanted;
    this.#sideCount = 2 * terms.instruments.length;
    this.#limits = createLegLimits(terms, population);
    this.#isSpot = Uint8Array.from(terms.instruments, ({ contract }) => (contract.kind === 'spot' ? 1 : 0));
    this.#isKept = Uint8Array.from(terms.classes, ({ hedge, keepsSize }) => (hedge === null && !keepsSize ? 0 : 1));
    this.#isListed = Uint8Array.from(terms.classes, ({ listed }) => (listed === null ? 0 : 1));
    this.#legMargins = new Float64Array(terms.instruments.length);
  }

  /** Takes down what was drawn; returns the lots that each side wants, and where books are hedged what each side keeps. */
  collect({ first, end }: AccountRange): Float64Array {
    const { records, agentClass } = this.#population;
    const wanted = this.#wanted;
    const sums = new Float64Array(this.#isKept.includes(1) ? 2 * this.#sideCount : this.#sideCount);
    for (let account = first; account < end; account += 1) {
      const ids = firstIdOf(records, account);
      const from = firstPositionOf(records, account);
      const count = positionsOf(records, account);
      const isKept = this.#isKept[agentClass[account]] === 1;
      for (let k = 0; k < count; k += 1) {
        const lots = records.doubles[from + k];
        const i = records.bytes[ids + k];
        const isScaled = !isKept && this.#isSpot[i] === 0;
        wanted[from + k] = isScaled ? lots : 0;
        if (lots === 0 || this.#isSpot[i] === 1) continue;
        sums[sideOf(i, lots) + (isKept ? this.#sideCount : 0)] += Math.abs(lots);
      }
    }
    return sums;
  }

  /** Puts what a leg may hold in its record, on sides with a factor, and tells who would stop there at that factor. */
  limit({ first, end }: AccountRange, factors: Float64Array): LimitSums {
    const { records } = this.#population;
    const wanted = this.#wanted;
    const limits = this.#limits;
    const margins = this.#legMargins;
    const sums = this.#noSums();
    for (let account = first; account < end; account += 1) {
      const ids = firstIdOf(records, account);
      const from = firstPositionOf(records, account);
      const count = positionsOf(records, account);
      let margin = 0;
      for (let k = 0; k < count; k += 1) {
        const i = records.bytes[ids + k];
        const lots = wanted[from + k];
        margins[k] = lots === 0 ? 0 : limits.needAlone(i, lots);
        margin += margins[k];
      }
      if (margin === 0) continue;
      const equity = limits.equityOf(account);
      for (let k = 0; k < count; k += 1) {
        const i = records.bytes[ids + k];
        const signed = wanted[from + k];
        const side = sideOf(i, signed);
        if (signed === 0 || factors[side] === 0) continue;
        // Equity stands behind an account's legs in proportion to the margin that each needs as drawn: a share by
        // notional could leave a leg with a low rate room that another leg's margin has taken already.
        const behind = Math.floor(equity * (margins[k] / margin) * INITIAL_MARGIN_USE);
        const lots = Math.abs(signed);
        const limit = Math.max(lots, limits.affordableLots(i, signed, behind));
        records.doubles[from + k] = signed > 0 ? limit : -limit;
        sums.limits[side] += limit;
        countLeg(sums, side, lots, limit, lots * factors[side] > limit);
      }
    }
    return sums;
  }

  /** Strikes out who stops at their limit at these factors, or did at lower ones, on sides with a factor. */
  cap({ first, end }: AccountRange, factors: Float64Array): LimitSums {
    const { records, agentClass } = this.#population;
    const wanted = this.#wanted;
    const sums = this.#noSums();
    for (let account = first; account < end; account += 1) {
      const ids = firstIdOf(records, account);
      const from = firstPositionOf(records, account);
      const count = positionsOf(records, account);
      for (let k = 0; k < count; k += 1) {
        const held = records.doubles[from + k];
        const side = sideOf(records.bytes[ids + k], held);
        if (held === 0 || factors[side] === 0 || this.#isKept[agentClass[account]] === 1) continue;
        const limit = Math.abs(held);
        const lots = Math.abs(wanted[from + k]);
        const stops = lots === 0 || lots * factors[side] > limit;
        if (stops) wanted[from + k] = 0;
        countLeg(sums, side, lots, limit, stops);
      }
    }
    return sums;
  }

  /** Whole lots by cumulative rounding in account order, so that no lot is lost; who stops at a limit holds it already. */
  scale({ first, end }: AccountRange, { left, base, before }: Scaling): void {
    const { records } = this.#population;
    const wanted = this.#wanted;
    const cumulative = before.slice();
    const given = cumulative.map((lots, side) => (lots === 0 ? 0 : Math.round(left[side] * (lots / base[side]))));
    for (let account = first; account < end; account += 1) {
      const ids = firstIdOf(records, account);
      const from = firstPositionOf(records, account);
      const count = positionsOf(records, account);
      for (let k = 0; k < count; k += 1) {
        const lots = wanted[from + k];
        if (lots === 0) continue;
        const side = sideOf(records.bytes[ids + k], lots);
        cumulative[side] += Math.abs(lots);
        const upTo = Math.round(left[side] * (cumulative[side] / base[side]));
        records.doubles[from + k] = lots > 0 ? upTo - given[side] : -(upTo - given[side]);
        given[side] = upTo;
      }
    }
  }

  /** Counts who holds more than their equity allows. Changes nothing. */
  check({ first, end }: AccountRange): LimitSums {
    let short = 0;
    const { agentClass } = this.#population;
    for (let account = first; account < end; account += 1) {
      if (this.#isListed[agentClass[account]] === 0 && !this.#limits.canKeep(account)) short += 1;
    }
    return { ...this.#noSums(), short };
  }

  #noSums(): LimitSums {
    const column = (): Float64Array => new Float64Array(this.#sideCount);
    return { limits: column(), capped: column(), cappedLimits: column(), uncapped: column(), short: 0 };
  }
}

function countLeg(sums: LimitSums, side: number, lots: number, limit: number, stops: boolean): void {
  if (stops) {
    sums.capped[side] += 1;
    sums.cappedLimits[side] += limit;
  } else {
    sums.uncapped[side] += lots;
  }
}
