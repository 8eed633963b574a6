/**
 * Whale: one concentrated position of a stated size, which it may work out by choice: child orders at regular times,
 * each for what its schedule says should be gone by then and is not. What a book does not take is asked for again.
 */
import type { AccountIndex, SimTimeUs } from '../../base/units.ts';
import { exp } from '../../numeric/math.ts';
import type { ExitSchedule, WhaleClass, WhaleExit } from '../agent-class.ts';
import type { AccountRange, AgentView, Behaviour, CommandSink } from '../behaviour.ts';
import { OrdersUnderWay } from './orders-under-way.ts';

export function createWhale(range: AccountRange, rules: WhaleClass, instrumentCount: number): Behaviour {
  const { exit } = rules;
  return exit === null ? { wakeIntervalUs: 0 } : createExit(range, rules.intervalUs, exit, instrumentCount);
}

function createExit(
  range: AccountRange,
  intervalUs: SimTimeUs,
  { atUs, overUs, schedule }: WhaleExit,
  instrumentCount: number,
): Behaviour {
  const underWay = new OrdersUnderWay(range);
  /** Lots held when the exit began, by account and instrument; null before. */
  let held: Float64Array | null = null;

  const lotsAtStart = (view: AgentView): Float64Array => {
    const lots = new Float64Array((range.end - range.first) * instrumentCount);
    for (let slot = 0; slot < lots.length; slot += 1) {
      const i = slot % instrumentCount;
      if (!view.isAsset(i)) lots[slot] = view.lotsOf(range.first + Math.floor(slot / instrumentCount), i);
    }
    return lots;
  };

  const work = (view: AgentView, account: AccountIndex, left: number, start: Float64Array, commands: CommandSink) => {
    for (let i = 0; i < instrumentCount; i += 1) {
      const initial = start[(account - range.first) * instrumentCount + i];
      const lots = view.lotsOf(account, i);
      if (initial === 0 || lots === 0) continue;
      const size = Math.abs(lots) - Math.round(Math.abs(initial) * left);
      if (size <= 0) continue;
      underWay.sent(account);
      commands.order(account, i, lots > 0 ? -size : size, 'whaleExit', view.reactionUsOf(account));
    }
  };

  return {
    wakeIntervalUs: intervalUs,
    onOrder: (account) => underWay.arrived(account),
    onWake: (view, commands) => {
      if (view.nowUs < atUs) return;
      held ??= lotsAtStart(view);
      const left = shareLeft(schedule, (view.nowUs - atUs) / overUs);
      for (let account = range.first; account < range.end; account += 1) {
        if (view.isActive(account) && !underWay.has(account)) work(view, account, left, held, commands);
      }
    },
  };
}

/** Share of the position that a schedule leaves after a share of its time, from 1 to 0. */
export function shareLeft(schedule: ExitSchedule, timeShare: number): number {
  if (timeShare >= 1) return 0;
  if (schedule.kind === 'proportional') return 1 - timeShare;
  const { urgency } = schedule;
  return sinh(urgency * (1 - timeShare)) / sinh(urgency);
}

function sinh(x: number): number {
  return (exp(x) - exp(-x)) / 2;
}
