/** What sizing rules remember of accounts from one step to the next. */
import type { AccountIndex, SimTimeUs } from '../../base/units.ts';

export class PartialFills {
  /** When each account was last closed by a fraction. */
  readonly #atUs = new Map<AccountIndex, SimTimeUs>();

  note(account: AccountIndex, nowUs: SimTimeUs): void {
    this.#atUs.set(account, nowUs);
  }

  lastUs(account: AccountIndex): SimTimeUs {
    return this.#atUs.get(account) ?? -Infinity;
  }
}
