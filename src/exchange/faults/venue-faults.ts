/**
 * The timetable of operational faults: each waits, is in force from `at` for its duration, and is over. What it does in
 * between is done by switches of the venue's services, by the oracle's faults, or, where it concerns what travels to and
 * from the venue, by the simulation, which learns of it from the facts.
 */
import { NONE, type ExchangeContext } from '../context.ts';
import { statusOf } from '../account-records.ts';
import { VENUE_ACCOUNTS } from '../accounts.ts';
import { STATUS_LIQUIDATING } from '../state.ts';
import type { MechanismFactory, MechanismParts, VenueMechanism } from '../venue-mechanism.ts';
import { SWITCH_PARTIES, type Service } from '../venue-switches.ts';
import { endOf, type FaultRules } from './fault-rules.ts';
import { hasOracleFault, OracleFaults } from './oracle-faults.ts';

const STARTS = 0;
const ENDS = 1;

/** Services that a fault stops as a whole. */
const STOPPED: Readonly<Partial<Record<FaultRules['kind'], Service>>> = {
  liquidationDown: 'liquidationEngine',
  withdrawalsClosed: 'withdrawals',
  depositsClosed: 'deposits',
};

export const createVenueFaults: MechanismFactory = (parts) => {
  const { context, wakeAt } = parts;
  const { faults } = context.rules;
  if (faults.length === 0) return null;
  if (hasOracleFault(faults)) {
    const { books } = context.execution;
    const initial = Float64Array.from(context.state.instruments, ({ priceInitialTicks }) => priceInitialTicks);
    context.oracle = new OracleFaults(initial, (instrument) => books[instrument].priceTicks);
  }
  const active = new Uint8Array(faults.length);
  const mechanism: VenueMechanism = {
    start: () => {
      faults.forEach((fault, place) => wakeAt(fault.atUs, place, STARTS));
    },
    onTimer: (place, what) => {
      active[place] = what === STARTS ? 1 : 0;
      const fault = faults[place];
      if (what === STARTS) {
        begin(parts, fault, place);
        wakeAt(endOf(fault), place, ENDS);
      } else end(parts, fault, place);
      const kind = what === STARTS ? 'faultStart' : 'faultEnd';
      context.facts.record(kind, NONE, NONE, 0, 0, place, countLiquidating(context));
    },
    appendState: (out) => void out.push(...active),
  };
  return mechanism;
};

function begin({ context, lookAnew }: MechanismParts, fault: FaultRules, place: number): void {
  const { switches } = context;
  const stopped = STOPPED[fault.kind];
  if (stopped !== undefined) switches.stop(stopped, SWITCH_PARTIES.fault + place, endOf(fault));
  else if (fault.kind === 'matchingDown') {
    for (const instrument of fault.instruments)
      switches.stopMatching(instrument, SWITCH_PARTIES.fault + place, endOf(fault));
  } else if (fault.kind === 'oracle') {
    context.oracle!.begin(place, fault, context.nowUs);
    lookAnew(fault.instruments);
  }
}

function end({ context, lookAnew }: MechanismParts, fault: FaultRules, place: number): void {
  const { switches } = context;
  const stopped = STOPPED[fault.kind];
  if (stopped !== undefined) switches.release(stopped, SWITCH_PARTIES.fault + place);
  else if (fault.kind === 'matchingDown') {
    for (const instrument of fault.instruments) switches.releaseMatching(instrument, SWITCH_PARTIES.fault + place);
  } else if (fault.kind === 'oracle') {
    context.oracle!.end(place, fault);
    lookAnew(fault.instruments);
  }
}

function countLiquidating({ state }: ExchangeContext): number {
  let count = 0;
  for (let account = VENUE_ACCOUNTS; account < state.accountCount; account += 1) {
    if (statusOf(state.records, account) === STATUS_LIQUIDATING) count += 1;
  }
  return count;
}
