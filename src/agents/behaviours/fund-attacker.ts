/**
 * Adversary that attacks the insurance fund with accounts of its own, three a group: a winner and a loser take opposite
 * positions, a third pushes the price until the loser is bankrupt beyond its margin and somebody else has to close its
 * position, and then all that is left is sold to whoever does. Whether that pays is the venue's parameters' doing.
 */
import type { AccountIndex, SimTimeUs } from '../../base/units.ts';
import type { FundAttackerClass } from '../agent-class.ts';
import type { AccountRange, AgentView, Behaviour, CommandSink } from '../behaviour.ts';
import { OrdersUnderWay } from './orders-under-way.ts';

/** Accounts of a group, in this order. */
export const GROUP_ACCOUNTS = 3;
const WINNER = 0;
const LOSER = 1;
const PUSHER = 2;

type Stage = 'waiting' | 'open' | 'holding' | 'leaving';

interface Group {
  readonly first: AccountIndex;
  stage: Stage;
  pushes: number;
  /** The loser is being liquidated; seen at the next look. */
  isBroken: boolean;
  brokenAtUs: SimTimeUs;
}

export function createFundAttacker(range: AccountRange, rules: FundAttackerClass): Behaviour {
  const { instrument, direction } = rules;
  const underWay = new OrdersUnderWay(range);
  const groups: Group[] = [];
  for (let first = range.first; first + GROUP_ACCOUNTS <= range.end; first += GROUP_ACCOUNTS) {
    groups.push({ first, stage: 'waiting', pushes: 0, isBroken: false, brokenAtUs: -1 });
  }

  const send = (view: AgentView, account: AccountIndex, lots: number, commands: CommandSink): void => {
    if (lots === 0 || !view.isActive(account) || underWay.has(account)) return;
    underWay.sent(account);
    commands.order(account, instrument, lots, 'attack', view.reactionUsOf(account));
  };

  const lotsFor = (view: AgentView, equity: number, leverage: number): number =>
    Math.floor((equity * leverage) / view.markPerLotOf(instrument));

  const open = (view: AgentView, { first }: Group, commands: CommandSink): void => {
    const equity = Math.min(view.equityOf(first + WINNER), view.equityOf(first + LOSER));
    const lots = lotsFor(view, equity, rules.positionLeverage);
    send(view, first + WINNER, direction * lots, commands);
    send(view, first + LOSER, -direction * lots, commands);
  };

  const push = (view: AgentView, group: Group, commands: CommandSink): void => {
    const pusher = group.first + PUSHER;
    // An order that has not arrived is waited for.
    if (underWay.has(pusher)) return;
    const lots = Math.floor(lotsFor(view, view.equityOf(pusher), rules.pushLeverage) / rules.pushOrders);
    group.pushes += 1;
    send(view, pusher, direction * lots, commands);
  };

  /** Everything that is still held, at each look until nothing is. */
  const leave = (view: AgentView, { first }: Group, commands: CommandSink): void => {
    for (let account = first; account < first + GROUP_ACCOUNTS; account += 1) {
      send(view, account, -view.lotsOf(account, instrument), commands);
    }
  };

  const act = (view: AgentView, group: Group, commands: CommandSink): void => {
    if (group.stage === 'waiting') {
      if (view.nowUs < rules.openAtUs) return;
      open(view, group, commands);
      group.stage = 'open';
      return;
    }
    if (group.stage !== 'leaving' && isOver(rules, view.nowUs, group)) group.stage = 'leaving';
    if (group.stage === 'leaving') return leave(view, group, commands);
    if (view.nowUs < rules.pushAtUs) return;
    if (group.pushes < rules.pushOrders && rules.pushLeverage > 0) push(view, group, commands);
    else group.stage = 'holding';
  };

  return {
    wakeIntervalUs: rules.intervalUs,
    onOrder: (account) => underWay.arrived(account),
    onBreach: (account) => {
      const group = groups[Math.floor((account - range.first) / GROUP_ACCOUNTS)];
      if (group !== undefined && account === group.first + LOSER) group.isBroken = true;
    },
    onWake: (view, commands) => {
      if (view.isHalted(instrument)) return;
      for (const group of groups) act(view, group, commands);
    },
  };
}

/** Time to leave: a while after the loser broke, or when it has not broken for too long. */
function isOver({ pushAtUs, giveUpAfterUs, exitDelayUs }: FundAttackerClass, nowUs: SimTimeUs, group: Group): boolean {
  if (!group.isBroken) return nowUs >= pushAtUs + giveUpAfterUs;
  if (group.brokenAtUs < 0) group.brokenAtUs = nowUs;
  return nowUs >= group.brokenAtUs + exitDelayUs;
}
