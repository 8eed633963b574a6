/** What agents see: the exchange's read-only side and the personal parameters of the population. */
import type { AgentView } from '../agents/behaviour.ts';
import type { Population } from '../exchange/accounts.ts';
import type { ExchangePort } from '../exchange/exchange-port.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import type { Event } from './event-queue.ts';

/** `event` is the event being applied: its time is the agents' now. */
export function createAgentView(
  exchange: ExchangePort,
  population: Population,
  { instruments, insuranceFund }: Pick<VenueRules, 'instruments' | 'insuranceFund'>,
  event: Event,
): AgentView {
  const fundInitial = insuranceFund.initial;
  return {
    get nowUs() {
      return event.timeUs;
    },
    instrumentCount: instruments.length,
    isAsset: (instrument) => instruments[instrument].contract.kind === 'spot',
    markTicksOf: (instrument) => exchange.markTicksOf(instrument),
    markPerLotOf: (instrument) => exchange.notionalPerLotOf(instrument),
    lotsOf: (account, instrument) => exchange.lotsOf(account, instrument),
    equityOf: (account) => exchange.equityOf(account),
    maintenanceOf: (account) => exchange.maintenanceOf(account),
    isActive: (account) => exchange.isActive(account),
    get fundLossShare() {
      return fundInitial === 0 ? 0 : Math.max(0, 1 - exchange.fundEquity() / fundInitial);
    },
    triggerOf: (account) => population.trigger[account],
    appetiteOf: (account) => population.appetite[account],
    reactionUsOf: (account) => population.reactionUs[account],
  };
}
