/** The naive breach watch: derives every account every time. Slow and plainly right; the oracle of any other. */
import type { AccountIndex } from '../base/units.ts';
import { VENUE_ACCOUNTS } from './accounts.ts';
import { statusOf } from './account-records.ts';
import {
  appendBreach,
  countLook,
  createWatchWork,
  flagsOf,
  type BreachList,
  type BreachWatch,
} from './breach-watch.ts';
import { STATUS_ACTIVE, type ExchangeState } from './state.ts';
import { computeMarginEquity, computeMaintenance } from './valuation.ts';

export class NaiveBreachWatch implements BreachWatch {
  readonly work = createWatchWork();
  readonly #state: ExchangeState;
  readonly #warningRatio: number;

  constructor(state: ExchangeState, warningRatio: number) {
    this.#state = state;
    this.#warningRatio = warningRatio;
  }

  accountChanged(_account: AccountIndex): void {
    // Nothing is remembered between two looks.
  }

  parametersChanged(): void {
    // Each look reads the rates anew.
  }

  collectInto(out: BreachList): void {
    const state = this.#state;
    let derived = 0;
    out.count = 0;
    for (let account = VENUE_ACCOUNTS; account < state.accountCount; account += 1) {
      if (statusOf(state.records, account) !== STATUS_ACTIVE) continue;
      derived += 1;
      const equity = computeMarginEquity(state, account);
      const maintenance = computeMaintenance(state, account);
      const flags = flagsOf(state, account, equity, maintenance, this.#warningRatio);
      if (flags !== 0) appendBreach(out, account, flags, equity, maintenance);
    }
    this.work.sweeps += 1;
    countLook(this.work, derived);
  }
}
