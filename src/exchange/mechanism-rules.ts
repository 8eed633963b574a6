/**
 * Rules of the mechanisms that a venue may have beside its core loop, one field each; every one can be off, and costs
 * nothing then. Pure data: what a rule does stands in the module that reads it.
 */
import type { QuoteQuanta } from '../base/units.ts';
import type { FaultRules } from './faults/fault-rules.ts';
import type { WithdrawalRules } from './faults/withdrawal-rules.ts';

/** An account of the venue's own beside the fixed ones: a vault, a fund of its own for some instruments. */
export interface ReserveRules {
  readonly name: string;
  /** Money that it starts with. */
  readonly initial: QuoteQuanta;
}

export interface MechanismRules {
  /** Accounts after the agents', in this order. */
  readonly reserves: readonly ReserveRules[];
  /** Operational faults, in the scenario's order. */
  readonly faults: readonly FaultRules[];
  /** Null: nothing is paid out during a run. */
  readonly withdrawals: WithdrawalRules | null;
}

/** A venue without any of them. */
export const NO_MECHANISMS: MechanismRules = Object.freeze({ reserves: [], faults: [], withdrawals: null });
