/**
 * A clearing house's prefunded money: what each member paid into the default fund and how much of it is left. The money
 * lies in a reserve account; this is the register of whose it is.
 */
import type { AccountIndex, QuoteQuanta } from '../../base/units.ts';
import { floorPpmOf } from '../../margin/tier-table.ts';
import type { DefaultFundRules } from './loss-rules.ts';

export class DefaultFund {
  /** By member: account, what it paid in, what is left of it, and what it was called upon for since. */
  readonly accounts: Int32Array;
  readonly contribution: Float64Array;
  readonly remaining: Float64Array;
  readonly assessed: Float64Array;
  readonly #assessmentPpm: number;
  readonly #memberOf = new Map<AccountIndex, number>();

  constructor(rules: DefaultFundRules) {
    const members = rules.members.flatMap(({ first, end, contribution }) =>
      Array.from({ length: end - first }, (_, n) => ({ account: first + n, contribution })),
    );
    this.accounts = Int32Array.from(members, ({ account }) => account);
    this.contribution = Float64Array.from(members, ({ contribution }) => contribution);
    this.remaining = this.contribution.slice();
    this.assessed = new Float64Array(members.length);
    this.#assessmentPpm = rules.assessmentPpm;
    members.forEach(({ account }, member) => this.#memberOf.set(account, member));
  }

  /** Member of that account, -1 for somebody else. */
  memberOf(account: AccountIndex): number {
    return this.#memberOf.get(account) ?? -1;
  }

  /** What the member can still be called upon for. */
  assessableOf(member: number): QuoteQuanta {
    return Math.max(0, floorPpmOf(this.contribution[member], this.#assessmentPpm) - this.assessed[member]);
  }

  appendState(out: number[]): void {
    out.push(...this.remaining, ...this.assessed);
  }
}

/** All that members pay in at the start. */
export function sumContributions({ members }: DefaultFundRules): QuoteQuanta {
  return members.reduce((sum, { first, end, contribution }) => sum + (end - first) * contribution, 0);
}
