/**
 * What the venue remembers in order to share losses: who paid into what, profits' starting points, the marks before the
 * last, and what was asked of whom. Each part exists only where the rules need it.
 */
import { assert } from '../../base/assert.ts';
import type { AccountIndex, InstrumentIndex, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import { INSURANCE_FUND } from '../accounts.ts';
import { firstReserveOf, reserveNamed } from '../reserves.ts';
import type { ExchangeState } from '../state.ts';
import { computeEquity } from '../valuation.ts';
import type { VenueRules } from '../venue-rules.ts';
import { DefaultFund } from './default-fund.ts';
import { DeleveragingRecorder, type DeleveragingRecord } from './deleveraging-record.ts';
import { FundTrigger } from './fund-trigger.ts';

/** What a path's losses came to; `losses` of accounts beyond their equity, largest first. */
export interface LossRecord {
  readonly deleveraging: DeleveragingRecord;
  readonly losses: readonly QuoteQuanta[];
  /** What the insurance fund's inventory lost beyond the fund. */
  readonly fundShortfall: QuoteQuanta;
  /** Loss, of accounts and of the fund, that went with deleveraged positions; below zero where their price made more of it. */
  readonly lossDeleveraged: QuoteQuanta;
}

export class LossBook {
  readonly deleveraging: DeleveragingRecorder;
  readonly trigger: FundTrigger | null;
  readonly defaultFund: DefaultFund | null;
  /** [instrumentCount] marks before the last update, value of a lot; null where no price rule asks for them. */
  readonly previousMarkPerLot: Float64Array | null;
  /** Account after the last agent's. */
  readonly agentsEnd: AccountIndex;
  /** Whose deficit went with its legs, and when: what rounding leaves of it is no second one. */
  takenOver: { account: AccountIndex; atUs: SimTimeUs } = { account: -1, atUs: -1 };
  /** [accountCount] equity from which profits count; null where there is no clawback. */
  readonly #profitFrom: Float64Array | null;
  readonly #rules: VenueRules;
  readonly #accountCount: number;
  /** [instrumentCount] account of the fund that pays first. */
  readonly #fundOf: Int32Array;
  readonly #losses = new Map<AccountIndex, QuoteQuanta>();
  #fundShortfall: QuoteQuanta = 0;
  #lossDeleveraged: QuoteQuanta = 0;

  constructor(rules: VenueRules, state: ExchangeState) {
    const { loss, waterfall, autoDeleveraging } = rules;
    this.#rules = rules;
    this.#accountCount = state.accountCount;
    this.agentsEnd = firstReserveOf(rules, state.accountCount);
    this.deleveraging = new DeleveragingRecorder(state.instrumentCount);
    this.trigger = loss.trigger === null ? null : new FundTrigger(loss.trigger);
    this.defaultFund = loss.defaultFund === null ? null : new DefaultFund(loss.defaultFund);
    const needsPrevious = waterfall.includes('autoDeleveraging') && autoDeleveraging.price === 'previousMark';
    this.previousMarkPerLot = needsPrevious ? state.markPerLot.slice() : null;
    this.#profitFrom = waterfall.includes('clawback') ? new Float64Array(state.accountCount) : null;
    this.#fundOf = new Int32Array(state.instrumentCount).fill(INSURANCE_FUND);
    for (const { reserve, instruments } of loss.groups) {
      for (const instrument of instruments) this.#fundOf[instrument] = this.reserveOf(reserve);
    }
  }

  /** Account of the reserve of that name. */
  reserveOf(name: string): AccountIndex {
    const account = reserveNamed(this.#rules, this.#accountCount, name);
    assert(account >= 0, `there is no reserve called ${name}`);
    return account;
  }

  /** The fund that fees of this instrument go to, and that pays first: its group's, else the shared one. */
  fundOf(instrument: InstrumentIndex): AccountIndex {
    return this.#fundOf[instrument] ?? INSURANCE_FUND;
  }

  /** From now on profits count from what everybody has now. */
  beginPeriod(state: ExchangeState): void {
    if (this.#profitFrom === null) return;
    for (let account = 0; account < state.accountCount; account += 1) {
      this.#profitFrom[account] = computeEquity(state, account);
    }
  }

  /** Money that came in (below zero: went out) is no profit. */
  paidIn(account: AccountIndex, amount: QuoteQuanta): void {
    if (this.#profitFrom !== null) this.#profitFrom[account] += amount;
  }

  /** Profit of the period, realised or not. */
  profitOf(state: ExchangeState, account: AccountIndex): QuoteQuanta {
    return this.#profitFrom === null ? 0 : Math.max(0, computeEquity(state, account) - this.#profitFrom[account]);
  }

  /** An account's loss beyond its equity, or a part of it, went to the waterfall. */
  lossArose(account: AccountIndex, amount: QuoteQuanta): void {
    this.#losses.set(account, (this.#losses.get(account) ?? 0) + amount);
  }

  fundFellShort(amount: QuoteQuanta): void {
    this.#fundShortfall += amount;
  }

  /** Equity behind a position (negative: its deficit) before and after it was deleveraged. */
  deleveraged(before: QuoteQuanta, after: QuoteQuanta): void {
    this.#lossDeleveraged += Math.min(0, after) - Math.min(0, before);
  }

  get record(): LossRecord {
    return {
      deleveraging: this.deleveraging.record,
      losses: [...this.#losses.values()].sort((x, y) => y - x),
      fundShortfall: this.#fundShortfall,
      lossDeleveraged: this.#lossDeleveraged,
    };
  }

  appendState(out: number[]): void {
    if (this.previousMarkPerLot !== null) out.push(...this.previousMarkPerLot);
    if (this.#profitFrom !== null) out.push(...this.#profitFrom);
    this.trigger?.appendState(out);
    this.defaultFund?.appendState(out);
  }
}
