/** Dip buyer: starts flat with cash and buys what fell most, once it fell far enough; once. */
import type { DipBuyerClass } from '../agent-class.ts';
import type { AccountRange, AgentView, Behaviour, CommandSink } from '../behaviour.ts';
import { PriceFall, WaitingAccounts } from './price-fall.ts';

export function createDipBuyer(
  range: AccountRange,
  rules: DipBuyerClass,
  instrumentCount: number,
  wakeIntervalUs: number,
): Behaviour {
  const fall = new PriceFall(rules.lookbackUs, instrumentCount);
  const waiting = new WaitingAccounts(range);

  /** The instrument that fell most among those it trades; ties go to the lower index. */
  const chooseInstrument = (): number => {
    let chosen = -1;
    for (let i = 0; i < instrumentCount; i += 1) {
      if (rules.instrumentWeights[i] <= 0) continue;
      if (chosen < 0 || fall.fallLog[i] > fall.fallLog[chosen]) chosen = i;
    }
    return chosen;
  };

  const buy = (view: AgentView, account: number, instrument: number, commands: CommandSink): void => {
    const notional = view.equityOf(account) * view.appetiteOf(account);
    const lots = Math.floor(notional / view.markPerLotOf(instrument));
    if (lots > 0) commands.order(account, instrument, lots, 'dipPurchase', view.reactionUsOf(account));
  };

  return {
    wakeIntervalUs,
    onWake: (view, commands) => {
      fall.look(view);
      const instrument = chooseInstrument();
      if (instrument < 0) return;
      waiting.visit(view, fall.fallLog[instrument], (account) => {
        buy(view, account, instrument, commands);
        return true;
      });
    },
  };
}
