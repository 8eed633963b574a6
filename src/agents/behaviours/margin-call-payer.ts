/**
 * Margin-call payer: answers a warning with fresh money, up to a limit. Whether an account pays at all was drawn with
 * it: a limit of zero is one that does not.
 */
import type { AccountIndex, QuoteQuanta } from '../../base/units.ts';
import type { AccountRange, AgentView, Behaviour, CommandSink } from '../behaviour.ts';

/** What accounts have promised so far, so that nobody pays more than their limit in all. */
export class TopUpPurse {
  readonly #range: AccountRange;
  readonly #topUpRatio: number;
  readonly #paid: Float64Array;

  constructor(range: AccountRange, topUpRatio: number) {
    this.#range = range;
    this.#topUpRatio = topUpRatio;
    this.#paid = new Float64Array(range.end - range.first);
  }

  /** Pays what lifts equity to the wanted ratio of maintenance margin, as far as the purse allows. */
  pay(
    view: AgentView,
    account: AccountIndex,
    equity: QuoteQuanta,
    maintenance: QuoteQuanta,
    commands: CommandSink,
  ): void {
    const slot = account - this.#range.first;
    const missing = Math.ceil(this.#topUpRatio * maintenance) - equity;
    const amount = Math.min(missing, view.appetiteOf(account) - this.#paid[slot]);
    if (amount <= 0) return;
    this.#paid[slot] += amount;
    commands.deposit(account, amount, view.reactionUsOf(account));
  }
}

export function createMarginCallPayer(range: AccountRange, topUpRatio: number): Behaviour {
  const purse = new TopUpPurse(range, topUpRatio);
  return {
    wakeIntervalUs: 0,
    onMarginCall: (view, account, equity, maintenance, commands) =>
      purse.pay(view, account, equity, maintenance, commands),
  };
}
