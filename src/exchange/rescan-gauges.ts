/**
 * How far prices have moved, in the measures that a graded rescan keeps: one gauge for accounts that only lose when
 * prices fall, one for those that only lose when they rise, one for mixed books, and two for each instrument, for
 * accounts that hold nothing else. Where other figures are watched beside prices, they come last and only the gauge for
 * mixed books measures them: no account that they concern may wait on another.
 *
 * A move is measured in scales: |price - reference| / scale of the instrument, any positive number; several instruments
 * by the largest. Each gauge has levels, each level a reference (the prices at its last scan) and a threshold. Two
 * displacements matter, `now` being the present prices:
 *
 *   forward(level)  the largest move that hurts, from the reference to now
 *   reverse(level)  the largest move that hurts, from now back to the reference
 *
 * and since the largest hurting move obeys the triangle inequality, hurt(now, then) <= reverse + forward(reference,
 * then): an account that can bear `radius` from now on may wait in a level while radius >= threshold + reverse.
 *
 * On a gauge of one direction, moves the other way take `now` ever further from the reference, and reverse with it, with
 * nothing ever falling due. There the reference may follow such moves: a level that is measured from a better price
 * falls due no later than before, so whoever waits in it is as safe, and reverse is zero again.
 *
 * Path lengths spare the look: a gauge's path is the sum of its largest hurting moves, so a forward displacement cannot
 * have grown by more than the path has. Rounding: each step lengthens a path by more than sums and differences
 * of paths can lose, and RADIUS_ERROR, which owners take off every radius, covers the displacements themselves.
 */

/** Levels of a gauge: thresholds 0, 2^-15, 2^-14, ... 2 scales. */
export const LEVELS_PER_GAUGE = 18;
export const GAUGE_LONG = 0;
export const GAUGE_SHORT = 1;
export const GAUGE_MIXED = 2;
/** Gauges of instrument i: this + 2 i for a long, one more for a short. */
export const GAUGE_SINGLE = 3;
/** To be taken off a radius: far above the rounding of displacements, far below the smallest threshold. */
export const RADIUS_ERROR = 1e-9;

const ROUND_UP = 1 + Number.EPSILON;
const HIGH_WORD_EXPONENT_SHIFT = 20;
const EXPONENT_OF_LEVEL_0 = 1_023 - 16;

export class RescanGauges {
  readonly gaugeCount: number;
  readonly levelCount: number;
  /** [LEVELS_PER_GAUGE] scales. */
  readonly thresholds = Float64Array.from({ length: LEVELS_PER_GAUGE }, (_, k) => (k === 0 ? 0 : (1 << k) / 65_536));
  /** Gauges whose path may have reached a level, by the last `observe`; the first `wokenCount`. */
  readonly woken: Int32Array;
  wokenCount = 0;
  readonly #instrumentCount: number;
  /** Leading ones that all gauges measure; the others are for mixed books alone. */
  readonly #directedCount: number;
  /** Present prices, as of the last `observe`; the owner's, not written here. */
  readonly #prices: Float64Array;
  readonly #seen: Float64Array;
  readonly #inverseScale: Float64Array;
  /** [gaugeCount] */
  readonly #path: Float64Array;
  readonly #wakeAt: Float64Array;
  /** [levelCount] path at which a level must be looked at. */
  readonly #dueAt: Float64Array;
  /** Prices at the last scan: levels of the first three gauges hold all instruments, the others one. */
  readonly #reference: Float64Array;
  /** [levelCount] reverse displacement and the observation that it was computed at. */
  readonly #reverse: Float64Array;
  readonly #reverseAt: Float64Array;
  #observation = 1;
  readonly #float = new Float64Array(1);
  readonly #words = new Int32Array(this.#float.buffer);

  /** `prices` are read at each `observe`; `scales` are positive, one an instrument. */
  constructor(prices: Float64Array, scales: ArrayLike<number>, directedCount: number = prices.length) {
    const count = prices.length;
    this.#instrumentCount = count;
    this.#directedCount = directedCount;
    this.#prices = prices;
    this.#seen = prices.slice();
    this.#inverseScale = Float64Array.from(scales, (scale) => 1 / scale);
    this.gaugeCount = GAUGE_SINGLE + 2 * directedCount;
    this.levelCount = this.gaugeCount * LEVELS_PER_GAUGE;
    this.woken = new Int32Array(this.gaugeCount);
    this.#path = new Float64Array(this.gaugeCount);
    this.#wakeAt = new Float64Array(this.gaugeCount).fill(Infinity);
    this.#dueAt = new Float64Array(this.levelCount).fill(Infinity);
    this.#reference = new Float64Array(LEVELS_PER_GAUGE * (GAUGE_SINGLE * count + 2 * directedCount));
    this.#reverse = new Float64Array(this.levelCount);
    this.#reverseAt = new Float64Array(this.levelCount);
  }

  /** Takes in the present prices; `woken` then lists the gauges that have to be looked at. */
  observe(): void {
    this.wokenCount = 0;
    this.#observation += 1;
    let fall = 0;
    let rise = 0;
    for (let i = 0; i < this.#directedCount; i += 1) {
      const move = (this.#prices[i] - this.#seen[i]) * this.#inverseScale[i];
      if (move === 0) continue;
      this.#seen[i] = this.#prices[i];
      if (move > 0) {
        if (move > rise) rise = move;
        this.#lengthen(GAUGE_SINGLE + 2 * i + 1, move);
      } else {
        if (-move > fall) fall = -move;
        this.#lengthen(GAUGE_SINGLE + 2 * i, -move);
      }
    }
    if (fall > 0) this.#lengthen(GAUGE_LONG, fall);
    if (rise > 0) this.#lengthen(GAUGE_SHORT, rise);
    const largest = this.#observeOthers(Math.max(fall, rise));
    if (largest > 0) this.#lengthen(GAUGE_MIXED, largest);
  }

  /** Largest move, of those found already and those of what only mixed books watch. */
  #observeOthers(found: number): number {
    const prices = this.#prices;
    const seen = this.#seen;
    const inverseScale = this.#inverseScale;
    let largest = found;
    for (let i = this.#directedCount; i < prices.length; i += 1) {
      const move = Math.abs(prices[i] - seen[i]) * inverseScale[i];
      seen[i] = prices[i];
      if (move > largest) largest = move;
    }
    return largest;
  }

  #lengthen(gauge: number, move: number): void {
    const path = (this.#path[gauge] + move * ROUND_UP) * ROUND_UP;
    this.#path[gauge] = path;
    if (path < this.#wakeAt[gauge]) return;
    this.woken[this.wokenCount] = gauge;
    this.wokenCount += 1;
  }

  /** Only moves one way hurt. */
  isDirected(gauge: number): boolean {
    return gauge !== GAUGE_MIXED;
  }

  /** Whether the path has come so far that the level has to be measured. */
  mayBeDue(level: number): boolean {
    return this.#path[gaugeOf(level)] >= this.#dueAt[level];
  }

  /** Measures a level: true when it must be scanned; otherwise puts the next measurement off. */
  isDue(level: number): boolean {
    const gauge = gaugeOf(level);
    const threshold = this.thresholds[level % LEVELS_PER_GAUGE];
    const left = threshold - this.#displacement(gauge, level, 1);
    if (left <= 0) return true;
    this.#dueAt[level] = this.#path[gauge] + left;
    return false;
  }

  /** Makes the present prices the level's reference. */
  reset(level: number): void {
    const gauge = gaugeOf(level);
    const at = this.#referenceAt(gauge, level);
    if (gauge >= GAUGE_SINGLE) {
      this.#reference[at] = this.#prices[(gauge - GAUGE_SINGLE) >> 1];
    } else {
      this.#reference.set(this.#prices, at);
    }
    this.#reverse[level] = 0;
    this.#reverseAt[level] = this.#observation;
    this.#dueAt[level] = this.#path[gauge] + this.thresholds[level % LEVELS_PER_GAUGE];
  }

  /** The level has members: its gauge must wake when it may be due. */
  keepAwake(level: number): void {
    const gauge = gaugeOf(level);
    if (this.#dueAt[level] < this.#wakeAt[gauge]) this.#wakeAt[gauge] = this.#dueAt[level];
  }

  /** Nobody waits on the gauge until `keepAwake` says otherwise. */
  letSleep(gauge: number): void {
    this.#wakeAt[gauge] = Infinity;
  }

  /** Displacement from now back to the level's reference. */
  reverseOf(level: number): number {
    if (this.#reverseAt[level] !== this.#observation) {
      this.#reverse[level] = this.#displacement(gaugeOf(level), level, -1);
      this.#reverseAt[level] = this.#observation;
    }
    return this.#reverse[level];
  }

  /** Moves the level's reference, of a gauge of one direction, to wherever prices are better than it. */
  follow(level: number): void {
    if (this.#reverseAt[level] === this.#observation && this.#reverse[level] === 0) return;
    const gauge = gaugeOf(level);
    const at = this.#referenceAt(gauge, level);
    if (gauge >= GAUGE_SINGLE) {
      const price = this.#prices[(gauge - GAUGE_SINGLE) >> 1];
      const isLong = (gauge - GAUGE_SINGLE) % 2 === 0;
      this.#reference[at] = isLong ? Math.max(this.#reference[at], price) : Math.min(this.#reference[at], price);
    } else {
      for (let i = 0; i < this.#directedCount; i += 1) {
        const price = this.#prices[i];
        const reference = this.#reference[at + i];
        this.#reference[at + i] = gauge === GAUGE_LONG ? Math.max(reference, price) : Math.min(reference, price);
      }
    }
    this.#reverse[level] = 0;
    this.#reverseAt[level] = this.#observation;
  }

  /** Highest level of a gauge whose threshold `radius` reaches, not counting how far the level has moved. */
  highestLevel(radius: number): number {
    if (!(radius >= this.thresholds[1])) return 0;
    if (radius >= this.thresholds[LEVELS_PER_GAUGE - 1]) return LEVELS_PER_GAUGE - 1;
    this.#float[0] = radius;
    // Thresholds are powers of two: the exponent says it (the high word comes second on every machine Node runs on).
    return (this.#words[1] >>> HIGH_WORD_EXPONENT_SHIFT) - EXPONENT_OF_LEVEL_0;
  }

  /** Largest hurting move from the reference to now (`sense` 1) or back (-1). */
  #displacement(gauge: number, level: number, sense: 1 | -1): number {
    const at = this.#referenceAt(gauge, level);
    if (gauge >= GAUGE_SINGLE) {
      const i = (gauge - GAUGE_SINGLE) >> 1;
      const rise = (this.#prices[i] - this.#reference[at]) * this.#inverseScale[i] * sense;
      return Math.max(0, (gauge - GAUGE_SINGLE) % 2 === 0 ? -rise : rise);
    }
    if (gauge === GAUGE_MIXED) return this.#distance(at);
    let largest = 0;
    for (let i = 0; i < this.#directedCount; i += 1) {
      const rise = (this.#prices[i] - this.#reference[at + i]) * this.#inverseScale[i] * sense;
      const hurt = gauge === GAUGE_LONG ? -rise : rise;
      if (hurt > largest) largest = hurt;
    }
    return largest;
  }

  #distance(at: number): number {
    const prices = this.#prices;
    const reference = this.#reference;
    const inverseScale = this.#inverseScale;
    let largest = 0;
    for (let i = 0; i < prices.length; i += 1) {
      const move = Math.abs(prices[i] - reference[at + i]) * inverseScale[i];
      if (move > largest) largest = move;
    }
    return largest;
  }

  #referenceAt(gauge: number, level: number): number {
    if (gauge < GAUGE_SINGLE) return level * this.#instrumentCount;
    const multiple = GAUGE_SINGLE * LEVELS_PER_GAUGE;
    return multiple * this.#instrumentCount + (level - multiple);
  }
}

export function gaugeOf(level: number): number {
  return Math.floor(level / LEVELS_PER_GAUGE);
}
