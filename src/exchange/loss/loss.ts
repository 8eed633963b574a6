import type { AccountIndex, InstrumentIndex, QuoteQuanta } from '../../base/units.ts';

/** A loss that somebody else has to bear. */
export interface Loss {
  /** Where it arose; the money goes there. */
  readonly source: AccountIndex;
  /** NONE for an account as a whole. */
  readonly instrument: InstrumentIndex;
  /** > 0. */
  readonly amount: QuoteQuanta;
}
