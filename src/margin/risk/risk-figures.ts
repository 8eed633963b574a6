/** What an explanation reads of a risk-based model at work. */
import type { MarketView } from '../../instruments/market-view.ts';
import type { PositionColumns } from '../margin-model.ts';
import type { BookRows } from './book-rows.ts';
import type { ContractRows } from './contract-rows.ts';
import type { ProductGroups } from './product-groups.ts';
import type { RiskCore } from './risk-core.ts';
import type { RiskSpecification } from './risk-parameters.ts';

/** What a requirement is made of, from the inside out. */
export interface RiskFigures {
  /** Estimate of the whole book. */
  portfolio: number;
  /** Sum of the products' estimates; the portfolio's where no cap asks for it. */
  standalone: number;
  /** After the limit on offsets. */
  capped: number;
  buffer: number;
  charges: number;
  maintenance: number;
}

export interface RiskReading {
  readonly specification: RiskSpecification;
  readonly market: MarketView;
  readonly core: RiskCore;
  readonly contractRows: ContractRows;
  /** Rows of the book that was computed last. */
  readonly bookRows: BookRows;
  readonly groups: ProductGroups;
  /** Share that the buffer adds now. */
  readonly bufferShare: number;
  readonly bufferReleased: number;
  /** [contract] depth that liquidity charges reckon with */
  readonly depths: Float64Array;
  /** The figures of a book; the same object each time. */
  compute(book: PositionColumns): RiskFigures;
  /** Notional and liquidity charge of one position. */
  chargeOf(contract: number, size: number): { readonly notional: number; readonly charge: number };
  /** What a row of the core stands for: an asset, or an option's symbol. */
  rowName(row: number): string;
}
