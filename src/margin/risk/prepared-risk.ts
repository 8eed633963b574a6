/** A risk-based model at work on one list of contracts. */
import type { MarketView } from '../../instruments/market-view.ts';
import type {
  MarginExplanation,
  MarginSensitivity,
  PositionColumns,
  PreparedMargin,
  Requirement,
} from '../margin-model.ts';
import { BookRows } from './book-rows.ts';
import { ContractRows } from './contract-rows.ts';
import { computeLiquidityCharge } from './liquidity-charge.ts';
import { capOffsets } from './offset-cap.ts';
import { ProductGroups } from './product-groups.ts';
import type { RiskCore } from './risk-core.ts';
import { explainRisk } from './risk-explanation.ts';
import type { RiskFigures, RiskReading } from './risk-figures.ts';
import type { RiskParameters, RiskSpecification } from './risk-parameters.ts';
import { RiskSensitivity } from './risk-sensitivity.ts';

export class PreparedRisk implements PreparedMargin, RiskReading {
  readonly specification: RiskSpecification;
  readonly market: MarketView;
  readonly core: RiskCore;
  readonly contractRows: ContractRows;
  readonly bookRows: BookRows;
  readonly groups: ProductGroups;
  /** Share that the buffer adds now. */
  readonly bufferShare: number;
  readonly bufferReleased: number;
  /** [contract] depth as it was when the model was prepared: clearing houses review it from time to time, too. */
  readonly depths: Float64Array;
  readonly #assets: readonly string[];
  readonly #sensitivity: RiskSensitivity;
  readonly #figures: RiskFigures = {
    portfolio: 0,
    standalone: 0,
    capped: 0,
    buffer: 0,
    charges: 0,
    maintenance: 0,
  };

  constructor(parameters: RiskParameters, market: MarketView, core: RiskCore) {
    const { specification, assets, bufferReleased } = parameters;
    this.specification = specification;
    this.market = market;
    this.core = core;
    this.#assets = assets;
    this.depths = market.depthAtOnePercent.slice();
    this.bufferReleased = bufferReleased;
    this.bufferShare = (specification.antiProcyclicality.bufferShare ?? 0) * (1 - bufferReleased);
    this.contractRows = new ContractRows(market, assets, core, specification.volatilityResponse);
    this.bookRows = new BookRows(this.contractRows, core.rowCount);
    this.groups = new ProductGroups(assets, specification.offsetCap, this.contractRows, core);
    const chargeSlope = specification.liquidity?.impactMax ?? 0;
    this.#sensitivity = new RiskSensitivity(market, this.contractRows, core, 1 + this.bufferShare, chargeSlope);
    this.refresh();
  }

  get sensitivity(): MarginSensitivity {
    return this.#sensitivity;
  }

  refresh(): void {
    this.contractRows.refresh();
    this.#sensitivity.refresh();
  }

  requireInto(book: PositionColumns, out: Requirement): void {
    const { maintenance } = this.compute(book);
    out.maintenance = maintenance;
    out.initial = maintenance * this.specification.initialRatio;
  }

  /** The figures of a book; the same object each time. */
  compute(book: PositionColumns): RiskFigures {
    const figures = this.#figures;
    const { offsetCap } = this.specification;
    const rows = this.bookRows;
    rows.collect(book);
    figures.portfolio = this.core.measure(rows.rows, rows.coefficients, rows.count);
    figures.standalone = offsetCap === null ? figures.portfolio : this.groups.sumStandalone(rows);
    figures.capped =
      offsetCap === null ? figures.portfolio : capOffsets(figures.portfolio, figures.standalone, offsetCap.share);
    figures.buffer = figures.capped * this.bufferShare;
    figures.charges = this.specification.liquidity === null ? 0 : this.#sumCharges(book);
    figures.maintenance = figures.capped + figures.buffer + figures.charges;
    return figures;
  }

  /** Notional and liquidity charge of one position. */
  chargeOf(contract: number, size: number): { readonly notional: number; readonly charge: number } {
    const notional = Math.abs(size) * this.contractRows.notionals[contract];
    const { liquidity } = this.specification;
    const charge = liquidity === null ? 0 : computeLiquidityCharge(liquidity, notional, this.depths[contract]);
    return { notional, charge };
  }

  /** What a row of the core stands for: an asset, or an option's symbol. */
  rowName(row: number): string {
    const option = this.contractRows.optionOf[row];
    return option < 0 ? this.#assets[row] : this.market.contracts[option].symbol;
  }

  explain(book: PositionColumns): MarginExplanation {
    return explainRisk(this, book);
  }

  #sumCharges(book: PositionColumns): number {
    let sum = 0;
    for (let i = 0; i < book.count; i += 1) sum += this.chargeOf(book.contracts[i], book.sizes[i]).charge;
    return sum;
  }
}
