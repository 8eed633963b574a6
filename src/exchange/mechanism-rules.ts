/**
 * Rules of the mechanisms that a venue may have beside its core loop, one field each; every one can be off, and costs
 * nothing then. Pure data: what a rule does stands in the module that reads it.
 */
import type { QuoteQuanta } from '../base/units.ts';
import { DEFAULT_LIQUIDATION_POLICY, type LiquidationPolicy } from './liquidation/liquidation-policy.ts';
import { FUND_ALONE, type TakeoverRules } from './takeover/takeover-rules.ts';

/** An account of the venue's own beside the fixed ones: a vault, a fund of its own for some instruments. */
export interface ReserveRules {
  readonly name: string;
  /** Money that it starts with. */
  readonly initial: QuoteQuanta;
}

export interface MechanismRules {
  /** Accounts after the agents', in this order. */
  readonly reserves: readonly ReserveRules[];
  readonly liquidationPolicy: LiquidationPolicy;
  readonly takeover: TakeoverRules;
}

/** A venue without any of them. */
export const NO_MECHANISMS: MechanismRules = Object.freeze({
  reserves: [],
  liquidationPolicy: DEFAULT_LIQUIDATION_POLICY,
  takeover: FUND_ALONE,
});
