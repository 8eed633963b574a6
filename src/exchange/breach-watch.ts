/**
 * The breach watch: which accounts have crossed a threshold that somebody waits for. One small interface, so that a
 * watch that need not visit every account can replace the naive one, with the naive one as its oracle: both must
 * flag the same accounts at the same events.
 */
import type { AccountIndex } from '../base/units.ts';
import { bracketOf, ceilPpmOf } from '../margin/tier-table.ts';
import { VENUE_ACCOUNTS } from './accounts.ts';
import { STATUS_ACTIVE, type ExchangeState } from './state.ts';

/** Equity below maintenance margin. */
export const FLAG_MAINTENANCE = 1;
/** Equity below the warning ratio times maintenance margin. */
export const FLAG_WARNING = 2;
/** Equity below the account's own stop. */
export const FLAG_STOP = 4;

/** Accounts with at least one crossed threshold, by rising index, with the figures that decided it. */
export interface BreachList {
  count: number;
  readonly accounts: Int32Array;
  readonly flags: Uint8Array;
  readonly equity: Float64Array;
  readonly maintenance: Float64Array;
}

export interface BreachWatch {
  /** Accounts looked at so far, for the throughput figures. */
  readonly checkCount: number;
  /** Fills `out` with every active account below a threshold at the current mark prices. */
  collectInto(out: BreachList): void;
  /** An account's cash, positions, status or own thresholds changed. */
  accountChanged(account: AccountIndex): void;
}

export function createBreachList(accountCount: number): BreachList {
  return {
    count: 0,
    accounts: new Int32Array(accountCount),
    flags: new Uint8Array(accountCount),
    equity: new Float64Array(accountCount),
    maintenance: new Float64Array(accountCount),
  };
}

/** Looks at every account every time. Slow and plainly right. */
export class NaiveBreachWatch implements BreachWatch {
  readonly #state: ExchangeState;
  readonly #warningRatio: number;
  #checkCount = 0;

  constructor(state: ExchangeState, warningRatio: number) {
    this.#state = state;
    this.#warningRatio = warningRatio;
  }

  get checkCount(): number {
    return this.#checkCount;
  }

  accountChanged(_account: AccountIndex): void {
    // Nothing is remembered between two looks.
  }

  collectInto(out: BreachList): void {
    const { accountCount, instrumentCount, lots, cost, cash, status, warned, stopEquity, markPerLot, tiers } =
      this.#state;
    const warningRatio = this.#warningRatio;
    let count = 0;
    for (let account = VENUE_ACCOUNTS; account < accountCount; account += 1) {
      if (status[account] !== STATUS_ACTIVE) continue;
      const first = account * instrumentCount;
      let equity = cash[account]!;
      let maintenance = 0;
      for (let i = 0; i < instrumentCount; i += 1) {
        const size = lots[first + i]!;
        if (size === 0) continue;
        const value = size * markPerLot[i]!;
        equity += value - cost[first + i]!;
        const notional = value < 0 ? -value : value;
        const tier = tiers[i]!;
        const k = bracketOf(tier, notional);
        maintenance += ceilPpmOf(notional, tier.maintenanceRatePpm[k]!) - tier.maintenanceDeduction[k]!;
      }
      let flags = 0;
      if (equity < maintenance) flags |= FLAG_MAINTENANCE;
      if (equity < warningRatio * maintenance && warned[account] === 0) flags |= FLAG_WARNING;
      if (equity < stopEquity[account]!) flags |= FLAG_STOP;
      if (flags === 0) continue;
      out.accounts[count] = account;
      out.flags[count] = flags;
      out.equity[count] = equity;
      out.maintenance[count] = maintenance;
      count += 1;
    }
    out.count = count;
    this.#checkCount += accountCount - VENUE_ACCOUNTS;
  }
}
