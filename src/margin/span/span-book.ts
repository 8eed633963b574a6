/**
 * The SPAN requirement of one book, step by step; what each step found stays in the columns for an explanation.
 *
 *   scan risk           max(0, max over 16 scenarios of the commodity's losses)
 *   calendar charge     by priority, long deltas of one tier against short deltas of the other, net by expiry first
 *   delivery charge     |delta| of expiries close to delivery
 *   weighted price risk max(0, price risk / |delta|), price risk = (scan loss + paired loss) / 2 - time risk,
 *                       time risk = (loss 1 + loss 2) / 2
 *   delta credits       by priority, each delta used once: credit x weighted price risk x matched deltas, a leg
 *   scanning credit     scan risks apart less the scan risk of the spread, losses in full and gains with a share
 *   requirement         max(scan + calendar + delivery - credits, short option minimum), a commodity; commodities of one
 *                       scanning spread together
 *
 * Sources: CME, "SPAN methodology"; CME Clearing advisories 09-253 and 10-409 (weighted price risk: normal, scan range cap,
 * scan range), SPAN 09-01 (scanning-based spreads are evaluated before calendar spreads).
 */
import type { PositionColumns } from '../margin-model.ts';
import { BucketSums } from '../grid/bucket-sums.ts';
import { pairedScenarioOf, SCENARIOS } from './risk-array.ts';
import type { SpanFigures } from './span-figures.ts';
import type { PlacedSpread, SpanLayout } from './span-layout.ts';
import type { SpanParameters } from './span-parameters.ts';

/** Told of each spread as it is formed; only explanations listen. */
export interface SpanTrace {
  calendar(commodity: number, near: number, far: number, matched: number, charge: number): void;
  credit(spread: PlacedSpread, formed: number, amounts: readonly number[]): void;
}

export class SpanBook {
  readonly losses: BucketSums;
  readonly deltas: BucketSums;
  /** [commodityCount] each, of the commodities that the last book touches. */
  readonly scan: Float64Array;
  readonly calendar: Float64Array;
  readonly delivery: Float64Array;
  readonly credit: Float64Array;
  readonly shortMinimum: Float64Array;
  readonly netDelta: Float64Array;
  readonly weightedPriceRisk: Float64Array;
  /** [scanning spread] what it takes off, and what its commodities need together. */
  readonly scanningCredit: Float64Array;
  readonly #parameters: SpanParameters;
  readonly #layout: SpanLayout;
  readonly #figures: SpanFigures;
  readonly #isCall: readonly boolean[];
  readonly #tiersMax: number;
  readonly #long: Float64Array;
  readonly #short: Float64Array;
  readonly #freeDelta: Float64Array;
  readonly #shortCalls: Float64Array;
  readonly #shortPuts: Float64Array;
  readonly #isTouched: Uint8Array;
  readonly #netted = new Float64Array(SCENARIOS);
  readonly #calendarSpreads: readonly (readonly { near: number; far: number; charge: number }[])[];
  readonly #needsDeltas: boolean;

  constructor(parameters: SpanParameters, layout: SpanLayout, figures: SpanFigures, isCall: readonly boolean[]) {
    const count = layout.commodities.length;
    this.#parameters = parameters;
    this.#layout = layout;
    this.#figures = figures;
    this.#isCall = isCall;
    this.losses = new BucketSums(layout.commodityOf, count, SCENARIOS, figures.losses);
    this.deltas = new BucketSums(layout.expiryOf, layout.expiryCount, 1, figures.deltas);
    this.#tiersMax = Math.max(1, ...layout.commodities.map(({ tiers }) => tiers.length));
    this.#long = new Float64Array(count * this.#tiersMax);
    this.#short = new Float64Array(count * this.#tiersMax);
    this.#isTouched = new Uint8Array(count);
    const column = (): Float64Array => new Float64Array(count);
    [this.scan, this.calendar, this.delivery, this.credit] = [column(), column(), column(), column()];
    [this.shortMinimum, this.netDelta, this.weightedPriceRisk] = [column(), column(), column()];
    [this.#freeDelta, this.#shortCalls, this.#shortPuts] = [column(), column(), column()];
    this.scanningCredit = new Float64Array(parameters.scanningSpreads.length);
    this.#calendarSpreads = layout.commodities.map(({ tiers, calendarSpreads }) => {
      const placeOf = (name: string): number => tiers.findIndex((tier) => tier.name === name);
      return calendarSpreads
        .toSorted((a, b) => a.priority - b.priority)
        .map(({ near, far, charge }) => ({ near: placeOf(near), far: placeOf(far), charge: charge.value }));
    });
    this.#needsDeltas =
      layout.spreads.length > 0 ||
      layout.commodities.some((each) => each.calendarSpreads.length > 0 || each.deliveryCharge !== null);
  }

  /** Maintenance requirement of the book. */
  require(book: PositionColumns, trace: SpanTrace | null): number {
    this.losses.add(book);
    const { touched, touchedCount } = this.losses;
    for (let t = 0; t < touchedCount; t += 1) this.#open(touched[t]);
    this.#countShorts(book);
    if (this.#needsDeltas) {
      this.#sortDeltas(book);
      for (let t = 0; t < touchedCount; t += 1) this.#chargeCalendars(touched[t], trace);
      if (this.#layout.spreads.length > 0) {
        for (let t = 0; t < touchedCount; t += 1) this.#weighPriceRisk(touched[t]);
        for (const spread of this.#layout.spreads) this.#creditSpread(spread, trace);
      }
    }
    let sum = 0;
    for (let t = 0; t < touchedCount; t += 1) {
      const commodity = touched[t];
      this.#isTouched[commodity] = 0;
      if (this.#layout.scanningOf[commodity] >= 0) continue;
      const risk = this.scan[commodity] + this.calendar[commodity] + this.delivery[commodity] - this.credit[commodity];
      sum += Math.max(risk, this.shortMinimum[commodity]);
    }
    for (let s = 0; s < this.scanningCredit.length; s += 1) sum += this.#requireScanningSpread(s);
    return sum;
  }

  #open(commodity: number): void {
    const { sums } = this.losses;
    let worst = 0;
    for (let k = 0, at = commodity * SCENARIOS; k < SCENARIOS; k += 1, at += 1) if (sums[at] > worst) worst = sums[at];
    this.scan[commodity] = worst;
    this.calendar[commodity] = 0;
    this.delivery[commodity] = 0;
    this.credit[commodity] = 0;
    this.netDelta[commodity] = 0;
    this.#shortCalls[commodity] = 0;
    this.#shortPuts[commodity] = 0;
    this.#isTouched[commodity] = 1;
  }

  #countShorts(book: PositionColumns): void {
    const { commodityOf, commodities } = this.#layout;
    const { shortMinimum } = this.#figures;
    for (let row = 0; row < book.count; row += 1) {
      const contract = book.contracts[row];
      const size = book.sizes[row];
      if (size >= 0 || shortMinimum[contract] === 0) continue;
      const shorts = this.#isCall[contract] ? this.#shortCalls : this.#shortPuts;
      shorts[commodityOf[contract]] -= size * shortMinimum[contract];
    }
    const { touched, touchedCount } = this.losses;
    for (let t = 0; t < touchedCount; t += 1) {
      const place = touched[t];
      const [calls, puts] = [this.#shortCalls[place], this.#shortPuts[place]];
      const isSum = commodities[place].shortOptionMinimum.counts === 'sum';
      this.shortMinimum[place] = isSum ? calls + puts : Math.max(calls, puts);
    }
  }

  /** Long and short deltas by tier, net by expiry; the commodity's net delta; delivery charges. */
  #sortDeltas(book: PositionColumns): void {
    const { commodityOfExpiry, contractOfExpiry, commodities } = this.#layout;
    const { touched, touchedCount } = this.losses;
    for (let t = 0; t < touchedCount; t += 1) {
      const from = touched[t] * this.#tiersMax;
      this.#long.fill(0, from, from + this.#tiersMax);
      this.#short.fill(0, from, from + this.#tiersMax);
    }
    this.deltas.add(book);
    for (let t = 0; t < this.deltas.touchedCount; t += 1) {
      const expiry = this.deltas.touched[t];
      const delta = this.deltas.sums[expiry];
      const commodity = commodityOfExpiry[expiry];
      const at = commodity * this.#tiersMax + this.#figures.tierOfExpiry[expiry];
      if (delta > 0) this.#long[at] += delta;
      else this.#short[at] -= delta;
      this.netDelta[commodity] += delta;
      if (this.#figures.isDelivering[contractOfExpiry[expiry]] === 1) {
        this.delivery[commodity] += Math.abs(delta) * (commodities[commodity].deliveryCharge?.charge ?? 0);
      }
    }
  }

  #chargeCalendars(commodity: number, trace: SpanTrace | null): void {
    const from = commodity * this.#tiersMax;
    const spreads = this.#calendarSpreads[commodity];
    const scale = this.#figures.calendarScale[commodity];
    for (let s = 0; s < spreads.length; s += 1) {
      const { near, far } = spreads[s];
      const charge = spreads[s].charge * scale;
      let matched = this.#match(from + near, from + far);
      if (near !== far) matched += this.#match(from + far, from + near);
      if (matched === 0) continue;
      this.calendar[commodity] += matched * charge;
      trace?.calendar(commodity, near, far, matched, charge);
    }
  }

  /** Uses up longs of one tier against shorts of another. */
  #match(long: number, short: number): number {
    const matched = Math.min(this.#long[long], this.#short[short]);
    this.#long[long] -= matched;
    this.#short[short] -= matched;
    return matched;
  }

  #weighPriceRisk(commodity: number): void {
    const { sums } = this.losses;
    const at = commodity * SCENARIOS;
    const delta = Math.abs(this.netDelta[commodity]);
    const range = this.#figures.rangeOfDelta[commodity];
    const method = this.#parameters.weightedPriceRisk;
    this.#freeDelta[commodity] = this.netDelta[commodity];
    let active = 0;
    for (let k = 1; k < SCENARIOS; k += 1) if (sums[at + k] > sums[at + active]) active = k;
    let weighted = 0;
    if (method === 'scanRange') weighted = range;
    else if (this.scan[commodity] > 0 && delta > 0) {
      const timeRisk = (sums[at] + sums[at + 1]) / 2;
      const priceRisk = (sums[at + active] + sums[at + pairedScenarioOf(active)]) / 2 - timeRisk;
      weighted = Math.max(0, priceRisk / delta);
      if (method === 'scanRangeCap') weighted = Math.min(weighted, range);
    }
    this.weightedPriceRisk[commodity] = weighted;
  }

  #creditSpread(spread: PlacedSpread, trace: SpanTrace | null): void {
    const { legs } = spread;
    let formed = Infinity;
    // Which side of the market legs A are on follows from the first leg.
    const first = legs[0];
    const side = this.#isTouched[first.commodity] === 1 ? Math.sign(this.#freeDelta[first.commodity]) * first.sign : 0;
    for (let k = 0; k < legs.length; k += 1) {
      const { commodity, ratio, sign } = legs[k];
      const free = this.#isTouched[commodity] === 1 ? this.#freeDelta[commodity] * sign * side : 0;
      formed = Math.min(formed, Math.max(0, free) / ratio);
    }
    if (!(formed > 0)) return;
    for (let k = 0; k < legs.length; k += 1) {
      const { commodity, ratio, sign, credit } = legs[k];
      this.#freeDelta[commodity] -= formed * ratio * sign * side;
      this.credit[commodity] += credit * this.weightedPriceRisk[commodity] * formed * ratio;
    }
    trace?.credit(
      spread,
      formed,
      legs.map(({ commodity, ratio, credit }) => credit * this.weightedPriceRisk[commodity] * formed * ratio),
    );
  }

  #requireScanningSpread(spread: number): number {
    const { scanningOf } = this.#layout;
    const { touched, touchedCount, sums } = this.losses;
    const share = this.#parameters.scanningSpreads[spread].credit;
    this.#netted.fill(0);
    let [scan, rest, minimum] = [0, 0, 0];
    for (let t = 0; t < touchedCount; t += 1) {
      const commodity = touched[t];
      if (scanningOf[commodity] !== spread) continue;
      for (let k = 0, at = commodity * SCENARIOS; k < SCENARIOS; k += 1, at += 1) {
        this.#netted[k] += sums[at] > 0 ? sums[at] : share * sums[at];
      }
      scan += this.scan[commodity];
      rest += this.calendar[commodity] + this.delivery[commodity] - this.credit[commodity];
      minimum += this.shortMinimum[commodity];
    }
    let worst = 0;
    for (let k = 0; k < SCENARIOS; k += 1) if (this.#netted[k] > worst) worst = this.#netted[k];
    // One commodity alone has nothing to be set against; its vector is netted all the same, and its maximum unchanged.
    this.scanningCredit[spread] = scan - worst;
    return Math.max(worst + rest, minimum);
  }
}
