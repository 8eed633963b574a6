/**
 * Bound on the change of a SPAN requirement, as columns of `grid-sensitivity.ts`. With E(f) = sum over positions of
 * |size| x |change of f|, a contract at a time:
 *
 *   scan      The largest of sixteen losses, also after scanning credits (gains count at most in full): the sixteen losses.
 *   calendar  A spread matches min(long, short) of two tiers and leaves (long - short)+ and (short - long)+: what is
 *             matched changes at most by E(delta), and what is left by no more than went in, so each spread in turn
 *             changes by at most charge x E(delta), all of them by (sum of charges) x E(delta).
 *   delivery  charge x |delta| of expiries near delivery: charge x delta while near, 0 before.
 *   minimum   Short contracts x minimum; it replaces the rest when larger, so it stands beside it as a maximum does.
 *   jump      Two things jump, and no continuous figure bounds a jump: a delta credit, where two scenarios tie for the
 *             largest loss but their pairs differ; and a calendar charge, when an expiry moves into another tier. A column
 *             that advances at a refresh by a bound on what can have jumped covers it between any two refreshes, since it
 *             never falls. Credits are at most c x price risk <= 2 c x sum of |size| x largest |loss|, or with the scan range
 *             c x range x |delta|: the column advances at every refresh by the bound before plus the bound after. Where all
 *             contracts of spread commodities are linear and their ranges amounts, credits depend on sizes alone, and it
 *             stays. An expiry that changes tiers takes its delta out of one and into the other: twice (sum of charges) x
 *             |delta| at most, |delta| <= units, and only then does the column advance.
 *
 * So books with options in commodities of delta-based spreads are derived anew at every look; all others wait for a move.
 */
import type { MarketView } from '../../instruments/market-view.ts';
import type { Charge } from '../grid/charge.ts';
import { unitsOf } from '../grid/contract-figures.ts';
import type { Formula } from '../grid/grid-parameters.ts';
import { boundColumnsOf, type BoundColumn } from '../grid/grid-sensitivity.ts';
import { SCENARIOS } from './risk-array.ts';
import type { SpanFigures } from './span-figures.ts';
import type { SpanLayout } from './span-layout.ts';
import type { SpanParameters } from './span-parameters.ts';

type Bounded = Pick<Charge, 'name' | 'columns' | 'figureOf'>;

export class SpanSensitivity {
  readonly columns: readonly BoundColumn[];
  readonly #layout: SpanLayout;
  readonly #figures: SpanFigures;
  /** [commodityCount] largest credit of its legs, 0 where credits are steady. */
  readonly #creditMax: Float64Array;
  /** [contractCount] all: what a credit can be, tier and charges at the last refresh. */
  readonly #creditBound: Float64Array;
  readonly #tiers: Int32Array;
  readonly #units: Float64Array;
  readonly #jumps: Float64Array;
  readonly #charges: readonly number[];
  readonly #unitsOf: (c: number) => number;

  constructor(layout: SpanLayout, figures: SpanFigures, market: MarketView) {
    this.#layout = layout;
    this.#figures = figures;
    this.#creditBound = new Float64Array(layout.commodityOf.length);
    this.#tiers = new Int32Array(layout.commodityOf.length).fill(-1);
    this.#units = new Float64Array(layout.commodityOf.length);
    this.#jumps = new Float64Array(layout.commodityOf.length);
    this.#creditMax = new Float64Array(layout.commodities.length);
    if (!areCreditsSteady(layout, market)) {
      for (const { legs } of layout.spreads) {
        for (const { commodity, credit } of legs) {
          this.#creditMax[commodity] = Math.max(this.#creditMax[commodity], credit);
        }
      }
    }
    const { losses, deltas, isDelivering, shortMinimum } = figures;
    const commodityOf = (c: number) => layout.commodities[layout.commodityOf[c]];
    const charges = layout.commodities.map(({ calendarSpreads }) =>
      calendarSpreads.reduce((sum, { charge }) => sum + charge.value, 0),
    );
    this.#charges = charges;
    this.#unitsOf = (c) => {
      const published = commodityOf(c).riskArrays[market.contracts[c].symbol];
      return published === undefined ? unitsOf(market, c) / commodityOf(c).contractUnit : Math.abs(published.delta);
    };
    const terms: (Bounded & { readonly isUsed: boolean })[] = [
      { name: 'scan', columns: SCENARIOS, figureOf: (c, k) => losses[c * SCENARIOS + k], isUsed: true },
      {
        name: 'calendar',
        columns: 1,
        figureOf: (c) => this.#calendarChargeOf(c) * deltas[c],
        isUsed: charges.some((charge) => charge > 0),
      },
      {
        name: 'delivery',
        columns: 1,
        figureOf: (c) => isDelivering[c] * deltas[c] * (commodityOf(c).deliveryCharge?.charge ?? 0),
        isUsed: layout.commodities.some(({ deliveryCharge }) => deliveryCharge !== null),
      },
      {
        name: 'jump',
        columns: 1,
        figureOf: (c) => this.#jumps[c],
        isUsed: this.#creditMax.some((credit) => credit > 0) || charges.some((charge) => charge > 0),
      },
      { name: 'minimum', columns: 1, figureOf: (c) => shortMinimum[c], isUsed: true },
    ];
    const risk: Formula = {
      sum: terms
        .filter(({ name, isUsed }) => isUsed && name !== 'minimum')
        .map(({ name }) => ({ charge: name, times: 1 })),
      times: 1,
    };
    this.columns = boundColumnsOf({ max: [risk, { charge: 'minimum', times: 1 }], times: 1 }, terms);
  }

  /** Advances the column of jumps; after the figures, once a refresh. */
  advance(parameters: SpanParameters): void {
    const { commodityOf, expiryOf } = this.#layout;
    for (let c = 0; c < this.#jumps.length; c += 1) {
      const bound = this.#creditMax[commodityOf[c]] * this.#priceRiskMaxOf(parameters, c);
      this.#jumps[c] += this.#creditBound[c] + bound;
      this.#creditBound[c] = bound;
      const tier = this.#figures.tierOfExpiry[expiryOf[c]];
      const units = this.#unitsOf(c) * this.#calendarChargeOf(c);
      if (this.#tiers[c] !== tier) this.#jumps[c] += 2 * (this.#units[c] + units);
      this.#tiers[c] = tier;
      this.#units[c] = units;
    }
  }

  /** All calendar charges of the contract's commodity for one delta. */
  #calendarChargeOf(c: number): number {
    const commodity = this.#layout.commodityOf[c];
    return this.#charges[commodity] * this.#figures.calendarScale[commodity];
  }

  /** What one contract adds at most to weighted price risk x |delta| of its commodity. */
  #priceRiskMaxOf(parameters: SpanParameters, c: number): number {
    const { losses, deltas, rangeOfDelta } = this.#figures;
    if (parameters.weightedPriceRisk === 'scanRange') {
      return rangeOfDelta[this.#layout.commodityOf[c]] * Math.abs(deltas[c]);
    }
    let largest = 0;
    for (let k = 0; k < SCENARIOS; k += 1) largest = Math.max(largest, Math.abs(losses[c * SCENARIOS + k]));
    return 2 * largest;
  }
}

/** Whether delta credits depend on sizes alone: linear contracts, one range in quote currency, in all spread commodities. */
function areCreditsSteady(layout: SpanLayout, market: MarketView): boolean {
  const spread = new Set(layout.spreads.flatMap(({ legs }) => legs.map(({ commodity }) => commodity)));
  const areRangesSteady = [...spread].every((place) => {
    const { priceScanRange, tiers, riskArrays } = layout.commodities[place];
    const isPlain = tiers.every((tier) => tier.priceScanRange === null) && Object.keys(riskArrays).length === 0;
    return priceScanRange.of === 'amount' && isPlain;
  });
  return (
    areRangesSteady &&
    market.contracts.every((contract, c) => {
      const isLinear = contract.kind !== 'option' && !contract.settlesInCoin;
      return isLinear || !spread.has(layout.commodityOf[c]);
    })
  );
}
