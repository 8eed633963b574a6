/** A vault: takes whole accounts with their margin into one cross-margined book of its own. */
import type { AccountIndex, InstrumentIndex, Lots, SimTimeUs } from '../../base/units.ts';
import { PPM_PER_UNIT } from '../../base/units.ts';
import { ceilPpmOf } from '../../margin/tier-table.ts';
import type { ExchangeContext } from '../context.ts';
import { computeMarginEquity, notionalPerLotOf } from '../valuation.ts';
import { computeCarryMargin, handTo, isActive, listOfferedLegs, type Taker, type TakerAccount } from './taker.ts';
import type { VaultRules } from './takeover-rules.ts';

export class Vault implements Taker {
  readonly #context: ExchangeContext;
  readonly #rules: VaultRules;
  readonly #vault: TakerAccount;
  readonly #equityMin: number;

  constructor(context: ExchangeContext, rules: VaultRules, vault: TakerAccount, initial: number) {
    this.#context = context;
    this.#rules = rules;
    this.#vault = vault;
    this.#equityMin = ceilPpmOf(initial, PPM_PER_UNIT - rules.lossLimitPpm);
  }

  /** All legs that may trade, or none. */
  offer(account: AccountIndex): SimTimeUs {
    const context = this.#context;
    if (account === this.#vault.account || !isActive(context, this.#vault.account)) return 0;
    const legs = listOfferedLegs(context, account);
    if (legs.length === 0 || !this.#takes(legs)) return 0;
    for (const { instrument, lots, share } of legs) {
      handTo(context, this.#vault.account, account, instrument, lots, share);
    }
    return 0;
  }

  #takes(legs: readonly { instrument: InstrumentIndex; lots: Lots; share: number }[]): boolean {
    const { state } = this.#context;
    const { notionalMax, capitalShareMaxPpm, takesDeficits } = this.#rules;
    const brought = legs.reduce((sum, { share }) => sum + share, 0);
    if (brought < 0 && !takesDeficits) return false;
    const notional = legs.reduce((sum, leg) => sum + Math.abs(leg.lots) * notionalPerLotOf(state, leg.instrument), 0);
    const equity = computeMarginEquity(state, this.#vault.account);
    if (notional > notionalMax || equity < this.#equityMin) return false;
    const before = computeCarryMargin(this.#context, this.#vault, new Map());
    const after = computeCarryMargin(
      this.#context,
      this.#vault,
      new Map(legs.map(({ instrument, lots }) => [instrument, lots])),
    );
    // Its own money in one account: what that needs beyond what it brings.
    const isWithinCap = after - before - brought <= (equity * capitalShareMaxPpm) / PPM_PER_UNIT;
    return isWithinCap && equity + brought >= after;
  }
}
