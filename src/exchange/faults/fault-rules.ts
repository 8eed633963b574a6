/**
 * Operational faults: what breaks at the venue, when, and for how long. Pure data; what each does stands in the module
 * that it acts in: prices in `oracle-faults.ts`, services in `venue-faults.ts`, agents' commands in
 * `simulation/access-faults.ts`.
 */
import type { InstrumentIndex, Ppm, SimTimeUs } from '../../base/units.ts';

interface FaultBase {
  readonly atUs: SimTimeUs;
  readonly durationUs: SimTimeUs;
}

/** What the venue sees of outside prices is not what they are. */
export interface OracleFault extends FaultBase {
  readonly kind: 'oracle';
  /** Rising. */
  readonly instruments: readonly InstrumentIndex[];
  readonly error: /** The price of so long ago, but none from before the fault. */
    | { readonly kind: 'late'; readonly delayUs: SimTimeUs }
    /** The price at the start of the fault. */
    | { readonly kind: 'stale' }
    | { readonly kind: 'factor'; readonly factor: number }
    /** Ticks are added, and may be taken away; whole or not. [instruments.length] each, like `instruments`. */
    | { readonly kind: 'offset'; readonly ticks: readonly number[] }
    | { readonly kind: 'price'; readonly ticks: readonly number[] }
    /** The venue's own book enters the index, with a weight in (0, 1] in log price. */
    | { readonly kind: 'ownVenue'; readonly weight: number };
}

/** No order trades: agents' orders wait for the end or are refused, liquidations, takeovers and sales of inventory wait. */
export interface MatchingFault extends FaultBase {
  readonly kind: 'matchingDown';
  readonly instruments: readonly InstrumentIndex[];
  readonly orders: 'wait' | 'refuse';
}

/** Services that are off as a whole. */
export interface ServiceFault extends FaultBase {
  readonly kind: 'liquidationDown' | 'withdrawalsClosed' | 'depositsClosed';
}

/** The liquidation engine takes longer: its latency and the time of each order are multiplied. */
export interface SlowLiquidationFault extends FaultBase {
  readonly kind: 'liquidationSlow';
  /** At least 1. */
  readonly factor: number;
}

/** A deposit that arrives meanwhile takes so much longer. */
export interface SlowDepositsFault extends FaultBase {
  readonly kind: 'depositsSlow';
  readonly delayUs: SimTimeUs;
}

/** What some accounts ask for does not arrive, or arrives at the end. */
export interface CutOffFault extends FaultBase {
  readonly kind: 'agentsCutOff';
  /** Places of classes in the scenario, rising. */
  readonly classes: readonly number[];
  /** Chance of each of their accounts to be cut off. */
  readonly sharePpm: Ppm;
  readonly commands: 'wait' | 'lose';
}

export type FaultRules =
  | OracleFault
  | MatchingFault
  | ServiceFault
  | SlowLiquidationFault
  | SlowDepositsFault
  | CutOffFault;

export type FaultKind = FaultRules['kind'];

/** End of a fault; nothing of it is in force at that time any more. */
export function endOf({ atUs, durationUs }: FaultBase): SimTimeUs {
  return atUs + durationUs;
}
