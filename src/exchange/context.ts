/**
 * What the modules of the exchange share while they apply one event: the state, the rules, the book, and where facts
 * go. Made once a path by `ColumnExchange`; nothing outside `exchange/` sees it.
 */
import type { InstrumentIndex, SimTimeUs } from '../base/units.ts';
import type { BreachWatch } from './breach-watch.ts';
import type { LiquidationThrottle } from './circuit-breakers.ts';
import type { FactTap } from './controls/fact-tap.ts';
import type { HaltBoard } from './controls/halt-board.ts';
import type { MarginLayers } from './controls/margin-layers.ts';
import type { MarkGuard } from './controls/mark-guard.ts';
import type { OrderBands } from './controls/order-bands.ts';
import type { DeleveragingOrder } from './deleveraging-order.ts';
import type { FactSink } from './fact.ts';
import type { OracleFaults } from './faults/oracle-faults.ts';
import type { LossBook } from './loss/loss-book.ts';
import type { PartialFills } from './liquidation/partial-fills.ts';
import type { OrderExecution } from './order-execution.ts';
import type { ExchangeState } from './state.ts';
import type { Backstop } from './takeover/backstop.ts';
import type { VenueRules } from './venue-rules.ts';
import type { VenueSwitches } from './venue-switches.ts';

export interface ExchangeContext {
  readonly state: ExchangeState;
  readonly rules: VenueRules;
  readonly facts: FactSink;
  readonly execution: OrderExecution;
  readonly watch: BreachWatch;
  readonly ranks: DeleveragingOrder;
  readonly throttle: LiquidationThrottle | null;
  readonly switches: VenueSwitches;
  /** Null while the venue sees outside prices as they are. */
  oracle: OracleFaults | null;
  readonly loss: LossBook;
  readonly partialFills: PartialFills;
  readonly halts: HaltBoard;
  /** Null where nothing but the price band limits how far orders fill. */
  readonly bands: OrderBands | null;
  /** Null where marks are what the rule says. */
  readonly markGuard: MarkGuard | null;
  readonly margins: MarginLayers;
  /** `facts`, where controls listen; null where none does. */
  readonly tap: FactTap | null;
  /** Scratch, [instrumentCount]: legs' maintenance margins and what is allotted to each leg. */
  readonly legMargins: Float64Array;
  readonly legShares: Float64Array;
  /** Those who take positions over before the waterfall; null: nobody. */
  backstop: Backstop | null;
  nowUs: SimTimeUs;
  /** A trade or a reopening since the last mark update may have moved a mark. */
  marksAreStale: boolean;
  /** Accounts may have been left below a threshold although no mark has moved. */
  breachCheckIsDue: boolean;
}

/** Unused account or instrument of a fact. */
export const NONE = -1;

export function isHalted(context: ExchangeContext, instrument: InstrumentIndex): boolean {
  return context.state.haltedUntilUs[instrument] > 0;
}

/** Liquidation orders, takeovers and sales of inventory may go on in this instrument now. */
export function mayLiquidate(context: ExchangeContext, instrument: InstrumentIndex): boolean {
  const isOpen = !isHalted(context, instrument) || context.halts.letsLiquidate(instrument, context.nowUs);
  return isOpen && isMatching(context, instrument);
}

/** The matching engine works. */
export function isMatching({ switches, nowUs }: ExchangeContext, instrument: InstrumentIndex): boolean {
  return switches.matchingStoppedUntilUs(instrument, nowUs) === 0;
}

/** Agents' trades may go on in this instrument now. */
export function mayTrade(context: ExchangeContext, instrument: InstrumentIndex): boolean {
  return !isHalted(context, instrument) && isMatching(context, instrument);
}
