/**
 * Charges on exposures: minimum delta, short options, offsetting futures, roll, vega between expiries, provisions for fees
 * and funding, minimum charges, borrowing, depeg. One shape (`ExposureTerms`), many parameters.
 *
 *   inner bucket   v = sum of size x figure
 *   outer bucket   net = sum v, gross = sum |v|, hedged = (gross - |net|) / 2, short = max(0, -net), long = max(0, net)
 *   group          charge = tiers(sum of rate x measure + growth(|net|) x |net|)
 *
 * Sources: Paradex minimum delta (docs.paradex.trade/risk/portfolio-margin.md): 2 % of net and 1 % of hedged delta; Deribit
 * contingencies (deribit.com/pages/docs/portfoliomargin): 0.01 a short option net by strike, 1 % of offsetting futures;
 * OKX minimum charge and its tiers (support article 4417291853837).
 *
 * Bound. Let E = sum over positions of |size| x |change of figure|. Nets and grosses change at most by E in sum over
 * buckets. rate_n |net| + rate_h hedged = (rate_n - rate_h / 2) |net| + rate_h / 2 gross, so the group's sum changes at
 * most by slope x E, slope = |rate_n - rate_h / 2| + rate_h / 2 + rate_g + max(rate_s, rate_l), plus for growth
 * 2 rateMax + ratePerQuote x threshold, the steepest slope of min(rateMax, k (x - h)) x on the part where it rises. Tiers
 * multiply by their largest factor. The figure times that slope is the bound's column.
 */
import { yearsToExpiry } from '../../instruments/contract-value.ts';
import type { PositionColumns } from '../margin-model.ts';
import { BucketSums } from './bucket-sums.ts';
import { sortIntoBuckets, type Buckets } from './buckets.ts';
import type { Charge, GridContext, GroupAmounts } from './charge.ts';
import { exposureOf } from './contract-figures.ts';
import type { ExposureMeasure, ExposureTerms, ExposureTier } from './grid-parameters.ts';

export class ExposureCharge implements Charge {
  readonly name: string;
  readonly isSubadditive: boolean;
  readonly columns = 1;
  readonly terms: ExposureTerms;
  readonly context: GridContext;
  readonly inner: Buckets;
  readonly outer: Buckets;
  readonly sums: BucketSums;
  /** [inner bucket] outer bucket around it. */
  readonly #outerOf: Int32Array;
  readonly #net: Float64Array;
  readonly #gross: Float64Array;
  readonly #isOuterOpen: Uint8Array;
  readonly #touchedOuter: Int32Array;
  readonly #place: number;
  /** [classCount] */
  readonly #slopes: Float64Array;
  readonly #raw: Float64Array;
  readonly #touchedGroups: Int32Array;
  readonly #isGroupOpen: Uint8Array;

  constructor(terms: ExposureTerms, place: number, context: GridContext) {
    const { market, classes, groups } = context;
    this.name = terms.name;
    this.terms = terms;
    this.context = context;
    this.#place = place;
    const counts = (c: number): boolean =>
      terms.contracts.includes(market.contracts[c].kind) &&
      (terms.underlyings.length === 0 || terms.underlyings.includes(market.contracts[c].underlying));
    this.inner = sortIntoBuckets(market.contracts, context.units, terms.nettedOver, counts);
    this.outer = sortIntoBuckets(market.contracts, context.units, terms.measuredOver, counts);
    this.#outerOf = new Int32Array(this.inner.count);
    this.inner.of.forEach((bucket, c) => {
      if (bucket >= 0) this.#outerOf[bucket] = this.outer.of[c];
    });
    this.sums = new BucketSums(this.inner.of, this.inner.count, 1);
    this.#net = new Float64Array(this.outer.count);
    this.#gross = new Float64Array(this.outer.count);
    this.#isOuterOpen = new Uint8Array(this.outer.count);
    this.#touchedOuter = new Int32Array(this.outer.count);
    this.#raw = new Float64Array(groups.names.length);
    this.#touchedGroups = new Int32Array(groups.names.length);
    this.#isGroupOpen = new Uint8Array(groups.names.length);
    this.#slopes = Float64Array.from(classes, ({ name }) => slopeOf(terms, name));
    const isConvex = classes.every(({ name }) => rateOf(terms, 'net', name) >= rateOf(terms, 'hedged', name) / 2);
    this.isSubadditive = isConvex && terms.growth === null && !terms.tiers.some(isAboveBefore);
  }

  refresh(): void {
    for (let c = 0; c < this.inner.of.length; c += 1) {
      if (this.inner.of[c] >= 0) this.sums.figures[c] = this.figureAt(c);
    }
  }

  /** Figure of one contract, time weight included. */
  figureAt(c: number): number {
    const { market } = this.context;
    const figure = exposureOf(market, c, this.terms.figure);
    const { timeWeight } = this.terms;
    if (timeWeight === null) return figure;
    const years = yearsToExpiry(market.contracts[c], market.timeUs);
    return figure * Math.max(timeWeight.min, years === Infinity ? 0 : timeWeight.perYear * years);
  }

  addTo(amounts: GroupAmounts, book: PositionColumns): void {
    this.sums.add(book);
    const { touched, touchedCount, sums } = this.sums;
    let outerCount = 0;
    for (let t = 0; t < touchedCount; t += 1) {
      const outer = this.#outerOf[touched[t]];
      const value = sums[touched[t]];
      if (this.#isOuterOpen[outer] === 0) {
        this.#isOuterOpen[outer] = 1;
        this.#touchedOuter[outerCount] = outer;
        outerCount += 1;
        this.#net[outer] = value;
        this.#gross[outer] = Math.abs(value);
      } else {
        this.#net[outer] += value;
        this.#gross[outer] += Math.abs(value);
      }
    }
    let groupCount = 0;
    for (let t = 0; t < outerCount; t += 1) {
      const outer = this.#touchedOuter[t];
      this.#isOuterOpen[outer] = 0;
      const group = this.context.groups.groupOf[this.outer.unitOf[outer]];
      if (this.#isGroupOpen[group] === 0) {
        this.#isGroupOpen[group] = 1;
        this.#touchedGroups[groupCount] = group;
        groupCount += 1;
        this.#raw[group] = 0;
      }
      this.#raw[group] += this.measure(this.outer.unitOf[outer], this.#net[outer], this.#gross[outer]);
    }
    for (let t = 0; t < groupCount; t += 1) {
      const group = this.#touchedGroups[t];
      this.#isGroupOpen[group] = 0;
      amounts.add(group, this.#place, scaleByTiers(this.terms.tiers, this.#raw[group]));
    }
  }

  /** Charge of one outer bucket before tiers. */
  measure(unit: number, net: number, gross: number): number {
    const className = this.context.classes[this.context.classOf[unit]].name;
    let sum = 0;
    for (const { measure, rate } of this.terms.rates) {
      sum += classRate(rate, className) * measureOf(measure, net, gross);
    }
    return sum + growthRateAt(this.terms, Math.abs(net)) * Math.abs(net);
  }

  figureOf(contract: number): number {
    if (this.inner.of[contract] < 0) return 0;
    const { units, classOf } = this.context;
    return this.sums.figures[contract] * this.#slopes[classOf[units.of[contract]]];
  }
}

export function measureOf(measure: ExposureMeasure, net: number, gross: number): number {
  switch (measure) {
    case 'net':
      return Math.abs(net);
    case 'hedged':
      return (gross - Math.abs(net)) / 2;
    case 'gross':
      return gross;
    case 'short':
      return Math.max(0, -net);
    case 'long':
      return Math.max(0, net);
  }
}

/** `raw` cut at tier edges, each part times its factor: 30,000 with 1x to 10,000 and 2x beyond is 50,000. */
export function scaleByTiers(tiers: readonly ExposureTier[], raw: number): number {
  if (tiers.length === 0) return raw;
  let lower = 0;
  let sum = 0;
  for (const { upTo, factor } of tiers) {
    if (raw <= lower) break;
    sum += (Math.min(raw, upTo) - lower) * factor;
    lower = upTo;
  }
  return sum;
}

export function growthRateAt({ growth }: ExposureTerms, net: number): number {
  if (growth === null) return 0;
  return Math.min(growth.rateMax, growth.ratePerQuote * Math.max(0, net - growth.threshold));
}

export function classRate(rate: number | Readonly<Record<string, number>>, className: string): number {
  return typeof rate === 'number' ? rate : rate[className];
}

function rateOf(terms: ExposureTerms, measure: ExposureMeasure, className: string): number {
  return terms.rates.reduce((sum, each) => (each.measure === measure ? sum + classRate(each.rate, className) : sum), 0);
}

function slopeOf(terms: ExposureTerms, className: string): number {
  const [net, hedged, gross, short, long] = (['net', 'hedged', 'gross', 'short', 'long'] as const).map((measure) =>
    rateOf(terms, measure, className),
  );
  const { growth } = terms;
  const growing = growth === null ? 0 : 2 * growth.rateMax + growth.ratePerQuote * growth.threshold;
  const factor = terms.tiers.reduce((max, tier) => Math.max(max, tier.factor), terms.tiers.length === 0 ? 1 : 0);
  return factor * (Math.abs(net - hedged / 2) + hedged / 2 + gross + Math.max(short, long) + growing);
}

function isAboveBefore(tier: ExposureTier, place: number, tiers: readonly ExposureTier[]): boolean {
  return place > 0 && tier.factor > tiers[place - 1].factor;
}
