/**
 * Scan risk: the largest weighted loss over a list of scenarios.
 *
 *   loss_k(group) = -sum of weight_k x size x profit_k, gains between underlyings counted as `offset-groups.ts` says
 *   charge(group) = max(0, max_k (loss_k - dampener_k))
 *
 * With netting by underlying or expiry each bucket has its own maximum, and maxima add up. Profits are computed once a
 * refresh and contract; a book costs positions x scenarios multiplications. A charge without dampener is a maximum of
 * convex functions of degree one: subadditive and positively homogeneous.
 *
 * Bound: a maximum changes at most by its largest argument's change, and shares of gains are at most 1, so the weighted
 * profits themselves are the figures.
 */
import { yearsToExpiry } from '../../instruments/contract-value.ts';
import type { PositionColumns } from '../margin-model.ts';
import { BucketSums } from './bucket-sums.ts';
import { sortIntoBuckets, type Buckets } from './buckets.ts';
import type { Charge, GridContext, GroupAmounts } from './charge.ts';
import type { GridScenario, ScanTerms } from './grid-parameters.ts';
import { computeScenarioProfit, prepareScenario, type PreparedScenario } from './scenario-profit.ts';

export class ScanCharge implements Charge {
  readonly name: string;
  readonly isSubadditive: boolean;
  readonly columns: number;
  readonly terms: ScanTerms;
  readonly context: GridContext;
  readonly buckets: Buckets;
  readonly sums: BucketSums;
  readonly #place: number;
  /** [classCount][scenario] */
  readonly #scenarios: readonly (readonly PreparedScenario[])[];
  readonly #products: Float64Array;
  readonly #groups: Float64Array;
  readonly #bucketsInGroup: Int32Array;
  readonly #isFolded: Uint8Array;

  /** `place` is that of the charge in the model's list. */
  constructor(terms: ScanTerms, place: number, context: GridContext) {
    const { market, classes, groups } = context;
    this.name = terms.name;
    this.terms = terms;
    this.context = context;
    this.#place = place;
    this.#scenarios = classes.map((each) => each.scans[terms.name].map((scenario) => prepareScenario(scenario, each)));
    this.columns = this.#scenarios[0].length;
    this.isSubadditive = classes.every((each) => each.scans[terms.name].every(({ dampener }) => dampener === 0));
    const by = terms.netting === 'expiry' ? 'expiry' : 'underlying';
    this.buckets = sortIntoBuckets(market.contracts, context.units, by, (c) =>
      terms.contracts.includes(market.contracts[c].kind),
    );
    this.sums = new BucketSums(this.buckets.of, this.buckets.count, this.columns);
    this.#products = new Float64Array(groups.productNames.length * this.columns);
    this.#groups = new Float64Array(groups.names.length * this.columns);
    this.#bucketsInGroup = new Int32Array(groups.names.length);
    this.#isFolded = new Uint8Array(groups.productNames.length);
  }

  scenariosOf(unit: number): readonly GridScenario[] {
    const { classes, classOf } = this.context;
    return classes[classOf[unit]].scans[this.name];
  }

  /** A scenario as a risk unit's class has it. */
  scenarioOf(unit: number, k: number): PreparedScenario {
    return this.#scenarios[this.context.classOf[unit]][k];
  }

  /** What profits and losses of a contract are multiplied by, apart from the scenario's weight. */
  timeWeightOf(c: number): number {
    const { market } = this.context;
    const { base, perYear } = this.terms.timeWeight;
    const years = yearsToExpiry(market.contracts[c], market.timeUs);
    return base + (years === Infinity ? 0 : perYear * years);
  }

  refresh(): void {
    const { market, classOf, units } = this.context;
    const { figures } = this.sums;
    for (let c = 0; c < this.buckets.of.length; c += 1) {
      if (this.buckets.of[c] < 0) continue;
      const weight = this.timeWeightOf(c);
      const scenarios = this.#scenarios[classOf[units.of[c]]];
      for (let k = 0; k < this.columns; k += 1) {
        const profit = computeScenarioProfit(market, c, scenarios[k]);
        figures[c * this.columns + k] = weight * scenarios[k].terms.weight * profit;
      }
    }
  }

  addTo(amounts: GroupAmounts, book: PositionColumns): void {
    this.sums.add(book);
    const { touched, touchedCount } = this.sums;
    const { groupOf } = this.context.groups;
    const isFolding = this.terms.netting === 'group' && touchedCount > 1 && this.#countByGroup();
    for (let t = 0; t < touchedCount; t += 1) {
      const bucket = touched[t];
      const unit = this.buckets.unitOf[bucket];
      const group = groupOf[unit];
      // A gain of the only member has nothing to be set against, so its share does not matter.
      if (isFolding && this.#bucketsInGroup[group] > 1) this.#fold(bucket, unit);
      else amounts.add(group, this.#place, this.#worst(this.sums.sums, bucket, unit));
    }
    if (isFolding) this.#addFolded(amounts);
  }

  figureOf(contract: number, column: number): number {
    return this.sums.figures[contract * this.columns + column];
  }

  /** Counts the book's underlyings in each group; true when some group has two. */
  #countByGroup(): boolean {
    const { touched, touchedCount } = this.sums;
    const { groupOf } = this.context.groups;
    const counts = this.#bucketsInGroup;
    for (let t = 0; t < touchedCount; t += 1) counts[groupOf[this.buckets.unitOf[touched[t]]]] = 0;
    let isShared = false;
    for (let t = 0; t < touchedCount; t += 1) {
      const group = groupOf[this.buckets.unitOf[touched[t]]];
      counts[group] += 1;
      if (counts[group] > 1) isShared = true;
    }
    return isShared;
  }

  #fold(bucket: number, unit: number): void {
    const { productOf, productShares } = this.context.groups;
    const product = productOf[unit];
    const to = product * this.columns;
    const from = bucket * this.columns;
    const share = productShares[product];
    const isFirst = this.#isFolded[product] === 0;
    this.#isFolded[product] = 1;
    for (let k = 0; k < this.columns; k += 1) {
      const profit = this.sums.sums[from + k];
      const counted = profit < 0 ? profit : share * profit;
      this.#products[to + k] = isFirst ? counted : this.#products[to + k] + counted;
    }
  }

  #addFolded(amounts: GroupAmounts): void {
    const { groupOf, productOf, groupShares } = this.context.groups;
    const { touched, touchedCount } = this.sums;
    for (let t = 0; t < touchedCount; t += 1) {
      const unit = this.buckets.unitOf[touched[t]];
      const group = groupOf[unit];
      if (this.#bucketsInGroup[group] <= 1) continue;
      const to = group * this.columns;
      // The count is used up to tell the first and the last member of the group.
      const isOpen = this.#bucketsInGroup[group] >= OPEN;
      if (!isOpen) {
        this.#groups.fill(0, to, to + this.columns);
        this.#bucketsInGroup[group] += OPEN;
      }
      const product = productOf[unit];
      if (this.#isFolded[product] === 1) {
        this.#isFolded[product] = 0;
        const from = product * this.columns;
        for (let k = 0; k < this.columns; k += 1) {
          const profit = this.#products[from + k];
          this.#groups[to + k] += profit < 0 ? profit : groupShares[group] * profit;
        }
      }
    }
    for (let t = 0; t < touchedCount; t += 1) {
      const unit = this.buckets.unitOf[touched[t]];
      const group = groupOf[unit];
      if (this.#bucketsInGroup[group] < OPEN) continue;
      this.#bucketsInGroup[group] = 0;
      amounts.add(group, this.#place, this.#worst(this.#groups, group, unit));
    }
  }

  #worst(profits: Float64Array, row: number, unit: number): number {
    const scenarios = this.#scenarios[this.context.classOf[unit]];
    let worst = 0;
    for (let k = 0, at = row * this.columns; k < this.columns; k += 1, at += 1) {
      const loss = -profits[at] - scenarios[k].terms.dampener;
      if (loss > worst) worst = loss;
    }
    return worst;
  }
}

/** Added to a group's count once its row is being summed up. */
const OPEN = 1 << 20;
