/**
 * Losses of books over one set of scenarios, and the measure of them, without looking at every scenario.
 *
 * A book is a list of rows with coefficients; a row holds, for one unit, the loss in each scenario. Scenarios are laid
 * out by severity and cut into blocks of 16, of which each row knows its highest and lowest loss. For a book the
 * highest (of rows held long) and lowest (held short) add up to a bound that no scenario of the block exceeds, in the
 * very arithmetic of the losses themselves (see `addRows`). The most severe blocks come first; once as many losses are
 * known as the measure reads, a block whose bound is below the least of them is skipped. The result has the bits of
 * looking at all.
 *
 * What bounds it: the multiplications and additions of the blocks that cannot be skipped, about one cycle for each,
 * and one in sixteen for the bounds. Quiet days are skipped for every book, the days of the other sign for
 * directional ones; a long and short book of many assets keeps most blocks.
 */
import { assert } from '../../base/assert.ts';
import { addRows } from './add-rows.ts';
import { orderBySeverity } from './scenario-order.ts';
import type { ScenarioSet, TailRule } from './scenario-set.ts';
import { weightedTail } from './scenario-weights.ts';
import { WorstLosses } from './worst-losses.ts';

const BLOCK = 16;

export class ScenarioTable {
  readonly scenarioCount: number;
  readonly rule: TailRule;
  /** [place] scenario that lies there */
  readonly #order: Int32Array;
  /** [rowCount x scenarioCount], row-major, in laid-out order: loss of one unit, + loss */
  readonly #losses: Float64Array;
  /** [rowCount x 2 x blockCount]: highest, then lowest loss of each block */
  readonly #edges: Float64Array;
  readonly #blockCount: number;
  readonly #bounds: Float64Array;
  readonly #sums: Float64Array;
  readonly #worst: WorstLosses;
  readonly #worstWeights: Float64Array;
  readonly #offsets: Int32Array;
  readonly #edgeOffsets: Int32Array;
  readonly #isOneRank: boolean;
  /** Blocks looked at so far: what pruning saves is counted, not guessed. */
  blocksSummed = 0;

  /** The first rows are the assets of the set: profit of one unit of notional is the asset's return. */
  constructor(set: ScenarioSet, assetCount: number, rowCount: number) {
    const { scenarioCount, rule } = set;
    this.scenarioCount = scenarioCount;
    this.rule = rule;
    this.#order = orderBySeverity(set, assetCount, BLOCK);
    this.#blockCount = Math.ceil(scenarioCount / BLOCK);
    this.#losses = new Float64Array(rowCount * scenarioCount);
    this.#edges = new Float64Array(rowCount * 2 * this.#blockCount);
    this.#bounds = new Float64Array(this.#blockCount);
    this.#sums = new Float64Array(scenarioCount);
    const capacity = rule.kind === 'ranks' ? rule.weights.length : rule.capacity;
    this.#worst = new WorstLosses(capacity);
    this.#worstWeights = new Float64Array(capacity);
    this.#isOneRank =
      rule.kind === 'ranks' &&
      rule.weights[capacity - 1] === 1 &&
      rule.weights.every((weight, rank) => weight === 0 || rank === capacity - 1);
    this.#offsets = new Int32Array(rowCount);
    this.#edgeOffsets = new Int32Array(rowCount);
    const profits = new Float64Array(scenarioCount);
    for (let a = 0; a < assetCount; a += 1) {
      for (let s = 0; s < scenarioCount; s += 1) profits[s] = set.returns[s * assetCount + a];
      this.setRow(a, profits);
    }
  }

  /** `profits` [scenario] of one unit, in the order of the set. */
  setRow(row: number, profits: Float64Array): void {
    const count = this.scenarioCount;
    const blocks = this.#blockCount;
    const at = row * count;
    for (let place = 0; place < count; place += 1) this.#losses[at + place] = -profits[this.#order[place]];
    for (let block = 0; block < blocks; block += 1) {
      let highest = -Infinity;
      let lowest = Infinity;
      const to = Math.min(count, (block + 1) * BLOCK);
      for (let place = block * BLOCK; place < to; place += 1) {
        highest = Math.max(highest, this.#losses[at + place]);
        lowest = Math.min(lowest, this.#losses[at + place]);
      }
      assert(highest < Infinity && lowest > -Infinity, 'a loss in a scenario must be a finite number');
      this.#edges[row * 2 * blocks + block] = highest;
      this.#edges[(row * 2 + 1) * blocks + block] = lowest;
    }
  }

  /** Loss of one unit of a row in each scenario, in an order that is the same for all rows. */
  rowLosses(row: number): Float64Array {
    return this.#losses.subarray(row * this.scenarioCount, (row + 1) * this.scenarioCount);
  }

  /** Risk measure of the book, below 0 where even its bad scenarios are gains. `count` from 1; rows all different. */
  measure(rows: Int32Array, coefficients: Float64Array, count: number): number {
    this.#collectWorst(rows, coefficients, count);
    const { rule } = this;
    const worst = this.#worst;
    // Value at risk is most often one rank, and the least of what was kept lies on top.
    if (this.#isOneRank) return worst.losses[0];
    worst.sort();
    if (rule.kind === 'ranks') {
      let sum = 0;
      for (let rank = 0; rank < rule.weights.length; rank += 1) sum += rule.weights[rank] * worst.losses[rank];
      return sum;
    }
    const weights = this.#worstWeights;
    for (let rank = 0; rank < worst.count; rank += 1) weights[rank] = rule.weights[worst.scenarios[rank]];
    return weightedTail(rule.measure, worst.losses, weights, worst.count, rule.tail);
  }

  /** [scenario] losses of the book, in the order of the set, with the scenarios that the measure reads, worst first. */
  describe(rows: Int32Array, coefficients: Float64Array, count: number): { losses: Float64Array; worst: Int32Array } {
    this.#collectWorst(rows, coefficients, count);
    this.#worst.sort();
    const worst = this.#worst.scenarios.slice(0, this.#worst.count);
    addRows(this.#losses, this.#offsets, coefficients, count, 0, this.scenarioCount, this.#sums);
    return { losses: this.#inSetOrder(this.#sums), worst };
  }

  #collectWorst(rows: Int32Array, coefficients: Float64Array, count: number): void {
    assert(count > 0, 'a book without rows has no losses');
    const scenarioCount = this.scenarioCount;
    const blocks = this.#blockCount;
    const losses = this.#losses;
    const sums = this.#sums;
    const bounds = this.#bounds;
    const order = this.#order;
    const offsets = this.#offsets;
    const edgeOffsets = this.#edgeOffsets;
    for (let i = 0; i < count; i += 1) {
      offsets[i] = rows[i] * scenarioCount;
      edgeOffsets[i] = (2 * rows[i] + (coefficients[i] > 0 ? 0 : 1)) * blocks;
    }
    addRows(this.#edges, edgeOffsets, coefficients, count, 0, blocks, bounds);
    const worst = this.#worst;
    worst.clear();
    let least = -Infinity;
    for (let block = 0; block < blocks; block += 1) {
      // Equal to the least could still come before it, by its place in the set.
      if (bounds[block] < least) continue;
      const from = block * BLOCK;
      const to = Math.min(scenarioCount, from + BLOCK);
      addRows(losses, offsets, coefficients, count, from, to, sums);
      for (let place = from; place < to; place += 1) {
        if (sums[place] >= least) least = worst.offer(sums[place], order[place]);
      }
      this.blocksSummed += 1;
    }
    // What is not a number is never kept: better no margin than one that leaves it out.
    assert(worst.count === worst.capacity, 'the losses of a book must be numbers');
  }

  #inSetOrder(values: Float64Array): Float64Array {
    const ordered = new Float64Array(this.scenarioCount);
    for (let place = 0; place < this.scenarioCount; place += 1) ordered[this.#order[place]] = values[place];
    return ordered;
  }
}
