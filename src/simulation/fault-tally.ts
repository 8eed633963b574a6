/** What faults and withdrawals add to a path's tally. */
import { COMMANDS, type FactKind } from '../exchange/fact.ts';
import type { PathTally } from './path-outcome.ts';

const ORDER = COMMANDS.indexOf('order');

type FaultTally = Pick<
  PathTally,
  | 'withdrawalsAsked'
  | 'withdrawalsPaid'
  | 'withdrawalWaitMaxUs'
  | 'faults'
  | 'ordersDelayed'
  | 'ordersLost'
  | 'transfersDelayed'
  | 'transfersLost'
>;

/** Their fields of a tally of nothing yet. */
export function createFaultTally(): FaultTally {
  return {
    withdrawalsAsked: 0,
    withdrawalsPaid: 0,
    withdrawalWaitMaxUs: 0,
    faults: 0,
    ordersDelayed: 0,
    ordersLost: 0,
    transfersDelayed: 0,
    transfersLost: 0,
  };
}

/** Takes one fact in; `false` when it is none of these. Fields as in `exchange/fact.ts`. */
export function tallyFault(tally: PathTally, kind: FactKind, value: number, b: number): boolean {
  switch (kind) {
    case 'withdrawalRequest':
      tally.withdrawalsAsked += value;
      return true;
    case 'withdrawal':
      tally.withdrawalsPaid += value;
      tally.withdrawalWaitMaxUs = Math.max(tally.withdrawalWaitMaxUs, b);
      return true;
    case 'faultStart':
      tally.faults += 1;
      return true;
    case 'commandDelayed':
      if (b === ORDER) tally.ordersDelayed += value;
      else tally.transfersDelayed += value;
      return true;
    case 'commandLost':
      if (b === ORDER) tally.ordersLost += value;
      else tally.transfersLost += value;
      return true;
    default:
      return false;
  }
}
