/** The controls that a venue may have: what they share on the exchange's context, and how each is made. */
import type { ExchangeContext } from '../context.ts';
import type { FactSink } from '../fact.ts';
import type { ExchangeState } from '../state.ts';
import type { MechanismFactory } from '../venue-mechanism.ts';
import type { VenueRules } from '../venue-rules.ts';
import { createDynamicBreaker } from './dynamic-breaker.ts';
import { FactTap } from './fact-tap.ts';
import { createFundMode } from './fund-modes.ts';
import { HaltBoard } from './halt-board.ts';
import { createLimitUpDown } from './limit-up-down.ts';
import { createLiquidationPause } from './liquidation-pause.ts';
import { MarginLayers } from './margin-layers.ts';
import { createMarginSteps } from './margin-steps.ts';
import { MarkGuard } from './mark-guard.ts';
import { createMarketWideBreaker } from './market-wide-breaker.ts';
import { createOpenInterestMargin } from './open-interest-margin.ts';
import { createOracleGuard } from './oracle-guard.ts';
import { OrderBands } from './order-bands.ts';
import { createReopeningAuction } from './reopening-auction.ts';
import { createWithdrawalGate } from './withdrawal-gate.ts';

/** In this order they act at the same moment. */
export const CONTROL_FACTORIES: readonly MechanismFactory[] = [
  createReopeningAuction,
  createMarketWideBreaker,
  createLimitUpDown,
  createDynamicBreaker,
  createLiquidationPause,
  createOpenInterestMargin,
  createMarginSteps,
  createWithdrawalGate,
  createOracleGuard,
  createFundMode,
];

type ControlParts = Pick<ExchangeContext, 'facts' | 'tap' | 'halts' | 'bands' | 'markGuard' | 'margins'>;

export function createControlParts(
  { controls, halt }: VenueRules,
  state: ExchangeState,
  facts: FactSink,
): ControlParts {
  const { limitUpDown, orderBand, oracleGuard, liquidationPause, withdrawalGate } = controls;
  const hasBands = orderBand !== null || limitUpDown !== null;
  const guardsMarks = oracleGuard !== null && oracleGuard.action !== 'pauseLiquidations';
  const tap = liquidationPause !== null || withdrawalGate !== null ? new FactTap(facts) : null;
  return {
    facts: tap ?? facts,
    tap,
    halts: new HaltBoard(state, tap ?? facts, halt?.liquidationsAllowed ?? false),
    bands: hasBands ? new OrderBands(state, orderBand) : null,
    markGuard: guardsMarks ? new MarkGuard(state) : null,
    margins: new MarginLayers(state.instrumentCount),
  };
}
