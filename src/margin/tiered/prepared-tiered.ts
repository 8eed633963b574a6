/**
 * A tiered model at work. Contracts whose requirement is piecewise linear in size are folded at each refresh into
 * rows of five numbers in contracts and quote currency, so that a position costs one lookup and two multiplications;
 * their lowest brackets, where most positions lie, are kept apart as well. All others go through their rule.
 */
import type { MarketView } from '../../instruments/market-view.ts';
import { settlementValueOf } from '../../instruments/contract-value.ts';
import type {
  MarginExplanation,
  MarginSensitivity,
  PositionColumns,
  PreparedMargin,
  Requirement,
} from '../margin-model.ts';
import { solveLiquidationPrice } from '../solve-liquidation-price.ts';
import { FIGURE_COLUMNS, ROW, type ContractMargin } from './contract-margin.ts';
import { explainTiered } from './explain-tiered.ts';
import { OptionOffsets } from './option-offsets.ts';
import { computeTieredLiquidationPrice, type LegAtStake } from './tiered-liquidation-price.ts';
import type { TieredParameters } from './tiered-parameters.ts';

/** Numbers of a lowest bracket, which has no deduction: upTo, maintenance and initial rate. */
const LOWEST = 3;
/** `first` of what is not folded: it goes through its rule, or needs nothing. */
const GENERAL = -1;

export class PreparedTieredMargin implements PreparedMargin {
  readonly sensitivity: MarginSensitivity;
  /**
   * What rounding can add to the change of maintenance that `sensitivity` bounds, for each position, quote currency.
   */
  readonly roundingSlack: number;
  readonly #market: MarketView;
  readonly #margins: readonly (ContractMargin | null)[];
  readonly #parameters: TieredParameters;
  readonly #offsets: OptionOffsets;
  /** First row of each contract, or GENERAL. */
  readonly #first: Int32Array;
  readonly #rows: Float64Array;
  /** Where most positions lie; upTo is -1 for contracts that are not folded. */
  readonly #lowest: Float64Array;
  readonly #one: Requirement = { initial: 0, maintenance: 0 };

  constructor(market: MarketView, margins: readonly (ContractMargin | null)[], parameters: TieredParameters) {
    this.#market = market;
    this.#margins = margins;
    this.#parameters = parameters;
    this.#offsets = new OptionOffsets(market, margins);
    // Maintenance that is a share of a rounded amount rounds twice.
    this.roundingSlack = 2 * parameters.requirementStep;
    this.#first = new Int32Array(margins.length).fill(GENERAL);
    let at = 0;
    margins.forEach((margin, c) => {
      if (margin === null || margin.rowCount === 0) return;
      this.#first[c] = at;
      at += ROW * margin.rowCount;
    });
    this.#rows = new Float64Array(at);
    this.#lowest = new Float64Array(LOWEST * margins.length).fill(-1);
    this.sensitivity = {
      markSlope: Float64Array.from(margins, (margin) => margin?.markSlope ?? 0),
      figures: new Float64Array(margins.length * FIGURE_COLUMNS),
      figureColumns: FIGURE_COLUMNS,
    };
    this.refresh();
  }

  refresh(): void {
    this.#margins.forEach((margin, c) => {
      margin?.refresh();
      margin?.writeFigures(this.sensitivity.figures, c * FIGURE_COLUMNS);
      const at = this.#first[c];
      if (at < 0) return;
      margin?.writeRows(this.#rows, at);
      this.#lowest[LOWEST * c] = this.#rows[at];
      this.#lowest[LOWEST * c + 1] = this.#rows[at + 1];
      this.#lowest[LOWEST * c + 2] = this.#rows[at + 3];
    });
  }

  requireInto(book: PositionColumns, out: Requirement): void {
    const { contracts, sizes, count } = book;
    const first = this.#first;
    const rows = this.#rows;
    const lowest = this.#lowest;
    let initial = 0;
    let maintenance = 0;
    for (let i = 0; i < count; i += 1) {
      const c = contracts[i];
      const size = Math.abs(sizes[i]);
      if (size <= lowest[LOWEST * c]) {
        maintenance += size * lowest[LOWEST * c + 1];
        initial += size * lowest[LOWEST * c + 2];
        continue;
      }
      let at = first[c];
      if (at < 0) {
        this.requireOneInto(book, i, this.#one);
        initial += this.#one.initial;
        maintenance += this.#one.maintenance;
        continue;
      }
      while (size > rows[at]) at += ROW;
      maintenance += size * rows[at + 1] - rows[at + 2];
      initial += size * rows[at + 3] - rows[at + 4];
    }
    out.initial = initial;
    out.maintenance = maintenance;
    if (!this.#offsets.isEmpty) this.#offsets.reduce(book, out);
  }

  /**
   * Many books at once: book b is the rows `starts[b]` to `starts[b + 1]` of `all`, whose `count` is not read. Writes
   * one element a book. Same sums as `requireInto`, without an object for each book.
   */
  requireAllInto(all: PositionColumns, starts: Int32Array, initial: Float64Array, maintenance: Float64Array): void {
    const { contracts, sizes } = all;
    const first = this.#first;
    const rows = this.#rows;
    const lowest = this.#lowest;
    const isPlain = this.#offsets.isEmpty && first.every((at) => at >= 0);
    if (!isPlain) {
      this.#requireAllSlowly(all, starts, initial, maintenance);
      return;
    }
    for (let b = 0; b + 1 < starts.length; b += 1) {
      const end = starts[b + 1];
      let initialSum = 0;
      let maintenanceSum = 0;
      for (let i = starts[b]; i < end; i += 1) {
        const c = contracts[i];
        const size = Math.abs(sizes[i]);
        if (size <= lowest[LOWEST * c]) {
          maintenanceSum += size * lowest[LOWEST * c + 1];
          initialSum += size * lowest[LOWEST * c + 2];
          continue;
        }
        let at = first[c];
        while (size > rows[at]) at += ROW;
        maintenanceSum += size * rows[at + 1] - rows[at + 2];
        initialSum += size * rows[at + 3] - rows[at + 4];
      }
      initial[b] = initialSum;
      maintenance[b] = maintenanceSum;
    }
  }

  #requireAllSlowly(all: PositionColumns, starts: Int32Array, initial: Float64Array, maintenance: Float64Array): void {
    const out: Requirement = { initial: 0, maintenance: 0 };
    for (let b = 0; b + 1 < starts.length; b += 1) {
      const [from, to] = [starts[b], starts[b + 1]];
      const book: PositionColumns = {
        count: to - from,
        contracts: all.contracts.subarray(from, to),
        sizes: all.sizes.subarray(from, to),
        entryPrices: all.entryPrices.subarray(from, to),
      };
      this.requireInto(book, out);
      initial[b] = out.initial;
      maintenance[b] = out.maintenance;
    }
  }

  /** Requirements of one row of a book alone, through its rule. */
  requireOneInto(book: PositionColumns, row: number, out: Requirement): void {
    const margin = this.#margins[book.contracts[row]];
    out.initial = 0;
    out.maintenance = 0;
    margin?.requireInto(book.sizes[row], book.entryPrices[row], out);
  }

  explain(book: PositionColumns): MarginExplanation {
    return explainTiered(this, this.#margins, this.#offsets, book);
  }

  /**
   * Price of the contract in one row at which the account becomes liquidatable: every other position held at its
   * mark, and the index of a coin that contracts settle in held as well. `equity` is the account's at the market,
   * quote currency. Null when no price does it; the mark where the account is liquidatable already. Credits between
   * options count as they stand now.
   */
  liquidationPrice(book: PositionColumns, row: number, equity: number): number | null {
    const c = book.contracts[row];
    const margin = this.#margins[c];
    const [size, entryPrice] = [book.sizes[row], book.entryPrices[row]];
    const contract = this.#market.contracts[c];
    const markPrice = this.#market.markPrices[c];
    const settlement = this.#market.settlementOf[c];
    const conversion = settlement < 0 ? 1 : this.#market.indexPrices[settlement];
    this.requireInto(book, this.#one);
    const total = this.#one.maintenance;
    const own = margin?.maintenanceAt(size, entryPrice, markPrice) ?? 0;
    const valueNow = settlementValueOf(contract, markPrice);
    const surplusAt = (price: number): number => {
      const profit = size * (settlementValueOf(contract, price) - valueNow) * conversion;
      const change = (margin?.maintenanceAt(size, entryPrice, price) ?? 0) - own;
      return equity + profit - total - change;
    };
    const { liquidatesAtEquality } = this.#parameters;
    const rows = margin?.maintenanceRows(size, entryPrice) ?? null;
    const isSafe = liquidatesAtEquality ? equity > total : equity >= total;
    if (isSafe && rows !== null) {
      const leg: LegAtStake = {
        size: size * contract.multiplier,
        isInverse: contract.settlesInCoin,
        referencePrice: markPrice,
        equity: equity / conversion,
        otherMaintenance: (total - own) / conversion,
      };
      return computeTieredLiquidationPrice(leg, rows);
    }
    return solveLiquidationPrice({ surplusAt, markPrice, direction: size > 0 ? 'down' : 'up', liquidatesAtEquality });
  }
}
