/**
 * The shape of a book: how much one can trade before the price has moved by x, and what that costs.
 *
 * U(x) = (x / 0.01)^exponent is the notional on one side within log distance x, in units of the depth at 1 % and
 * valued at the undisplaced price. It is tabulated at knots and linear in between: the density of the book is
 * constant there, so the cash that walking through it moves, the integral of e^x dU (up) or e^-x dU (down), has the
 * closed form slope x (e^x2 - e^x1) and prefix sums make it O(log knots).
 *
 * Knots stand at 0 and at 0.01 x 2^(j / 12) from 1.2e-6 to 2.03, which includes 1 % itself. Between knots U exceeds
 * the power law by at most (ratio - 1)^2 / 4 (8e-4) of itself for exponent 2.
 */
import { assert } from '../base/assert.ts';
import { exp, expm1, power } from '../numeric/math.ts';

const KNOTS_PER_OCTAVE = 12;
const FIRST_STEP = -13 * KNOTS_PER_OCTAVE;
const LAST_STEP = 92;

/** Immutable. Distances are |x| >= 0; `rising` says whether the walk is up (asks) or down (bids). */
export class DepthCurve {
  /** Largest distance, log price; the book ends there. */
  readonly distanceMax: number;
  /** U(distanceMax). */
  readonly volumeMax: number;
  /** [knots] distance, U there, and the slope dU/dx of the piece that begins there (0 for the last). */
  readonly #distances: Float64Array;
  readonly #volumes: Float64Array;
  readonly #slopes: Float64Array;
  /** [knots] e^x and e^-x, and the cash of the walk from 0 to the knot. */
  readonly #factorsUp: Float64Array;
  readonly #factorsDown: Float64Array;
  readonly #cashUp: Float64Array;
  readonly #cashDown: Float64Array;

  constructor(exponent: number) {
    assert(exponent > 0 && exponent <= 8, 'the depth exponent must lie in (0, 8]');
    const count = LAST_STEP - FIRST_STEP + 2;
    this.#distances = new Float64Array(count);
    this.#volumes = new Float64Array(count);
    this.#slopes = new Float64Array(count);
    this.#factorsUp = new Float64Array(count).fill(1);
    this.#factorsDown = new Float64Array(count).fill(1);
    this.#cashUp = new Float64Array(count);
    this.#cashDown = new Float64Array(count);
    for (let k = 1; k < count; k += 1) {
      const step = FIRST_STEP + k - 1;
      // A twelfth step from the whole octave, so that octaves are exact doublings.
      const octave = Math.floor(step / KNOTS_PER_OCTAVE);
      const distance = 0.01 * power(2, octave) * power(2, (step - octave * KNOTS_PER_OCTAVE) / KNOTS_PER_OCTAVE);
      this.#distances[k] = distance;
      this.#volumes[k] = power(distance / 0.01, exponent);
      this.#addPiece(k - 1);
    }
    this.distanceMax = this.#distances[count - 1];
    this.volumeMax = this.#volumes[count - 1];
  }

  /** Piece that holds a distance in [0, distanceMax]: the last knot at or below it, but never the very last. */
  pieceAtDistance(distance: number): number {
    return findPiece(this.#distances, distance);
  }

  /** Piece that holds a volume in [0, volumeMax]. */
  pieceAtVolume(volume: number): number {
    return findPiece(this.#volumes, volume);
  }

  /** U at a distance inside `piece`. */
  volumeIn(piece: number, distance: number): number {
    return this.#volumes[piece] + this.#slopes[piece] * (distance - this.#distances[piece]);
  }

  /** Distance at a volume inside `piece`. */
  distanceIn(piece: number, volume: number): number {
    const distance = this.#distances[piece] + (volume - this.#volumes[piece]) / this.#slopes[piece];
    return Math.min(distance, this.distanceMax);
  }

  /** Integral of e^x dU (`rising`) or e^-x dU from 0 to a distance inside `piece`, in units of the depth at 1 %. */
  cashIn(piece: number, distance: number, rising: boolean): number {
    const step = distance - this.#distances[piece];
    const slope = this.#slopes[piece];
    if (rising) return this.#cashUp[piece] + slope * this.#factorsUp[piece] * expm1(step);
    return this.#cashDown[piece] - slope * this.#factorsDown[piece] * expm1(-step);
  }

  #addPiece(k: number): void {
    const from = this.#distances[k];
    const to = this.#distances[k + 1];
    const slope = (this.#volumes[k + 1] - this.#volumes[k]) / (to - from);
    this.#slopes[k] = slope;
    this.#factorsUp[k + 1] = exp(to);
    this.#factorsDown[k + 1] = exp(-to);
    this.#cashUp[k + 1] = this.#cashUp[k] + slope * this.#factorsUp[k] * expm1(to - from);
    this.#cashDown[k + 1] = this.#cashDown[k] - slope * this.#factorsDown[k] * expm1(from - to);
  }
}

/** Index k with ends[k] <= value < ends[k + 1], in [0, length - 2]. */
function findPiece(ends: Float64Array, value: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (ends[middle] <= value) low = middle;
    else high = middle;
  }
  return low;
}

const curves = new Map<number, DepthCurve>();

/** The curve of an exponent in (0, 8], built once: curves never change, and every path of an ensemble needs the same. */
export function depthCurveOf(exponent: number): DepthCurve {
  let curve = curves.get(exponent);
  if (curve === undefined) {
    curve = new DepthCurve(exponent);
    curves.set(exponent, curve);
  }
  return curve;
}
