/** Changes of margin multiples in the reference exchange. Written from docs/exchange-rules.md, sections 8 and 10. */
import { log } from '../../src/numeric/math.ts';
import type { MarginRecalibrationRules } from '../../src/exchange/venue-rules.ts';
import type { Instrument, World } from './reference-world.ts';

const YEAR_US = 365 * 86_400_000_000;

/** What a halt does: rates that stand higher stay. */
export function raiseMultiples(world: World, instrument: Instrument, multiple: number): void {
  const { maintenance, initial } = world.controls!.layers.scheduledOf(instrument);
  if (Math.min(maintenance, initial) >= multiple) return;
  setMultiples(world, instrument, Math.max(maintenance, multiple), Math.max(initial, multiple));
}

/** Balances have no rates. */
export function setMultiples(world: World, instrument: Instrument, maintenance: number, initial: number): void {
  if (instrument.isSpot) return;
  world.controls!.layers.schedule(instrument, { maintenance, initial });
}

interface Estimate {
  readonly instrument: Instrument;
  /** Variance of one interval that rates stand for. */
  readonly margined: number;
  variance: number;
  mark: number;
}

export class Recalibration {
  readonly #rules: MarginRecalibrationRules;
  /** Of every instrument that has a price of its own and was margined for a volatility. */
  readonly #estimates: readonly Estimate[];

  constructor(world: World, rules: MarginRecalibrationRules) {
    this.#rules = rules;
    const roots = world.instruments.filter(({ followed, index }) => followed === null && rules.volatilityAnnual[index]);
    this.#estimates = roots.map((instrument) => {
      const volatility = rules.volatilityAnnual[instrument.index]!;
      const margined = (volatility * volatility * rules.intervalUs) / YEAR_US;
      return { instrument, margined, variance: margined, mark: instrument.mark };
    });
  }

  apply(world: World): void {
    for (const estimate of this.#estimates) this.#observe(estimate);
    for (const instrument of world.instruments) {
      const multiple = this.#multipleOf(instrument.followed ?? instrument);
      const { maintenance, initial } = world.controls!.layers.scheduledOf(instrument);
      const isInForce = maintenance === multiple && initial === multiple;
      if (!isInForce) setMultiples(world, instrument, multiple, multiple);
    }
  }

  #observe(estimate: Estimate): void {
    const { estimator } = this.#rules;
    const move = log(estimate.instrument.mark / estimate.mark);
    estimate.mark = estimate.instrument.mark;
    estimate.variance =
      estimator.kind === 'ewma'
        ? estimator.lambda * estimate.variance + (1 - estimator.lambda) * (move * move)
        : (1 - estimator.alpha - estimator.beta) * estimate.margined +
          estimator.alpha * (move * move) +
          estimator.beta * estimate.variance;
  }

  #multipleOf(root: Instrument): number {
    const estimate = this.#estimates.find(({ instrument }) => instrument === root);
    if (estimate === undefined) return 1_000_000;
    const { stepPpm, floorPpm, capPpm } = this.#rules;
    const multiple = Math.sqrt(estimate.variance / estimate.margined) * 1e6;
    return Math.min(capPpm, Math.max(floorPpm, Math.ceil(multiple / stepPpm) * stepPpm));
  }
}
