/**
 * The graded rescan's view of accounts whose margin is a model's business: like `account-derivation.ts`, with a bound
 * that the model states (`MarginSensitivity`) in the place of one by brackets.
 *
 * Signals are all that equity and requirement follow from: the value of a lot of each instrument in the quote currency,
 * and the figures per contract that the model publishes. Let M be the largest move of any signal in its scale since an
 * account was derived. Value of a lot moves by at most scale x M, so
 *
 *   equity falls by at most W x sum of |lots| x scale x M      (W: what a unit of a balance's value can count, at most)
 *   requirement rises by at most sum of |lots| x scale x (slope + 1 where there are figures) x M
 *
 * for all signals of one instrument have the same scale. A balance of an asset together with contracts that settle in it
 * is worth balance x price + lots x value of a lot in the quote currency, each term a signal times a number that is fixed
 * while nobody trades. The rest of the proof is that of `account-derivation.ts`.
 */
import { PPM_PER_UNIT, QUANTA_PER_USD, type AccountIndex } from '../base/units.ts';
import { firstIdOf, firstPositionOf, hasStop, isWarned, positionsOf, statusOf } from './account-records.ts';
import { flagsOf } from './breach-watch.ts';
import type { PortfolioMargin } from './portfolio-margin.ts';
import type { RescanSubject } from './rescan-subject.ts';
import { GAUGE_MIXED, RADIUS_ERROR } from './rescan-gauges.ts';
import { STATUS_ACTIVE, type ExchangeState } from './state.ts';

const SHORTEN = 1 - 1e-9;
/** Share of an account's gross value that sums of doubles can lose, with much to spare. */
const SUM_ERROR = 1e-12;
/** Quanta that roundings of one leg and of one requirement can take. */
const LEG_SLACK = 2;

export class PortfolioDerivation implements RescanSubject {
  readonly gauge = GAUGE_MIXED;
  crossed = new Int32Array(1_024);
  crossedCount = 0;
  /** [instrumentCount + contractCount x figureColumns] quanta for a lot. */
  readonly signals: Float64Array;
  readonly scales: Float64Array;
  readonly #state: ExchangeState;
  readonly #portfolio: PortfolioMargin;
  readonly #warningRatio: number;
  readonly #level: number;
  /** [instrumentCount] surplus that one lot loses at most when all signals move by one scale. */
  readonly #fall: Float64Array;

  /** `volatilities` [instrumentCount]: how much each price moves against the others. */
  constructor(state: ExchangeState, portfolio: PortfolioMargin, warningRatio: number, volatilities: ArrayLike<number>) {
    this.#state = state;
    this.#portfolio = portfolio;
    this.#warningRatio = warningRatio;
    this.#level = Math.max(1, warningRatio);
    const { figures, figureColumns } = portfolio.prepared.sensitivity;
    this.signals = new Float64Array(state.instrumentCount + figures.length);
    this.scales = new Float64Array(this.signals.length);
    this.#fall = new Float64Array(state.instrumentCount);
    this.#setScales(volatilities, figureColumns);
    this.parametersChanged();
    this.readSignals();
  }

  #setScales(volatilities: ArrayLike<number>, figureColumns: number): void {
    const { instruments, instrumentCount } = this.#state;
    const { notionalPerLot, instrumentOf } = this.#portfolio.market;
    const rootOf = (i: number): number => (instruments[i].follows < 0 ? i : instruments[i].follows);
    const largest = Math.max(...instruments.map((_, i) => volatilities[rootOf(i)]));
    for (let i = 0; i < instrumentCount; i += 1) {
      this.scales[i] = (notionalPerLot[i] * volatilities[rootOf(i)]) / largest;
    }
    for (let place = 0; place < instrumentOf.length; place += 1) {
      const from = instrumentCount + place * figureColumns;
      this.scales.fill(this.scales[instrumentOf[place]], from, from + figureColumns);
    }
  }

  /** Takes in the model's bound; every radius that was given before is void. */
  parametersChanged(): void {
    const { assetSlopeMax, market, prepared } = this.#portfolio;
    const { markSlope, figureColumns } = prepared.sensitivity;
    for (let i = 0; i < this.#state.instrumentCount; i += 1) {
      const place = market.placeOf[i];
      const multiple = this.#state.marginMultiples.maintenancePpm[i] / PPM_PER_UNIT;
      const requirement = place < 0 ? 0 : multiple * (markSlope[place] + (figureColumns > 0 ? 1 : 0));
      this.#fall[i] = this.scales[i] * (assetSlopeMax + this.#level * requirement);
    }
  }

  /** Writes the present values for the gauges to observe. */
  readSignals(): void {
    const { market, prepared } = this.#portfolio;
    const { figures } = prepared.sensitivity;
    const { instrumentCount } = this.#state;
    this.signals.set(market.quotePerLot);
    for (let n = 0; n < figures.length; n += 1) this.signals[instrumentCount + n] = figures[n] * QUANTA_PER_USD;
  }

  clear(): void {
    this.crossedCount = 0;
  }

  derive(account: AccountIndex): number {
    const { records, stopEquity } = this.#state;
    if (statusOf(records, account) !== STATUS_ACTIVE) return Infinity;
    const equity = this.#portfolio.equityOf(account);
    const maintenance = this.#portfolio.maintenanceOf(account);
    if (flagsOf(this.#state, account, equity, maintenance, this.#warningRatio) !== 0) {
      this.note(account);
      return -1;
    }
    const level = isWarned(records, account) ? 1 : this.#level;
    const exposure = this.#exposureOf(account);
    if (exposure === 0) return Infinity;
    let room = equity - level * maintenance - this.#slackOf(account, level);
    if (room < 0) return 0;
    if (hasStop(records, account)) room = Math.min(room, equity - stopEquity[account]);
    return Math.max(0, (room / exposure) * SHORTEN - RADIUS_ERROR);
  }

  check(account: AccountIndex): void {
    if (statusOf(this.#state.records, account) !== STATUS_ACTIVE) return;
    const equity = this.#portfolio.equityOf(account);
    const maintenance = this.#portfolio.maintenanceOf(account);
    if (flagsOf(this.#state, account, equity, maintenance, this.#warningRatio) !== 0) this.note(account);
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

  /** Surplus that the account loses at most when all signals move by one scale. */
  #exposureOf(account: AccountIndex): number {
    const { records } = this.#state;
    const first = firstPositionOf(records, account);
    const ids = firstIdOf(records, account);
    let exposure = 0;
    for (let k = positionsOf(records, account) - 1; k >= 0; k -= 1) {
      exposure += Math.abs(records.doubles[first + k]) * this.#fall[records.bytes[ids + k]];
    }
    return exposure;
  }

  #slackOf(account: AccountIndex, level: number): number {
    const { records } = this.#state;
    const { notionalPerLot, quotePerLot } = this.#portfolio.market;
    const first = firstPositionOf(records, account);
    const ids = firstIdOf(records, account);
    const count = positionsOf(records, account);
    let gross = 0;
    for (let k = 0; k < count; k += 1) {
      const i = records.bytes[ids + k];
      gross += Math.abs(records.doubles[first + k]) * (notionalPerLot[i] + Math.abs(quotePerLot[i]));
    }
    return LEG_SLACK * (count + 1) * (1 + level) + gross * SUM_ERROR * (1 + level);
  }
}
