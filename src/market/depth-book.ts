/**
 * One instrument's order book in price-impact form.
 *
 * Venue price = reference x e^(p + c + x): the outside price, the permanent displacement p that trades have left
 * behind, the transient displacement c from trades in other instruments, and the book's own displacement x; both
 * transient ones come back as recovery.ts says. A market
 * order walks x along the depth curve (depth-curve.ts), asks above zero and bids below, each with its scale; the
 * curve's notional is valued at the undisplaced price reference x e^(p + c), so that it stands for whole lots.
 *
 * Invariant: slicing changes nothing. The state of a walk is an anchor and the net whole lots walked since; the cash
 * of a fill is the difference of one rounded function of that count, so n slices without time in between cost
 * exactly what one block costs, and a round trip costs exactly 0. Anything but a trade that changes the state
 * re-anchors the walk where it stands.
 *
 * Does not know who quotes, and does not fill beyond its last knot. With exponents above 1 and a permanent share,
 * many small trades with time in between leave more behind than one large one (Huberman and Stanzl, Econometrica 72,
 * 2004): agents here do not look for that.
 */
import { assert, InvariantError } from '../base/assert.ts';
import type { Lots, QuoteQuanta, SimTimeUs } from '../base/units.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { exp, log } from '../numeric/math.ts';
import { type DepthCurve, depthCurveOf } from './depth-curve.ts';
import type { DepthRules, ImpactRules } from './market-rules.ts';
import { DecayingParts, recoveryOf, type Recovery } from './recovery.ts';
import { BookSpread } from './spread.ts';

/**
 * Most undisplaced notional between an anchor and where the walk stands, quanta (USD 56 billion). Displacements stay
 * below 2.04, so cash is at most e^2.04 = 7.7 times that, and a trade from one end to the other below 2^53.
 */
const WALK_NOTIONAL_MAX = 562_949_953_421_312;

export class DepthBook {
  readonly #curve: DepthCurve;
  readonly #depth: QuoteQuanta;
  readonly #quantaPerLotTick: number;
  /** Notional of one lot where that is the same at every price, 0 elsewhere. */
  readonly #lotNotionalFixed: QuoteQuanta;
  readonly #permanentShare: number;
  readonly #recovery: Recovery;
  /** The transient displacements by the speeds at which they come back. */
  readonly #ownParts: DecayingParts;
  readonly #crossParts: DecayingParts;

  #referenceTicks: number;
  #permanentLog = 0;
  #crossLog = 0;
  /** Displacement now, and where the walk since the last anchor began. */
  #ownLog = 0;
  #anchorLog = 0;
  #walkedLots: Lots = 0;
  /** Own displacement before the anchor, and cross displacement, that have not yet left their permanent share. */
  #pendingOwnLog = 0;
  #pendingCrossLog = 0;
  readonly #spread = new BookSpread();
  #bidScale = 1;
  #askScale = 1;
  #lastMoveLog = 0;

  /** The rest follows from the state above and is derived when it is needed: the price more often than a walk. */
  #isBased = false;
  /** Undisplaced price in ticks, not rounded. */
  #baseTicks = 0;
  #isAnchored = false;
  /** Value of one lot at the undisplaced price, quanta (not rounded). */
  #lotNotional = 0;
  /** Signed notional and cash from zero displacement to the anchor, quanta (not rounded). */
  #anchorNotional = 0;
  #anchorCash = 0;
  /** Signed notional at which the book ends, and depth at 1 %, on either side. */
  #askEnd = 0;
  #bidEnd = 0;
  #askDepth = 0;
  #bidDepth = 0;
  /** Rounded cash of the walk from the anchor. */
  #walkedValue: QuoteQuanta = 0;

  constructor(instrument: Instrument, depth: DepthRules, impact: ImpactRules, recovery = recoveryOf(impact)) {
    assert(depth.depthAtOnePercent > 0, 'a book needs a positive depth');
    assert(impact.permanentShare >= 0 && impact.permanentShare <= 1, 'permanentShare must lie in [0, 1]');
    this.#curve = depthCurveOf(depth.exponent);
    this.#depth = depth.depthAtOnePercent;
    this.#quantaPerLotTick = instrument.quantaPerLotTick;
    this.#lotNotionalFixed = instrument.lotNotional;
    this.#permanentShare = impact.permanentShare;
    this.#recovery = recovery;
    this.#ownParts = new DecayingParts(this.#recovery);
    this.#crossParts = new DecayingParts(this.#recovery);
    this.#referenceTicks = instrument.priceInitialTicks;
  }

  /** Mid price, ticks, not rounded: where the next lot would trade but for the spread. */
  get priceTicks(): number {
    if (!this.#isBased) this.#deriveBase();
    return this.#baseTicks * exp(this.#ownLog);
  }

  /** log(venue price / outside price). */
  get displacementLog(): number {
    return this.#permanentLog + this.#crossLog + this.#ownLog;
  }

  /** Change of the log price by the last `take`. */
  get lastMoveLog(): number {
    return this.#lastMoveLog;
  }

  /** New outside price in ticks, positive, not rounded; displacements stay. */
  setReference(ticks: number): void {
    if (ticks === this.#referenceTicks) return;
    assert(ticks > 0 && ticks < Infinity, 'a reference price must be positive and finite');
    this.#endWalk();
    this.#referenceTicks = ticks;
  }

  /** Shares of the full depth that are quoted on each side, positive; displacements stay. */
  setScales(bid: number, ask: number): void {
    if (bid === this.#bidScale && ask === this.#askScale) return;
    assert(bid > 0 && ask > 0 && bid < Infinity && ask < Infinity, 'depth scales must be positive and finite');
    this.#endWalk();
    this.#bidScale = bid;
    this.#askScale = ask;
  }

  /** Half-spreads of the two sides, shares of the undisplaced price; displacements stay. */
  setSpread(bidHalf: number, askHalf: number): void {
    if (!this.#spread.differs(bidHalf, askHalf)) return;
    this.#endWalk();
    this.#spread.set(bidHalf, askHalf);
  }

  /**
   * Lets `elapsedUs` pass: the permanent share of displacements since the last call moves into the permanent one
   * (the price does not change by that), then what is transient decays. 0 changes nothing.
   */
  advance(elapsedUs: SimTimeUs): void {
    if (elapsedUs === 0) return;
    assert(elapsedUs > 0, 'time must not run backwards');
    if (this.#ownLog === 0 && this.#anchorLog === 0 && this.#crossLog === 0 && this.#isAtRest()) return;
    this.#endWalk();
    const own = this.#permanentShare * this.#pendingOwnLog;
    const cross = this.#permanentShare * this.#pendingCrossLog;
    this.#recovery.pass(elapsedUs);
    this.#permanentLog += own + cross;
    this.#ownLog = this.#ownParts.decay(this.#ownLog - own, this.#pendingOwnLog - own);
    this.#crossLog = this.#crossParts.decay(this.#crossLog - cross, this.#pendingCrossLog - cross);
    this.#anchorLog = this.#ownLog;
    this.#pendingOwnLog = 0;
    this.#pendingCrossLog = 0;
  }

  /** Displaces the price by a trade in another instrument, log price. */
  addCross(deltaLog: number): void {
    if (deltaLog === 0) return;
    this.#endWalk();
    this.#crossLog += deltaLog;
    this.#pendingCrossLog += deltaLog;
  }

  /**
   * Largest whole number of lots that a market order can take before the price passes `limitTicks` or the book ends;
   * 0 when it is there already. `limitTicks` need not be whole; Infinity and 0 ask for the whole side.
   */
  lotsWithin(direction: 1 | -1, limitTicks: number): Lots {
    if (!this.#isAnchored) this.#deriveAnchor();
    const distanceMax = this.#curve.distanceMax;
    const limitLog = Math.min(
      distanceMax,
      Math.max(-distanceMax, log(limitTicks / this.#baseTicks - this.#spread.signedHalf(direction))),
    );
    const walked = this.#walkedLots * this.#lotNotional;
    const toLimit = direction * (this.#notionalAt(limitLog) - this.#anchorNotional - walked);
    const room = Math.min(toLimit, WALK_NOTIONAL_MAX - direction * walked);
    if (!(room > 0)) return 0;
    // Where a lot is worth next to nothing the quotient leaves the exact range, in which steps of one change nothing.
    const exactMax = Number.MAX_SAFE_INTEGER - Math.abs(this.#walkedLots);
    let lots = Math.min(Math.floor(room / this.#lotNotional), exactMax);
    // The division may be off by a last bit: settle it by the price that `take` would leave.
    while (lots > 0 && !this.#isWithin(direction * lots, limitTicks)) lots -= 1;
    while (this.#isWithin(direction * (lots + 1), limitTicks)) lots += 1;
    return lots;
  }

  /**
   * Trades `lots` (+ buy, - sell) and moves the price.
   *
   * @returns value in whole quanta: + paid for a buy, - received for a sell; 0 for 0 lots
   * @throws InvariantError when the book is not that deep: `lotsWithin` bounds an order
   */
  take(lots: Lots): QuoteQuanta {
    if (!this.#isAnchored) this.#deriveAnchor();
    const walked = this.#walkedLots + lots;
    const notional = this.#anchorNotional + walked * this.#lotNotional;
    if (!this.#isInBook(walked, notional)) throw new InvariantError(`${lots} lots are more than the book holds`);
    let ownLog = this.#anchorLog;
    let value = 0;
    if (walked !== 0) {
      const rising = notional >= 0;
      const depth = rising ? this.#askDepth : this.#bidDepth;
      const volume = Math.min(Math.abs(notional) / depth, this.#curve.volumeMax);
      const piece = this.#curve.pieceAtVolume(volume);
      const distance = this.#curve.distanceIn(piece, volume);
      const cash = depth * this.#curve.cashIn(piece, distance, rising);
      ownLog = rising ? distance : -distance;
      // + 0 turns a -0 into 0.
      value = Math.round((rising ? cash : -cash) - this.#anchorCash) + 0;
    }
    const paid = value - this.#walkedValue + this.#spread.charge(lots, this.#lotNotional);
    this.#lastMoveLog = ownLog - this.#ownLog;
    this.#ownLog = ownLog;
    this.#walkedLots = walked;
    this.#walkedValue = value;
    return paid;
  }

  /** Average price, ticks, of a trade just taken for `value`; 0 for 0 lots. */
  averageTicks(lots: Lots, value: QuoteQuanta): number {
    return lots === 0 ? 0 : this.#baseTicks * (value / (lots * this.#lotNotional));
  }

  /** Appends the numbers that make up the state, for fingerprints. */
  appendState(out: number[]): void {
    out.push(this.#referenceTicks, this.#permanentLog, this.#crossLog, this.#ownLog, this.#anchorLog);
    out.push(this.#walkedLots, this.#pendingOwnLog, this.#pendingCrossLog, this.#bidScale, this.#askScale);
    this.#spread.appendState(out);
    this.#ownParts.appendState(out);
    this.#crossParts.appendState(out);
  }

  /** Whether nothing but the displacements themselves could still change by time. */
  #isAtRest(): boolean {
    if (this.#pendingOwnLog !== 0 || this.#pendingCrossLog !== 0) return false;
    return this.#ownParts.isAtRest && this.#crossParts.isAtRest;
  }

  /** Makes the present displacement the anchor of the next walk; must come before any other change of the state. */
  #endWalk(): void {
    this.#pendingOwnLog += this.#ownLog - this.#anchorLog;
    this.#anchorLog = this.#ownLog;
    this.#walkedLots = 0;
    this.#walkedValue = 0;
    this.#spread.restart();
    this.#isBased = false;
    this.#isAnchored = false;
  }

  #deriveBase(): void {
    this.#baseTicks = this.#referenceTicks * exp(this.#permanentLog + this.#crossLog);
    this.#isBased = true;
  }

  #deriveAnchor(): void {
    const curve = this.#curve;
    if (!this.#isBased) this.#deriveBase();
    this.#lotNotional = this.#lotNotionalFixed || this.#baseTicks * this.#quantaPerLotTick;
    this.#askDepth = this.#depth * this.#askScale;
    this.#bidDepth = this.#depth * this.#bidScale;
    this.#askEnd = this.#askDepth * curve.volumeMax;
    this.#bidEnd = -this.#bidDepth * curve.volumeMax;
    this.#anchorNotional = this.#notionalAt(this.#anchorLog);
    const distance = Math.abs(this.#anchorLog);
    const cash = curve.cashIn(curve.pieceAtDistance(distance), distance, this.#anchorLog >= 0);
    this.#anchorCash = this.#anchorLog >= 0 ? this.#askDepth * cash : -this.#bidDepth * cash;
    this.#isAnchored = true;
  }

  /** Signed notional from zero displacement to `ownLog`, quanta. */
  #notionalAt(ownLog: number): number {
    const distance = Math.abs(ownLog);
    const volume = this.#curve.volumeIn(this.#curve.pieceAtDistance(distance), distance);
    return ownLog >= 0 ? this.#askDepth * volume : -this.#bidDepth * volume;
  }

  /** Whether a walk may stand at `walked` lots from its anchor, where the signed notional is `notional`. */
  #isInBook(walked: Lots, notional: number): boolean {
    if (!(notional <= this.#askEnd && notional >= this.#bidEnd)) return false;
    return Math.abs(walked) * this.#lotNotional <= WALK_NOTIONAL_MAX && Number.isSafeInteger(walked);
  }

  /** Whether the book has `lots` more (signed) and its price after them is not beyond `limitTicks`. */
  #isWithin(lots: Lots, limitTicks: number): boolean {
    const walked = this.#walkedLots + lots;
    const notional = this.#anchorNotional + walked * this.#lotNotional;
    if (!this.#isInBook(walked, notional)) return false;
    const rising = notional >= 0;
    const volume = Math.min(Math.abs(notional) / (rising ? this.#askDepth : this.#bidDepth), this.#curve.volumeMax);
    const distance = this.#curve.distanceIn(this.#curve.pieceAtVolume(volume), volume);
    const half = this.#spread.signedHalf(lots > 0 ? 1 : -1);
    const priceTicks = this.#baseTicks * (exp(rising ? distance : -distance) + half);
    return lots > 0 ? priceTicks <= limitTicks : priceTicks >= limitTicks;
  }
}
