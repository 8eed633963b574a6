/** What the exchange asks about an account where margin is a model's business; `portfolio-margin.ts` answers. */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta } from '../base/units.ts';

export interface AccountMargin {
  /** [instrumentCount] notional of one lot at the mark, quanta of the quote currency. */
  readonly notionalPerLot: Float64Array;
  /** Everything at its mark, without haircuts: what is left when all is closed and sold. */
  worthOf(account: AccountIndex): QuoteQuanta;
  /** What margin is compared with: balances count with their haircuts, what is owed with its weight. */
  equityOf(account: AccountIndex): QuoteQuanta;
  /** Where a venue liquidates at equality too, a quantum more: the same accounts are then below it. */
  maintenanceOf(account: AccountIndex): QuoteQuanta;
  initialOf(account: AccountIndex): QuoteQuanta;
  /** Initial margin with so many lots (signed) more of an instrument. */
  initialWith(account: AccountIndex, instrument: InstrumentIndex, lots: Lots): QuoteQuanta;
  /** Maintenance margin without the account's position in an instrument. */
  maintenanceWithout(account: AccountIndex, instrument: InstrumentIndex): QuoteQuanta;
  /** Writes what each position would need alone to `out` [instrumentCount]; returns the sum. */
  standalonesInto(account: AccountIndex, out: Float64Array): QuoteQuanta;
  /** Remembers what offsets take off the account's requirement now, and what it was when last asked to. */
  noteOffsets(account: AccountIndex): void;
  offsetsOf(account: AccountIndex): QuoteQuanta;
}
