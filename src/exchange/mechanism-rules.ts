/**
 * Rules of the mechanisms that a venue may have beside its core loop, one field each; every one can be off, and costs
 * nothing then. Pure data: what a rule does stands in the module that reads it.
 */
import type { QuoteQuanta } from '../base/units.ts';
import type { FaultRules } from './faults/fault-rules.ts';
import type { WithdrawalRules } from './withdrawals/withdrawal-rules.ts';
import type { IndexRules, MarkRule } from '../market/mark-rules/mark-rule.ts';
import type { FundingRules } from './funding/funding-rules.ts';
import { NO_LOSS_RULES, type LossRules } from './loss/loss-rules.ts';
import type { CollateralSalesRules } from './collateral-sales-rules.ts';
import { DEFAULT_LIQUIDATION_POLICY, type LiquidationPolicy } from './liquidation/liquidation-policy.ts';
import { FUND_ALONE, type TakeoverRules } from './takeover/takeover-rules.ts';
import { NO_CONTROLS, type ControlRules } from './controls/control-rules.ts';

/** An account of the venue's own beside the fixed ones: a vault, a fund of its own for some instruments. */
export interface ReserveRules {
  readonly name: string;
  /** Money that it starts with. */
  readonly initial: QuoteQuanta;
}

export interface MechanismRules {
  /** Accounts after the agents', in this order. */
  readonly reserves: readonly ReserveRules[];
  readonly loss: LossRules;
  /** Null: the mark is the index with a limited part of the own book's displacement (`MarkPriceRules`). */
  readonly markRule: MarkRule | null;
  /** Null: the index is the outside price. */
  readonly index: IndexRules | null;
  /** Null: longs and shorts of perpetuals pay each other nothing. */
  readonly funding: FundingRules | null;
  /** Balances are converted in the assets' own books; null: at the mark, by the external account. */
  readonly collateralSales: CollateralSalesRules | null;
  readonly liquidationPolicy: LiquidationPolicy;
  readonly takeover: TakeoverRules;
  readonly controls: ControlRules;
  /** Operational faults, in the scenario's order. */
  readonly faults: readonly FaultRules[];
  /** Null: nothing is paid out during a run. */
  readonly withdrawals: WithdrawalRules | null;
}

/** A venue without any of them. */
export const NO_MECHANISMS: MechanismRules = Object.freeze({
  reserves: [],
  loss: NO_LOSS_RULES,
  markRule: null,
  index: null,
  funding: null,
  collateralSales: null,
  liquidationPolicy: DEFAULT_LIQUIDATION_POLICY,
  takeover: FUND_ALONE,
  controls: NO_CONTROLS,
  faults: [],
  withdrawals: null,
});
