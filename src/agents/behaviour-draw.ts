/** Personal parameters of accounts: what each kind's behaviour is given with the account. */
import { PPM_PER_UNIT, type AccountIndex } from '../base/units.ts';
import type { Population } from '../exchange/accounts.ts';
import { log } from '../numeric/math.ts';
import type { Stream } from '../numeric/stream.ts';
import type { AgentClass, AmountDistribution } from './agent-class.ts';
import { AmountDraw } from './amount-draw.ts';

/** Draws an account's personal parameters; every kind draws the same number of times for each account. */
export function behaviourDrawOf(
  agentClass: AgentClass,
  stream: Stream,
  population: Population,
): (account: AccountIndex) => void {
  const { equity, trigger, appetite } = population;
  const drawOf = (of: AmountDistribution): (() => number) => {
    const draw = new AmountDraw(of);
    return () => draw.draw(stream);
  };
  switch (agentClass.kind) {
    case 'leveragedDirectional': {
      const stopLoss = drawOf(agentClass.stopLossEquityShare);
      return (account) => {
        const hasStop = stream.uniform() * PPM_PER_UNIT < agentClass.stopLossProbabilityPpm;
        const share = stopLoss();
        trigger[account] = hasStop ? Math.floor(equity[account] * share) : 0;
      };
    }
    case 'panicSeller': {
      const drawdown = drawOf(agentClass.drawdownTrigger);
      return (account) => {
        trigger[account] = -log(1 - drawdown());
      };
    }
    case 'dipBuyer':
    case 'trendFollower': {
      const isDip = agentClass.kind === 'dipBuyer';
      const move = drawOf(isDip ? agentClass.drawdownTrigger : agentClass.trailingStop);
      const leverage = drawOf(isDip ? agentClass.buyLeverage : agentClass.tradeLeverage);
      return (account) => {
        trigger[account] = -log(1 - move());
        appetite[account] = leverage();
      };
    }
    case 'basisArbitrageur': {
      const entry = drawOf(agentClass.entryBasis);
      const leverage = drawOf(agentClass.tradeLeverage);
      return (account) => {
        trigger[account] = entry();
        appetite[account] = leverage();
      };
    }
    case 'herdSeller': {
      const share = drawOf(agentClass.trigger);
      return (account) => {
        trigger[account] = share();
      };
    }
    case 'marginCallPayer':
      return (account) => {
        const pays = stream.uniform() * PPM_PER_UNIT < agentClass.payProbabilityPpm;
        appetite[account] = pays ? Math.floor(equity[account] * agentClass.topUpLimitShare) : 0;
      };
    case 'hedger':
      return (account) => {
        appetite[account] = Math.floor(equity[account] * agentClass.topUpLimitShare);
      };
    case 'marketMaker':
    case 'whale':
    case 'optionSeller':
    case 'fundAttacker':
      return () => {};
  }
}
