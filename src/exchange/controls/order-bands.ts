/**
 * How far orders may fill beside the price band around the index: a band around the mark or the index with a width of its
 * own on either side, and the bands of limit-up/limit-down. The strictest holds. Bands stand on whole ticks, the lower
 * one rounded up, the upper one down.
 * Source of the forms: Deribit's bandwidth around the mark (1 - x, 1 + x), Binance's PERCENT_PRICE filter (a factor for
 * either side), Derive's band (1 / (1 + x), 1 + x).
 */
import { PPM_PER_UNIT, type InstrumentIndex, type Ticks } from '../../base/units.ts';
import { ceilPpmOf, floorPpmOf } from '../../margin/tier-table.ts';
import type { ExchangeState } from '../state.ts';
import type { OrderBandRules } from './control-rules.ts';

/** Lowest and highest price at which orders fill around a price. */
export function bandAround(priceTicks: Ticks, { lowPpm, highPpm }: Omit<OrderBandRules, 'around'>): [Ticks, Ticks] {
  return [Math.max(1, ceilPpmOf(priceTicks, lowPpm)), floorPpmOf(priceTicks, highPpm)];
}

/** Factor of the lower edge of a band that reaches from S / (1 + x) to S x (1 + x), ppm, rounded up. */
export function reciprocalLowPpm(widthPpm: number): number {
  return Math.ceil((PPM_PER_UNIT * PPM_PER_UNIT) / (PPM_PER_UNIT + widthPpm));
}

export class OrderBands {
  readonly #state: ExchangeState;
  readonly #rules: OrderBandRules | null;
  /** [instruments] set by limit-up/limit-down; no limits elsewhere. */
  readonly lowTicks: Float64Array;
  readonly highTicks: Float64Array;

  constructor(state: ExchangeState, rules: OrderBandRules | null) {
    this.#state = state;
    this.#rules = rules;
    this.lowTicks = new Float64Array(state.instrumentCount).fill(1);
    this.highTicks = new Float64Array(state.instrumentCount).fill(Number.MAX_SAFE_INTEGER);
  }

  /** Furthest price at which an order in that direction may fill. */
  limit(instrument: InstrumentIndex, direction: 1 | -1): Ticks {
    const own = direction > 0 ? this.highTicks[instrument] : this.lowTicks[instrument];
    if (this.#rules === null) return own;
    const { markTicks, indexTicks } = this.#state;
    const around = (this.#rules.around === 'mark' ? markTicks : indexTicks)[instrument];
    const [low, high] = bandAround(around, this.#rules);
    return direction > 0 ? Math.min(own, high) : Math.max(own, low);
  }
}
