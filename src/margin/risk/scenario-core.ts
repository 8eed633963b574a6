/** Risk core over scenarios: up to three tables, of the days as they are, of stressed days, and at the floor's volatility. */
import { combineMeasures } from './combine-measures.ts';
import type { RiskParameters } from './risk-parameters.ts';
import type { MoveOrigin } from './scaled-returns.ts';
import type { ScenarioSets, TailRule } from './scenario-set.ts';
import { ScenarioTable } from './scenario-table.ts';
import { areWeightsCoherent } from './tail-convention.ts';

/** One table and how far its part of the estimate can move when losses do. */
export interface CoreTable {
  readonly name: string;
  readonly table: ScenarioTable;
  readonly returns: Float64Array;
  readonly labels: readonly string[];
  readonly originOf: MoveOrigin | null;
  /** Largest change of the measure for a change of 1 in every loss. */
  readonly steepness: number;
}

export class ScenarioCore {
  readonly kind = 'scenarios';
  readonly assetCount: number;
  readonly rowCount: number;
  readonly current: CoreTable;
  readonly stressed: CoreTable | null;
  readonly floor: CoreTable | null;
  readonly stressedWeight: number;
  /** The combined estimate never asks more for two books together than apart. */
  readonly isSubadditive: boolean;
  /** [row] what one unit held long, or short, needs. */
  readonly unitLong: Float64Array;
  readonly unitShort: Float64Array;
  readonly #row = new Int32Array(1);
  readonly #unit = new Float64Array(1);

  constructor(parameters: RiskParameters, sets: ScenarioSets, optionCount: number) {
    this.assetCount = parameters.assets.length;
    this.rowCount = this.assetCount + optionCount;
    const tableOf = (name: string, set: ScenarioSets['current']): CoreTable => ({
      name,
      table: new ScenarioTable(set, this.assetCount, this.rowCount),
      returns: set.returns,
      labels: set.labels,
      originOf: set.originOf,
      steepness: steepnessOf(set.rule),
    });
    this.current = tableOf('current', sets.current);
    this.stressed = sets.stressed === null ? null : tableOf('stressed', sets.stressed);
    this.floor = sets.floor === null ? null : tableOf('floor', sets.floor);
    this.stressedWeight = parameters.specification.antiProcyclicality.stressed?.weight ?? 0;
    this.isSubadditive = areSetsCoherent(sets);
    this.unitLong = new Float64Array(this.rowCount);
    this.unitShort = new Float64Array(this.rowCount);
    for (let a = 0; a < this.assetCount; a += 1) this.updateUnits(a);
  }

  tables(): CoreTable[] {
    return [this.current, this.stressed, this.floor].filter((table) => table !== null);
  }

  /** Once the losses of a row are others. */
  updateUnits(row: number): void {
    this.#row[0] = row;
    this.#unit[0] = 1;
    this.unitLong[row] = this.#measureAll(this.#row, this.#unit, 1);
    this.#unit[0] = -1;
    this.unitShort[row] = this.#measureAll(this.#row, this.#unit, 1);
  }

  /** One row is a multiple of its unit; more are looked up in the tables. */
  measure(rows: Int32Array, coefficients: Float64Array, count: number): number {
    if (count !== 1) return count === 0 ? 0 : this.#measureAll(rows, coefficients, count);
    const coefficient = coefficients[0];
    return coefficient > 0 ? coefficient * this.unitLong[rows[0]] : -coefficient * this.unitShort[rows[0]];
  }

  /**
   * Largest change of the estimate for one more unit of an asset. A subadditive estimate f rises by at most f(unit); of any
   * other the losses move by at most the largest |return|, and the measure with them.
   */
  slopeOf(asset: number): number {
    if (this.isSubadditive) return Math.max(this.unitLong[asset], this.unitShort[asset]);
    const slopes = this.tables().map(({ returns, steepness }) => {
      let largest = 0;
      for (let k = asset; k < returns.length; k += this.assetCount) largest = Math.max(largest, Math.abs(returns[k]));
      return largest * steepness;
    });
    return Math.max(...slopes);
  }

  #measureAll(rows: Int32Array, coefficients: Float64Array, count: number): number {
    const { current, stressed, floor } = this;
    return combineMeasures(
      current.table.measure(rows, coefficients, count),
      stressed === null ? null : stressed.table.measure(rows, coefficients, count),
      this.stressedWeight,
      floor === null ? null : floor.table.measure(rows, coefficients, count),
    );
  }
}

/** The estimate over these scenarios never asks more for two books together than apart. */
export function areSetsCoherent(sets: ScenarioSets): boolean {
  return [sets.current, sets.stressed, sets.floor].every((set) => {
    if (set === null) return true;
    const { rule } = set;
    return rule.kind === 'ranks' ? areWeightsCoherent(rule.weights) : rule.measure === 'expected-shortfall';
  });
}

/** Ranked losses move by no more than the largest move of any loss; so does a weighted tail, whose weights add up to 1. */
function steepnessOf(rule: TailRule): number {
  if (rule.kind === 'weights') return 1;
  let sum = 0;
  for (const weight of rule.weights) sum += Math.abs(weight);
  return sum;
}
