/**
 * The breach watch in use: derives an account only when marks have moved far enough, in all, since it was last derived
 * that it could have crossed a threshold. Flags what the naive watch flags, bit for bit.
 *
 * Let A be the path length of the marks: the sum over updates of the largest |log move| of any instrument. Since an
 * account was derived with gross notional G, equity E and maintenance M, with D = A now - A then, no leg's value has
 * changed by more than its notional x (e^D - 1), so
 *
 *   equity now >= E - G (e^D - 1)        maintenance now <= M + rateMax G (e^D - 1)
 *
 * (a bracketed requirement is continuous in notional and nowhere steeper than the highest rate). With w the level that
 * is watched (the warning ratio, or 1 once the warning was given), neither it nor the stop can be crossed while
 *
 *   e^D - 1 <= x = min((E - w M) / (1 + w rateMax), E - stop) / G,     and ln(1 + x) >= x / (1 + x)
 *
 * gives the distance to keep. Rounding: requirements round up by less than a quantum a leg on either side, which SLACK
 * covers; the doubles' own errors are far below the margins taken on both A and the distance.
 */
import type { AccountIndex, QuoteQuanta } from '../base/units.ts';
import { PPM_PER_UNIT } from '../base/units.ts';
import { VENUE_ACCOUNTS } from './accounts.ts';
import {
  appendBreach,
  countLook,
  createWatchWork,
  flagsOf,
  type BreachList,
  type BreachWatch,
} from './breach-watch.ts';
import { STATUS_ACTIVE, type ExchangeState } from './state.ts';
import { computeEquity, computeMaintenance, computeNotional } from './valuation.ts';

/** Quanta for each leg, times a ratio, that rounding may account for. */
const SLACK_PER_LEG = 8;
/** Taken on path lengths and distances so that no rounding of theirs can hide a crossing. */
const LENGTHEN = 1 + 1e-9;
const SHORTEN = 1 - 1e-9;
/** Above the error of one move's quotient. */
const PATH_ERROR = 1e-15;

export class DistanceBreachWatch implements BreachWatch {
  readonly work = createWatchWork();
  readonly #state: ExchangeState;
  readonly #warningRatio: number;
  readonly #rateMax: number;
  /** [accountCount] path length up to which the account cannot have crossed anything; 0 derives it at the next look. */
  readonly #clearUntil: Float64Array;
  /** [instrumentCount] marks at the last look. */
  readonly #marks: Float64Array;
  #pathLength = 0;

  constructor(state: ExchangeState, warningRatio: number) {
    this.#state = state;
    this.#warningRatio = warningRatio;
    const highestRates = state.tiers.map((tiers) => Math.max(...tiers.maintenanceRatePpm));
    this.#rateMax = Math.max(0, ...highestRates) / PPM_PER_UNIT;
    this.#clearUntil = new Float64Array(state.accountCount);
    this.#marks = state.markTicks.slice();
  }

  accountChanged(account: AccountIndex): void {
    this.#clearUntil[account] = 0;
  }

  collectInto(out: BreachList): void {
    const { accountCount, status } = this.#state;
    this.#lengthenPath();
    const pathLength = this.#pathLength;
    const clearUntil = this.#clearUntil;
    let derived = 0;
    out.count = 0;
    for (let account = VENUE_ACCOUNTS; account < accountCount; account += 1) {
      if (clearUntil[account] > pathLength || status[account] !== STATUS_ACTIVE) continue;
      this.#derive(account, out);
      derived += 1;
    }
    this.work.sweeps += 1;
    countLook(this.work, derived);
  }

  /** Adds the largest move of any mark since the last look; |log r| <= max(r, 1 / r) - 1. */
  #lengthenPath(): void {
    const { markTicks } = this.#state;
    let largest = 0;
    for (let i = 0; i < markTicks.length; i += 1) {
      const ratio = markTicks[i] / this.#marks[i];
      largest = Math.max(largest, ratio - 1, 1 / ratio - 1);
      this.#marks[i] = markTicks[i];
    }
    if (largest > 0) this.#pathLength += largest * LENGTHEN + PATH_ERROR;
  }

  #derive(account: AccountIndex, out: BreachList): void {
    const state = this.#state;
    const equity = computeEquity(state, account);
    const maintenance = computeMaintenance(state, account);
    const flags = flagsOf(state, account, equity, maintenance, this.#warningRatio);
    if (flags !== 0) {
      this.#clearUntil[account] = 0;
      appendBreach(out, account, flags, equity, maintenance);
      return;
    }
    this.#clearUntil[account] = this.#pathLength + this.#distanceOf(account, equity, maintenance);
  }

  /** Path length that the account can bear from here, at least 0; without positions, any. */
  #distanceOf(account: AccountIndex, equity: QuoteQuanta, maintenance: QuoteQuanta): number {
    const state = this.#state;
    let gross = 0;
    for (let i = 0; i < state.instrumentCount; i += 1) gross += computeNotional(state, account, i);
    if (gross === 0) return Infinity;
    // Both levels are watched at once: the higher one is the nearer, and 1 stays watched below a lower warning ratio.
    const level = state.warned[account] === 0 ? Math.max(1, this.#warningRatio) : 1;
    const slack = SLACK_PER_LEG * level * (state.instrumentCount + 1);
    const toLevel = (equity - level * maintenance - slack) / (1 + level * this.#rateMax);
    const bearable = Math.min(toLevel, equity - state.stopEquity[account]) / gross;
    return bearable <= 0 ? 0 : (bearable / (1 + bearable)) * SHORTEN;
  }
}
