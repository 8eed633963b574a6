/**
 * The exchange's state: accounts and positions as columns. Only modules of `exchange/` write it, and only
 * `ledger.ts` writes `cash`, `lots` and `cost`.
 *
 * Invariant: sum over accounts of `lots` is zero for each instrument, and the sum of `cash` minus the sum of `cost`
 * is the money that the path started with. Both hold exactly: every figure is a whole number below 2^53.
 */
import { allocateColumns } from '../base/columns.ts';
import type { LinearPerpetual } from '../instruments/linear-perpetual.ts';
import { buildTierColumns, type TierColumns } from '../margin/tier-table.ts';
import { EXTERNAL_LIQUIDITY, INSURANCE_FUND, type Population } from './accounts.ts';
import type { VenueRules } from './venue-rules.ts';

/** Account is trading as usual. */
export const STATUS_ACTIVE = 0;
/** A liquidation of the account is under way. */
export const STATUS_LIQUIDATING = 1;
/** The account was liquidated and holds no position any more; it may trade again only after a deposit. */
export const STATUS_CLOSED = 2;

export interface ExchangeState {
  readonly accountCount: number;
  readonly instrumentCount: number;
  readonly instruments: readonly LinearPerpetual[];
  readonly tiers: readonly TierColumns[];
  /** Settled money, quanta, [accountCount]. */
  readonly cash: Float64Array;
  /** [accountCount x instrumentCount], account-major, whole lots, + long. */
  readonly lots: Float64Array;
  /** Same shape: signed value at which the open lots were entered, quanta. Equity = cash + sum(lots x mark) - cost. */
  readonly cost: Float64Array;
  /** [accountCount] one of the STATUS_ values. */
  readonly status: Float64Array;
  /** [accountCount] 1 once a warning was given: there is no other until a deposit. */
  readonly warned: Float64Array;
  /** [accountCount] equity below which an agent's own stop triggers, -Infinity when it has none. */
  readonly stopEquity: Float64Array;
  /** [instrumentCount] whole ticks. */
  readonly markTicks: Float64Array;
  /** [instrumentCount] mark price x value of a tick: quanta for one lot. Always in step with `markTicks`. */
  readonly markPerLot: Float64Array;
  /** [instrumentCount] outside price, whole ticks. */
  readonly indexTicks: Float64Array;
  /** [instrumentCount] simulated time until which trading is stopped, 0 when it is not. */
  readonly haltedUntilUs: Float64Array;
}

/** State at time zero: everybody holds what the population says, entered at the initial mark price. */
export function createState(venue: VenueRules, population: Population): ExchangeState {
  const instrumentCount = venue.instruments.length;
  const accountCount = population.accountCount;
  const perPosition = accountCount * instrumentCount;
  const { columns } = allocateColumns([
    accountCount,
    perPosition,
    perPosition,
    accountCount,
    accountCount,
    accountCount,
    ...Array<number>(4).fill(instrumentCount),
  ]);
  const state: ExchangeState = {
    accountCount,
    instrumentCount,
    instruments: venue.instruments,
    tiers: venue.tiers.map(buildTierColumns),
    cash: columns[0],
    lots: columns[1],
    cost: columns[2],
    status: columns[3],
    warned: columns[4],
    stopEquity: columns[5],
    markTicks: columns[6],
    markPerLot: columns[7],
    indexTicks: columns[8],
    haltedUntilUs: columns[9],
  };
  venue.instruments.forEach((instrument, i) => {
    state.indexTicks[i] = instrument.priceInitialTicks;
    setMark(state, i, instrument.priceInitialTicks);
  });
  state.cash.set(population.equity);
  state.cash[INSURANCE_FUND] = venue.insuranceFund.initial;
  state.cash[EXTERNAL_LIQUIDITY] = 0;
  state.lots.set(population.lots);
  for (let p = 0; p < perPosition; p += 1) state.cost[p] = state.lots[p] * state.markPerLot[p % instrumentCount];
  state.stopEquity.fill(-Infinity);
  return state;
}

/** Sets one mark price and the value that follows from it. */
export function setMark(state: ExchangeState, instrument: number, ticks: number): void {
  state.markTicks[instrument] = ticks;
  state.markPerLot[instrument] = ticks * state.instruments[instrument].quantaPerLotTick;
}
