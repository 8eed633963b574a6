/** What agents see: the exchange's read-only side and the personal parameters of the population. */
import type { AgentView } from '../agents/behaviour.ts';
import { VENUE_ACCOUNTS, type Population } from '../exchange/accounts.ts';
import { ContractDeltas } from '../exchange/contract-deltas.ts';
import type { ExchangePort } from '../exchange/exchange-port.ts';
import { ownAccountsOf } from '../exchange/reserves.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import type { Event } from './event-queue.ts';
import type { PathTally } from './path-outcome.ts';

/** `event` is the event being applied: its time is the agents' now. `tally` is what the venue's feed is read from. */
export function createAgentView(
  exchange: ExchangePort,
  population: Population,
  venue: Pick<VenueRules, 'instruments' | 'insuranceFund' | 'portfolio' | 'reserves'>,
  event: Event,
  tally: Pick<PathTally, 'accountsLiquidated' | 'liquidatedNotional' | 'liquidatedLongNotional'>,
): AgentView {
  const { instruments } = venue;
  const fundInitial = venue.insuranceFund.initial;
  const deltas = new ContractDeltas(instruments, venue.portfolio);
  const markTicksOf = (instrument: number): number => exchange.markTicksOf(instrument);
  return {
    get nowUs() {
      return event.timeUs;
    },
    instrumentCount: instruments.length,
    accountCount: population.accountCount - VENUE_ACCOUNTS - ownAccountsOf(venue),
    liquidations: {
      get accounts() {
        return tally.accountsLiquidated;
      },
      get longNotional() {
        return tally.liquidatedLongNotional;
      },
      get shortNotional() {
        return tally.liquidatedNotional - tally.liquidatedLongNotional;
      },
    },
    isAsset: (instrument) => instruments[instrument].contract.kind === 'spot',
    markTicksOf,
    indexTicksOf: (instrument) => exchange.indexTicksOf(instrument),
    deltaPerLotOf: (instrument) =>
      deltas.isOption(instrument)
        ? deltas.ofOption(instrument, event.timeUs, markTicksOf)
        : exchange.notionalPerLotOf(instrument),
    isHalted: (instrument) => exchange.haltedUntilUsOf(instrument) > 0,
    openInterestOf: (instrument) => exchange.openInterestOf(instrument),
    markPerLotOf: (instrument) => exchange.notionalPerLotOf(instrument),
    fundingRateOf: (instrument) => exchange.fundingRateOf(instrument),
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
