/**
 * A funding payment: one pass over all accounts, whoever they are. Everything is in whole quanta of what the contract settles
 * in: who pays has the amount rounded up, who receives has it rounded down, and what is left over, less than a quantum
 * an account, goes to the venue's rounding account, or to the insurance fund where there is none.
 */
import type { AccountIndex, InstrumentIndex, QuoteQuanta } from '../../base/units.ts';
import { NO_INSTRUMENT, valuePerLot } from '../../instruments/instrument.ts';
import { firstIdOf, firstPositionOf, positionsOf } from '../account-records.ts';
import { INSURANCE_FUND } from '../accounts.ts';
import { NONE, type ExchangeContext } from '../context.ts';
import { keepFundSolvent } from '../waterfall.ts';
import { transfer, transferBalance } from '../ledger.ts';
import { roundingAccountOf, toQuote } from '../settlement.ts';
import type { ExchangeState } from '../state.ts';
import type { FundingRules } from './funding-rules.ts';

/** What one account pays (+) or receives (-) on a position of so many quanta (signed, + long): rounded against it. */
export function fundingOf(value: number, rate: number): number {
  // + 0 turns a -0 into 0.
  return Math.ceil(value * rate) + 0;
}

export class FundingPayments {
  readonly #context: ExchangeContext;
  readonly #notional: FundingRules['notional'];
  /** [instrumentCount] quanta of what it settles in that funding of a lot is paid on, and amounts of this payment. */
  readonly #perLot: Float64Array;
  readonly #paid: Float64Array;
  readonly #fundReceived: Float64Array;

  constructor(context: ExchangeContext, notional: FundingRules['notional']) {
    const { instrumentCount } = context.state;
    this.#context = context;
    this.#notional = notional;
    this.#perLot = new Float64Array(instrumentCount);
    this.#paid = new Float64Array(instrumentCount);
    this.#fundReceived = new Float64Array(instrumentCount);
  }

  /** Pays on `instruments` at the rates in force, one fact each. */
  pay(instruments: readonly InstrumentIndex[]): void {
    const { state, facts } = this.#context;
    this.#perLot.fill(0);
    this.#paid.fill(0);
    this.#fundReceived.fill(0);
    const owing = instruments.filter((i) => state.fundingRates[i] !== 0);
    for (const i of owing) this.#perLot[i] = this.#valueOf(state, i);
    if (owing.length > 0) this.#payAll();
    for (const i of instruments) {
      const paid = toQuote(state, i, this.#paid[i]);
      facts.record('funding', NONE, i, 0, paid, state.fundingRates[i], toQuote(state, i, this.#fundReceived[i]));
    }
    keepFundSolvent(this.#context);
    this.#context.breachCheckIsDue = true;
  }

  /** Value of a lot in what it settles in, positive: an inverse lot is worth its notional in coin. */
  #valueOf(state: ExchangeState, i: InstrumentIndex): number {
    if (this.#notional === 'mark') return Math.abs(state.markPerLot[i]);
    const coin = state.settlesIn[i];
    const coinQuantum = coin === NO_INSTRUMENT ? 0 : state.instruments[coin].lotSizeUnits;
    return Math.abs(valuePerLot(state.instruments[i], state.indexTicks[i], coinQuantum));
  }

  #payAll(): void {
    const { state, watch } = this.#context;
    const { records, fundingRates } = state;
    for (let account = 0; account < state.accountCount; account += 1) {
      const first = firstPositionOf(records, account);
      const ids = firstIdOf(records, account);
      let hasPaid = false;
      for (let k = positionsOf(records, account) - 1; k >= 0; k -= 1) {
        const i = records.bytes[ids + k];
        if (this.#perLot[i] === 0) continue;
        const amount = fundingOf(records.doubles[first + k] * this.#perLot[i], fundingRates[i]);
        if (amount === 0) continue;
        this.#move(account, i, amount);
        hasPaid = true;
      }
      if (hasPaid) watch.accountChanged(account);
    }
    if (state.portfolio !== null) watch.accountChanged(roundingAccountOf(state));
  }

  /** Everybody pays into and is paid from one account, which is left with what rounding leaves over. */
  #move(account: AccountIndex, i: InstrumentIndex, amount: QuoteQuanta): void {
    const { state } = this.#context;
    const hub = state.portfolio === null ? INSURANCE_FUND : roundingAccountOf(state);
    if (amount > 0) this.#paid[i] += amount;
    // What the hub itself owes or is owed stays where it is.
    if (account === hub) return;
    if (account === INSURANCE_FUND) this.#fundReceived[i] -= amount;
    else if (hub === INSURANCE_FUND) this.#fundReceived[i] += amount;
    const [from, to] = amount > 0 ? [account, hub] : [hub, account];
    const coin = state.settlesIn[i];
    if (coin === NO_INSTRUMENT) transfer(state, from, to, Math.abs(amount));
    else transferBalance(state, from, to, coin, Math.abs(amount));
  }
}
