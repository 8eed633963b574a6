/**
 * Bank run: on top of whatever else a class does, its accounts take out what they can once a price has fallen far enough,
 * or once the insurance fund has lost enough of what it started with; once.
 *
 * Accounts of a class do not all lose their nerve at once: their triggers are spread over the given range by the golden
 * ratio, evenly and without a random number, so that neighbours differ most.
 */
import { PPM_PER_UNIT } from '../../base/units.ts';
import type { BankRunRules } from '../agent-class.ts';
import type { AccountRange, AgentView, Behaviour, CommandSink } from '../behaviour.ts';
import { PriceFall } from './price-fall.ts';

/** Fractional part of the golden ratio: multiples of it are spread most evenly over [0, 1). */
const GOLDEN_SHARE = 0.6180339887498949;

/** `behaviour`, and a run on the venue beside it. */
export function withBankRun(
  behaviour: Behaviour,
  rules: BankRunRules,
  range: AccountRange,
  instrumentCount: number,
  wakeIntervalUs: number,
): Behaviour {
  const fall = new PriceFall(rules.lookbackUs, instrumentCount);
  const isWaiting = new Uint8Array(range.end - range.first).fill(1);
  let left = isWaiting.length;

  const look = (view: AgentView, commands: CommandSink): void => {
    fall.look(view);
    const fallLog = Math.max(...fall.fallLog);
    const isFundRun = rules.fundLossShare !== null && view.fundLossShare >= rules.fundLossShare;
    if (!isFundRun && fallLog < rules.fallLog.min) return;
    for (let slot = 0; slot < isWaiting.length; slot += 1) {
      if (isWaiting[slot] === 0) continue;
      if (!isFundRun && fallLog < triggerOf(rules, slot)) continue;
      isWaiting[slot] = 0;
      left -= 1;
      const account = range.first + slot;
      const amount = Math.floor((view.equityOf(account) * rules.sharePpm) / PPM_PER_UNIT);
      if (amount > 0) commands.withdraw(account, amount, view.reactionUsOf(account));
    }
  };

  return {
    ...behaviour,
    wakeIntervalUs: behaviour.wakeIntervalUs > 0 ? behaviour.wakeIntervalUs : wakeIntervalUs,
    onWake: (view, commands) => {
      if (left > 0) look(view, commands);
      behaviour.onWake?.(view, commands);
    },
  };
}

/** Fall at which the account in this place of its class runs, log. */
export function triggerOf({ fallLog: { min, max } }: BankRunRules, slot: number): number {
  const spread = slot * GOLDEN_SHARE;
  return min + (max - min) * (spread - Math.floor(spread));
}
