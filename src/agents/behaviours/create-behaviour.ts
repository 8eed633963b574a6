/** The one place that knows which behaviour belongs to which kind of agent. */
import type { AgentClass } from '../agent-class.ts';
import type { AccountRange, Behaviour } from '../behaviour.ts';
import { withBankRun } from './bank-run.ts';
import { createDipBuyer } from './dip-buyer.ts';
import { createHedger } from './hedger.ts';
import { createLeveragedDirectional } from './leveraged-directional.ts';
import { createMarginCallPayer } from './margin-call-payer.ts';
import { createMarketMaker } from './market-maker.ts';
import { createPanicSeller } from './panic-seller.ts';

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
  }
}
