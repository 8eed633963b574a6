/** The read-only side of the exchange: what observers, agents and the kernel may ask at any time. */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta, SimTimeUs, Ticks } from '../base/units.ts';
import { statusOf } from './account-records.ts';
import { INSURANCE_FUND } from './accounts.ts';
import type { ExchangeContext } from './context.ts';
import { computeFundEquity } from './insurance-fund.ts';
import { cashOf, costOf, lotsOf, STATUS_ACTIVE, type ExchangeState } from './state.ts';
import type { Service } from './venue-switches.ts';
import { computeEquity, computeMaintenance, hasPosition, notionalPerLotOf } from './valuation.ts';

export class ReadableExchange {
  readonly accountCount: number;
  readonly instrumentCount: number;
  readonly #state: ExchangeState;
  readonly #context: ExchangeContext;

  constructor(context: ExchangeContext) {
    this.#context = context;
    this.#state = context.state;
    this.accountCount = context.state.accountCount;
    this.instrumentCount = context.state.instrumentCount;
  }

  equityOf(account: AccountIndex): QuoteQuanta {
    return computeEquity(this.#state, account);
  }

  maintenanceOf(account: AccountIndex): QuoteQuanta {
    return computeMaintenance(this.#state, account);
  }

  cashOf(account: AccountIndex): QuoteQuanta {
    return cashOf(this.#state, account);
  }

  lotsOf(account: AccountIndex, instrument: InstrumentIndex): Lots {
    return lotsOf(this.#state, account, instrument);
  }

  costOf(account: AccountIndex, instrument: InstrumentIndex): QuoteQuanta {
    return costOf(this.#state, account, instrument);
  }

  isActive(account: AccountIndex): boolean {
    return statusOf(this.#state.records, account) === STATUS_ACTIVE;
  }

  markTicksOf(instrument: InstrumentIndex): Ticks {
    return this.#state.markTicks[instrument];
  }

  indexTicksOf(instrument: InstrumentIndex): Ticks {
    return this.#state.indexTicks[instrument];
  }

  notionalPerLotOf(instrument: InstrumentIndex): QuoteQuanta {
    return notionalPerLotOf(this.#state, instrument);
  }

  lastTicksOf(instrument: InstrumentIndex): number {
    return this.#context.execution.books[instrument].priceTicks;
  }

  displacementLogOf(instrument: InstrumentIndex): number {
    return this.#context.execution.books[instrument].displacementLog;
  }

  lastMoveLogOf(instrument: InstrumentIndex): number {
    return this.#context.execution.books[instrument].lastMoveLog;
  }

  openInterestOf(instrument: InstrumentIndex): Lots {
    return this.#state.isSpot[instrument] === 1 ? 0 : this.#state.longLots[instrument];
  }

  haltedUntilUsOf(instrument: InstrumentIndex): SimTimeUs {
    return this.#state.haltedUntilUs[instrument];
  }

  stoppedUntilUsOf(service: Exclude<Service, 'matching'>): SimTimeUs {
    return this.#context.switches.stoppedUntilUs(service, this.#context.nowUs);
  }

  matchingStoppedUntilUsOf(instrument: InstrumentIndex): SimTimeUs {
    return this.#context.switches.matchingStoppedUntilUs(instrument, this.#context.nowUs);
  }

  fundingRateOf(instrument: InstrumentIndex): number {
    return this.#state.fundingRates[instrument];
  }

  fundEquity(): QuoteQuanta {
    return computeFundEquity(this.#context);
  }

  fundHasInventory(): boolean {
    return hasPosition(this.#state, INSURANCE_FUND);
  }
}
