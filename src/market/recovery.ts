/**
 * How a displaced book comes back: as a sum of exponentials, one part of the displacement for each speed.
 *
 * What a trade adds is shared out over the parts by their weights, and each part decays with its own half-life, so that
 * the displacement left after t is sum_k weight_k 2^(-t / halfLife_k) of what was added: any completely monotone law of
 * decay can be written like that, a power law among them (power-law-recovery.ts), and trades superpose (a propagator).
 *
 * Parts with one sign of weight and no memory beyond themselves leave no way to earn from round trips in time on a flat
 * book: Gatheral, "No-dynamic-arbitrage and market impact", Quantitative Finance 10, 2010; Alfonsi, Schied and Slynko,
 * "Order book resilience, price manipulation, and the positive portfolio problem", 2012.
 */
import { assert } from '../base/assert.ts';
import type { SimTimeUs } from '../base/units.ts';
import { exp } from '../numeric/math.ts';

/** One exponential; weights are positive and sum to 1. */
export interface RecoveryTerm {
  readonly weight: number;
  readonly halfLifeUs: SimTimeUs;
}

/** What a scenario says beyond a single half-life. */
export interface RecoveryRules {
  readonly terms: readonly RecoveryTerm[];
  /** The law that the terms stand for, (1 + t / fromUs)^-exponent up to toUs, with the largest relative error there. */
  readonly powerLaw: {
    readonly exponent: number;
    readonly fromUs: SimTimeUs;
    readonly toUs: SimTimeUs;
    readonly errorMax: number;
  } | null;
}

const LN_2 = 0.6931471805599453;
/** Displacements that have decayed below this are gone: far below a tick, and subnormals would be slow. */
const NEGLIGIBLE_LOG = 1e-15;
/** How far weights may be from 1 in sum: figures written as percentages are exact to far less. */
const WEIGHT_TOLERANCE = 1e-9;

/** The speeds of a book, and how much is kept of each part over the time last asked about. */
export class Recovery {
  readonly weights: readonly number[];
  /** [terms] share of a part that is left after the time given to `pass`. */
  readonly kept: Float64Array;
  readonly #ratesPerUs: readonly number[];
  /** Time that `kept` is of: books of a venue share a recovery, and all let the same time pass. */
  #keptOverUs: SimTimeUs = 0;

  constructor(terms: readonly RecoveryTerm[]) {
    assert(
      terms.every(({ halfLifeUs }) => halfLifeUs > 0),
      'the half-life of impact must be positive',
    );
    assert(
      terms.every(({ weight }) => weight > 0),
      'every part of the recovery needs a positive weight',
    );
    const sum = terms.reduce((total, { weight }) => total + weight, 0);
    assert(Math.abs(sum - 1) <= WEIGHT_TOLERANCE, 'the weights of the recovery must sum to 1');
    this.weights = terms.map(({ weight }) => weight);
    this.#ratesPerUs = terms.map(({ halfLifeUs }) => LN_2 / halfLifeUs);
    this.kept = new Float64Array(terms.length).fill(1);
  }

  /** Lets `elapsedUs` pass: fills `kept`. */
  pass(elapsedUs: SimTimeUs): void {
    if (elapsedUs === this.#keptOverUs) return;
    this.#keptOverUs = elapsedUs;
    for (let k = 0; k < this.kept.length; k += 1) this.kept[k] = exp(-this.#ratesPerUs[k] * elapsedUs);
  }
}

/** The recovery that a market's rules ask for. */
export function recoveryOf({
  recovery,
  halfLifeUs,
}: {
  readonly recovery?: RecoveryRules | null;
  readonly halfLifeUs: SimTimeUs;
}): Recovery {
  return new Recovery(recovery?.terms ?? [{ weight: 1, halfLifeUs }]);
}

/**
 * A transient displacement in parts. The first part is what the whole has beyond the others, so that a recovery with a
 * single half-life is the whole itself, to the bit.
 */
export class DecayingParts {
  readonly #recovery: Recovery;
  /** [terms] parts as they were at the last call; the first is not kept. */
  readonly #parts: Float64Array;

  constructor(recovery: Recovery) {
    this.#recovery = recovery;
    this.#parts = new Float64Array(recovery.weights.length);
  }

  /** Whether no part is displaced, though the whole may be 0 while parts cancel. */
  get isAtRest(): boolean {
    for (let k = 1; k < this.#parts.length; k += 1) if (this.#parts[k] !== 0) return false;
    return true;
  }

  /**
   * Decays over the time that was given to `Recovery.pass`.
   *
   * @param whole the displacement now, log price
   * @param added how much of it came since the last call, before any decay
   * @returns the displacement that is left
   */
  decay(whole: number, added: number): number {
    const { weights, kept } = this.#recovery;
    let first = whole;
    let slower = 0;
    for (let k = 1; k < weights.length; k += 1) {
      const part = this.#parts[k] + weights[k] * added;
      first -= part;
      this.#parts[k] = withoutDust(part * kept[k]);
      slower += this.#parts[k];
    }
    // The first part alone is exactly the whole: no sum with 0 may change a bit or a sign.
    const left = withoutDust(first * kept[0]);
    return weights.length === 1 ? left : left + slower;
  }

  /** Appends the parts beyond the first, for fingerprints. */
  appendState(out: number[]): void {
    for (let k = 1; k < this.#parts.length; k += 1) out.push(this.#parts[k]);
  }
}

function withoutDust(displacementLog: number): number {
  return Math.abs(displacementLog) < NEGLIGIBLE_LOG ? 0 : displacementLog;
}
