/**
 * The graded rescan's view of accounts whose margin is a model's business: like `account-derivation.ts`, with a bound
 * that the model states (`MarginSensitivity`) in the place of one by brackets.
 *
 * Signals are all that equity and requirement follow from: the value of a lot of each instrument in the quote currency,
 * and the figures per contract that the model publishes. All figures of an instrument have one scale, its value another. Let
 * M be the largest move of any signal in its scale since an account was derived. Then, L being the level that is watched,
 *
 *   equity falls by at most sum of |lots| x W x value scale x M     (W: what a unit of a balance's value can count, at most)
 *   requirement rises by at most sum of |lots| x (slope x value scale + figure scale) x M
 *   exposure = sum of |lots| x fall,   fall = W x value scale + L x (slope x value scale + figure scale)
 *
 * A balance of an asset together with contracts that settle in it is worth balance x price + lots x value of a lot in the
 * quote currency, each term a signal times a number that is fixed while nobody trades. The rest of the proof is that of
 * `account-derivation.ts`.
 *
 * Sides. A rise does not hurt a balance held nor a fall one owed: what balances count for rises with their worth, and no requirement
 * depends on them. A rise by d of what a contract is worth that settles in the quote currency and has no figures brings a
 * long d a lot, and raises L x requirement by at most L x slope x d: where L x slope <= 1 only falls hurt it, and a short
 * only rises. All other legs can lose either way.
 */
import { PPM_PER_UNIT, QUANTA_PER_USD, type AccountIndex } from '../base/units.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import { firstIdOf, firstPositionOf, hasStop, isWarned, positionsOf, statusOf } from './account-records.ts';
import { flagsOf } from './breach-watch.ts';
import type { PortfolioMargin } from './portfolio-margin.ts';
import type { RescanSubject } from './rescan-subject.ts';
import { GAUGE_LONG, GAUGE_MIXED, GAUGE_SHORT, GAUGE_SINGLE, RADIUS_ERROR } from './rescan-gauges.ts';
import { measureSignalResponses } from './signal-responses.ts';
import { STATUS_ACTIVE, type ExchangeState } from './state.ts';

const SHORTEN = 1 - 1e-9;
/** Share of an account's gross value that sums of doubles can lose, with much to spare. */
const SUM_ERROR = 1e-12;
/** Quanta that roundings of one leg and of one requirement can take. */
const LEG_SLACK = 2;
const HAS_LONG = 1;
const HAS_SHORT = 2;
const TWO_SIDED = HAS_LONG | HAS_SHORT;
const GAUGE_BY_SIDES = [GAUGE_MIXED, GAUGE_LONG, GAUGE_SHORT, GAUGE_MIXED];

export class PortfolioDerivation implements RescanSubject {
  gauge = GAUGE_MIXED;
  crossed = new Int32Array(1_024);
  crossedCount = 0;
  /** Quanta for a lot: [instrumentCount] values, then figures [contracts that have any x figureColumns]. */
  readonly signals: Float64Array;
  readonly scales: Float64Array;
  readonly #state: ExchangeState;
  readonly #portfolio: PortfolioMargin;
  readonly #warningRatio: number;
  readonly #level: number;
  /** Places, in the market's list, of contracts that have figures. */
  readonly #figured: readonly number[];
  /** [instrumentCount] scale of an instrument's figures, 0 where it has none. */
  readonly #figureScales: Float64Array;
  /** [instrumentCount] surplus that one lot loses at most when all signals move by one scale. */
  readonly #fall: Float64Array;
  /** [instrumentCount] 1: only one direction of its price hurts. */
  readonly #isOneSided: Uint8Array;
  /** [instrumentCount] what sums of doubles can lose for one lot at the present prices. */
  readonly #error: Float64Array;

  /** `volatilities` [instrumentCount]: how much each price moves against the others. */
  constructor(state: ExchangeState, portfolio: PortfolioMargin, warningRatio: number, volatilities: ArrayLike<number>) {
    this.#state = state;
    this.#portfolio = portfolio;
    this.#warningRatio = warningRatio;
    this.#level = Math.max(1, warningRatio);
    const { figureColumns, isFigured } = portfolio.prepared.sensitivity;
    const { instrumentOf } = portfolio.market;
    const hasFigures = (place: number): boolean => figureColumns > 0 && isFigured?.[place] !== 0;
    this.#figured = Array.from(instrumentOf, (_, place) => place).filter(hasFigures);
    this.signals = new Float64Array(state.instrumentCount + this.#figured.length * figureColumns);
    this.scales = new Float64Array(this.signals.length);
    this.#figureScales = new Float64Array(state.instrumentCount);
    this.#fall = new Float64Array(state.instrumentCount);
    this.#isOneSided = new Uint8Array(state.instrumentCount);
    this.#error = new Float64Array(state.instrumentCount);
    this.#setScales(volatilities, figureColumns);
    this.parametersChanged();
    this.readSignals();
  }

  #setScales(volatilities: ArrayLike<number>, figureColumns: number): void {
    const { instruments, instrumentCount } = this.#state;
    const { notionalPerLot, instrumentOf, placeOf } = this.#portfolio.market;
    const responses = measureSignalResponses(this.#portfolio);
    const rootOf = (i: number): number => (instruments[i].follows < 0 ? i : instruments[i].follows);
    const largest = Math.max(...instruments.map((_, i) => volatilities[rootOf(i)]));
    const moveOf = (i: number): number => (notionalPerLot[i] * volatilities[rootOf(i)]) / largest;
    for (let i = 0; i < instrumentCount; i += 1) {
      this.scales[i] = moveOf(i) * (placeOf[i] < 0 ? 1 : responses.value[placeOf[i]]);
    }
    this.#figured.forEach((place, n) => {
      const i = instrumentOf[place];
      this.#figureScales[i] = moveOf(i) * responses.figure[place];
      const from = instrumentCount + n * figureColumns;
      this.scales.fill(this.#figureScales[i], from, from + figureColumns);
    });
  }

  /** Takes in the model's bound; every radius that was given before is void. */
  parametersChanged(): void {
    const { isSpot, settlesIn, marginMultiples, instrumentCount } = this.#state;
    const { market, prepared } = this.#portfolio;
    for (let i = 0; i < instrumentCount; i += 1) {
      const place = market.placeOf[i];
      const weight = this.#level * (marginMultiples.maintenancePpm[i] / PPM_PER_UNIT);
      const slope = place < 0 ? 0 : weight * prepared.sensitivity.markSlope[place];
      const figures = weight * this.#figureScales[i];
      this.#fall[i] = this.scales[i] * (this.#portfolio.equitySlopeOf(i) + slope) + figures;
      const isPlain = settlesIn[i] === NO_INSTRUMENT && this.#figureScales[i] === 0 && slope <= SHORTEN;
      this.#isOneSided[i] = isSpot[i] === 1 || isPlain ? 1 : 0;
    }
  }

  /** Writes the present values for the gauges to observe. */
  readSignals(): void {
    const { market, prepared } = this.#portfolio;
    const { figures, figureColumns } = prepared.sensitivity;
    const { signals } = this;
    signals.set(market.quotePerLot);
    let at = this.#state.instrumentCount;
    for (const place of this.#figured) {
      const from = place * figureColumns;
      for (let k = 0; k < figureColumns; k += 1, at += 1) signals[at] = figures[from + k] * QUANTA_PER_USD;
    }
    const { notionalPerLot, quotePerLot } = market;
    for (let i = 0; i < this.#error.length; i += 1) {
      this.#error[i] = (notionalPerLot[i] + Math.abs(quotePerLot[i])) * SUM_ERROR;
    }
  }

  clear(): void {
    this.crossedCount = 0;
  }

  derive(account: AccountIndex): number {
    const { records, stopEquity } = this.#state;
    if (statusOf(records, account) !== STATUS_ACTIVE) return Infinity;
    if (this.#noteIfCrossed(account)) return -1;
    const { equity, maintenance } = this.#portfolio;
    const level = isWarned(records, account) ? 1 : this.#level;
    const first = firstPositionOf(records, account);
    const ids = firstIdOf(records, account);
    const count = positionsOf(records, account);
    let exposure = 0;
    let error = 0;
    let sides = 0;
    let legs = 0;
    let last = 0;
    for (let k = 0; k < count; k += 1) {
      const lots = records.doubles[first + k];
      if (lots === 0) continue;
      const i = records.bytes[ids + k];
      const size = Math.abs(lots);
      exposure += size * this.#fall[i];
      error += size * this.#error[i];
      sides |= this.#isOneSided[i] === 0 ? TWO_SIDED : lots > 0 ? HAS_LONG : HAS_SHORT;
      legs += 1;
      last = i;
    }
    if (exposure === 0) return Infinity;
    this.gauge =
      legs === 1 && sides !== TWO_SIDED
        ? GAUGE_SINGLE + 2 * last + (sides === HAS_LONG ? 0 : 1)
        : GAUGE_BY_SIDES[sides];
    const stepped = (this.#portfolio.prepared.sensitivity.slack ?? 0) * QUANTA_PER_USD;
    const slack = ((LEG_SLACK + stepped) * (count + 1) + error) * (1 + level);
    let room = equity - level * maintenance - slack;
    if (room < 0) {
      // Rounding alone could make it cross.
      this.gauge = GAUGE_MIXED;
      return 0;
    }
    if (hasStop(records, account)) room = Math.min(room, equity - stopEquity[account]);
    return Math.max(0, (room / exposure) * SHORTEN - RADIUS_ERROR);
  }

  check(account: AccountIndex): void {
    if (statusOf(this.#state.records, account) === STATUS_ACTIVE) this.#noteIfCrossed(account);
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

  #noteIfCrossed(account: AccountIndex): boolean {
    this.#portfolio.derive(account);
    const { equity, maintenance } = this.#portfolio;
    if (flagsOf(this.#state, account, equity, maintenance, this.#warningRatio) === 0) return false;
    this.note(account);
    return true;
  }
}
