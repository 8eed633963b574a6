/** What the venue does at once about accounts that have crossed a threshold. */
import { setStatus, setWarned } from './account-records.ts';
import { ROLE_MAKER, type Population } from './accounts.ts';
import { FLAG_MAINTENANCE, FLAG_STOP, FLAG_WARNING, type BreachList } from './breach-watch.ts';
import { NONE, type ExchangeContext } from './context.ts';
import { setStop, STATUS_LIQUIDATING } from './state.ts';

/** Breached accounts become liquidating, and market makers among them stop quoting; others are called for margin. */
export function answerBreaches(
  { state, facts, watch, execution }: ExchangeContext,
  population: Population,
  breaches: BreachList,
): void {
  for (let n = 0; n < breaches.count; n += 1) {
    const account = breaches.accounts[n];
    const flags = breaches.flags[n];
    if ((flags & FLAG_MAINTENANCE) !== 0) {
      setStatus(state.records, account, STATUS_LIQUIDATING);
      state.portfolio?.noteOffsets(account);
      facts.record('breach', account, NONE, 0, breaches.equity[n], breaches.maintenance[n], 0);
      if (population.role[account] === ROLE_MAKER) {
        for (let i = 0; i < state.instrumentCount; i += 1) execution.setQuote(account, i, 0, 0);
      }
    } else if ((flags & FLAG_WARNING) !== 0) {
      facts.record('marginCall', account, NONE, 0, breaches.equity[n], breaches.maintenance[n], 0);
    }
    if ((flags & FLAG_WARNING) !== 0) setWarned(state.records, account, true);
    if ((flags & FLAG_STOP) !== 0) setStop(state, account, -Infinity);
    watch.accountChanged(account);
  }
}
