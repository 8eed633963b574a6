/** One term of a grid requirement, at work on one market. */
import type { MarketView } from '../../instruments/market-view.ts';
import type { ExplanationLine, Offset, PositionColumns, ScenarioLoss } from '../margin-model.ts';
import type { UnderlyingClass } from './grid-parameters.ts';
import type { OffsetGroups } from './offset-groups.ts';
import type { RiskUnits } from './risk-units.ts';

export interface Charge {
  readonly name: string;
  /** Never more for two books together than for the two apart. */
  readonly isSubadditive: boolean;
  /** Computes its figures of all contracts anew. */
  refresh(): void;
  /** Adds the charge of each group that the book touches. */
  addTo(amounts: GroupAmounts, book: PositionColumns): void;
  /** Number of its columns in the bound below. */
  readonly columns: number;
  /**
   * Figure of one contract in one column: the charge, summed over groups, changes at most by the sum over positions of
   * |size| x largest |change of figure| over columns.
   */
  figureOf(contract: number, column: number): number;
}

/** The charge of one group. */
export interface ChargeExplanation {
  readonly group: number;
  readonly line: ExplanationLine;
  readonly scenarios: readonly ScenarioLoss[];
  readonly offsets: readonly Offset[];
}

/** What all charges of a model know about its market. */
export interface GridContext {
  readonly market: MarketView;
  readonly units: RiskUnits;
  /** [unitCount] */
  readonly classOf: Int32Array;
  readonly classes: readonly UnderlyingClass[];
  readonly groups: OffsetGroups;
}

/** Amounts of charges by group, for one book. */
export class GroupAmounts {
  readonly charges: number;
  /** [groupCount x charges] of touched groups. */
  readonly values: Float64Array;
  readonly touched: Int32Array;
  touchedCount = 0;
  readonly #isTouched: Uint8Array;

  constructor(groups: number, charges: number) {
    this.charges = charges;
    this.values = new Float64Array(groups * charges);
    this.touched = new Int32Array(groups);
    this.#isTouched = new Uint8Array(groups);
  }

  clear(): void {
    const { values, touched, charges } = this;
    for (let t = 0; t < this.touchedCount; t += 1) {
      const group = touched[t];
      this.#isTouched[group] = 0;
      for (let k = group * charges; k < (group + 1) * charges; k += 1) values[k] = 0;
    }
    this.touchedCount = 0;
  }

  add(group: number, charge: number, amount: number): void {
    if (this.#isTouched[group] === 0) {
      this.#isTouched[group] = 1;
      this.touched[this.touchedCount] = group;
      this.touchedCount += 1;
    }
    this.values[group * this.charges + charge] += amount;
  }
}
