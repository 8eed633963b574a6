/**
 * The sweeping breach watch: looks at every account, but derives exactly only those that a cheap upper bound of their
 * requirement does not clear. Flags what the naive watch flags, bit for bit.
 *
 * Bound: in the first bracket, notional x rate + 1 quantum is above the requirement, which is that product rounded up
 * to a quantum (the double product errs by far less than a quantum). Beyond the first bracket the requirement is
 * formed exactly. Equity is exact throughout, and a bound can only send an account to the exact test, never past it.
 */
import type { AccountIndex } from '../base/units.ts';
import { PPM_PER_UNIT } from '../base/units.ts';
import { computeMaintenanceMargin } from '../margin/tier-table.ts';
import { VENUE_ACCOUNTS } from './accounts.ts';
import { appendBreach, flagsOf, type BreachList, type BreachWatch } from './breach-watch.ts';
import { STATUS_ACTIVE, type ExchangeState } from './state.ts';
import { computeMaintenance } from './valuation.ts';

/** Above any rounding of a warning ratio times a whole number of quanta. */
const WARNING_SLACK = 8;

export class SweepBreachWatch implements BreachWatch {
  readonly #state: ExchangeState;
  readonly #warningRatio: number;
  /** [instrumentCount] first bracket's upper edge and maintenance rate. */
  readonly #firstEdge: Float64Array;
  readonly #firstRate: Float64Array;
  #checkCount = 0;

  constructor(state: ExchangeState, warningRatio: number) {
    this.#state = state;
    this.#warningRatio = warningRatio;
    this.#firstEdge = Float64Array.from(state.tiers, (tiers) => tiers.notionalMax[0]);
    this.#firstRate = Float64Array.from(state.tiers, (tiers) => tiers.maintenanceRatePpm[0] / PPM_PER_UNIT);
  }

  get checkCount(): number {
    return this.#checkCount;
  }

  accountChanged(_account: AccountIndex): void {
    // Nothing is remembered between two looks.
  }

  collectInto(out: BreachList): void {
    const state = this.#state;
    const { accountCount, instrumentCount, lots, cost, cash, status, stopEquity, markPerLot, tiers } = state;
    const firstEdge = this.#firstEdge;
    const firstRate = this.#firstRate;
    const warningRatio = this.#warningRatio;
    // A ratio below 1 warns after the breach: what clears an account must clear both.
    const clearRatio = Math.max(1, warningRatio);
    out.count = 0;
    for (let account = VENUE_ACCOUNTS; account < accountCount; account += 1) {
      if (status[account] !== STATUS_ACTIVE) continue;
      const first = account * instrumentCount;
      let equity = cash[account];
      let bound = 0;
      for (let i = 0; i < instrumentCount; i += 1) {
        const size = lots[first + i];
        if (size === 0) continue;
        const value = size * markPerLot[i];
        equity += value - cost[first + i];
        const notional = value < 0 ? -value : value;
        bound += notional < firstEdge[i] ? notional * firstRate[i] + 1 : computeMaintenanceMargin(tiers[i], notional);
      }
      if (equity >= clearRatio * bound + WARNING_SLACK && equity >= stopEquity[account]) continue;
      const maintenance = computeMaintenance(state, account);
      const flags = flagsOf(state, account, equity, maintenance, warningRatio);
      if (flags !== 0) appendBreach(out, account, flags, equity, maintenance);
    }
    this.#checkCount += accountCount - VENUE_ACCOUNTS;
  }
}
