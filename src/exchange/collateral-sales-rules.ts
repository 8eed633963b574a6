/** Rules of collateral that is sold in its own book; see `collateral-sales.ts`. */
import type { SimTimeUs } from '../base/units.ts';

export interface CollateralSalesRules {
  /** Between two orders of the same account. */
  readonly retryIntervalUs: SimTimeUs;
}
