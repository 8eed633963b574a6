/** The one place that knows which behaviour belongs to which kind of agent. */
import { assert } from '../../base/assert.ts';
import type { AgentClass } from '../agent-class.ts';
import type { AccountRange, Behaviour } from '../behaviour.ts';
import { withBankRun } from './bank-run.ts';
import { createBasisArbitrageur } from './basis-arbitrageur.ts';
import { createDipBuyer } from './dip-buyer.ts';
import { createFundAttacker } from './fund-attacker.ts';
import { createHedger } from './hedger.ts';
import { createHerdSeller } from './herd-seller.ts';
import { createLeveragedDirectional } from './leveraged-directional.ts';
import { createMarginCallPayer } from './margin-call-payer.ts';
import { createMarketMaker } from './market-maker.ts';
import { createOptionSeller } from './option-seller.ts';
import { createPanicSeller } from './panic-seller.ts';
import { createTrendFollower } from './trend-follower.ts';
import { createWhale } from './whale.ts';

export function createBehaviour(
  agentClass: AgentClass,
  range: AccountRange,
  instrumentCount: number,
  wakeIntervalUs: number,
): Behaviour {
  const own = createOwn(agentClass, range, instrumentCount, wakeIntervalUs);
  const { bankRun } = agentClass;
  return bankRun === undefined || bankRun === null
    ? own
    : withBankRun(own, bankRun, range, instrumentCount, wakeIntervalUs);
}

function createOwn(
  agentClass: AgentClass,
  range: AccountRange,
  instrumentCount: number,
  wakeIntervalUs: number,
): Behaviour {
  switch (agentClass.kind) {
    case 'leveragedDirectional':
      return createLeveragedDirectional();
    case 'hedger':
      return createHedger(range, agentClass);
    case 'marketMaker':
      return createMarketMaker(range, agentClass, instrumentCount);
    case 'panicSeller':
      return createPanicSeller(range, agentClass, instrumentCount, wakeIntervalUs);
    case 'dipBuyer':
      return createDipBuyer(range, agentClass, instrumentCount, wakeIntervalUs);
    case 'marginCallPayer':
      return createMarginCallPayer(range, agentClass.topUpRatio);
    case 'whale':
      return createWhale(range, agentClass, instrumentCount);
    case 'basisArbitrageur':
      return createBasisArbitrageur(range, agentClass, wakeIntervalUs);
    case 'optionSeller':
      assert(agentClass.hedge !== null, 'an options seller hedges');
      return createOptionSeller(range, agentClass, agentClass.hedge, instrumentCount);
    case 'trendFollower':
      return createTrendFollower(range, agentClass, instrumentCount, wakeIntervalUs);
    case 'herdSeller':
      return createHerdSeller(range, agentClass, instrumentCount, wakeIntervalUs);
    case 'fundAttacker':
      return createFundAttacker(range, agentClass);
  }
}
