/** What a backtest is told besides prices. */
import type { Book } from './book.ts';
import type { ModelId } from './model-id.ts';

export interface BacktestOptions {
  readonly books: readonly Book[];
  readonly models: readonly ModelId[];
  /** Of the margin: 0.99. */
  readonly confidence: number;
  /** What the exceptions are tested against; the confidence unless something else was promised. */
  readonly coverage: number;
  /** Rows that a margin is estimated from. */
  readonly window: number;
  /** Rows from a margin to the prices that it has to last until: the margin period of risk. */
  readonly horizon: number;
  /** How a loss over the horizon is had from the window: from moves over that many rows, which overlap, or by its root. */
  readonly scaling: 'overlapping' | 'square-root';
  /** Losses count at the worst marks within bars instead of at the close. */
  readonly useWorstMarks: boolean;
}
