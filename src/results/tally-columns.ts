/** How the figures of a path's tally are named and in which unit they stand on disk. */
import type { PathTally } from '../simulation/path-outcome.ts';
import { quantaOf, secondsOf, timeUsOf, usdOf } from './table-context.ts';

/** Fields of the tally that are one number; the others are one number an instrument or a purpose. */
export type ScalarField = { [K in keyof PathTally]: PathTally[K] extends number ? K : never }[keyof PathTally];
export type InstrumentField = Exclude<keyof PathTally, ScalarField | 'orderedByPurpose'>;

export type TallyUnit = 'USD' | 's' | 'count' | 'log';

export interface TallyColumn {
  readonly name: string;
  readonly unit: TallyUnit;
  readonly meaning: string;
}

const usd = (name: string, meaning: string): TallyColumn => ({ name: `${name}_usd`, unit: 'USD', meaning });
const seconds = (name: string, meaning: string): TallyColumn => ({ name: `${name}_s`, unit: 's', meaning });
const count = (name: string, meaning: string): TallyColumn => ({ name, unit: 'count', meaning });
const log = (name: string, meaning: string): TallyColumn => ({ name: `${name}_log`, unit: 'log', meaning });

export const SCALAR_COLUMNS: Readonly<Record<ScalarField, TallyColumn>> = {
  fundInitial: usd('fund_initial', 'equity of the insurance fund at the start'),
  fundMin: usd('fund_min', 'its lowest equity'),
  fundMinAtUs: seconds('fund_min_at', 'when it was lowest'),
  fundFinal: usd('fund_final', 'its equity at the end'),
  fundFees: usd('fund_fees', 'liquidation fees that it received'),
  fundTakeoverGain: usd('fund_takeover_gain', 'equity that came with positions it took over'),
  fundTakeoverLoss: usd('fund_takeover_loss', 'deficits that came with positions it took over'),
  fundDeficitsPaid: usd('fund_deficits_paid', "accounts' deficits that it paid"),
  breaches: count('breaches', 'times that an account fell below its maintenance margin'),
  accountsLiquidated: count('accounts_liquidated', 'accounts in breach at least once'),
  recoveries: count('recoveries', 'accounts that met their margin again'),
  accountsClosed: count('accounts_closed', 'accounts that lost every position'),
  liquidationOrders: count('liquidation_orders', 'liquidation orders that filled'),
  liquidatedNotional: usd('liquidated', 'notional that they filled'),
  liquidatedLongNotional: usd('liquidated_long', 'the part of it that closed long positions'),
  liquidatedMinuteMax: usd('liquidated_minute_max', 'most of it in one minute of simulated time'),
  liquidatedMinuteMaxAtUs: seconds('liquidated_minute_max_at', 'start of that minute'),
  liquidationsDeferred: count('liquidations_deferred', 'liquidation steps that could not trade when they were due'),
  takeovers: count('takeovers', 'positions that the fund took over'),
  takeoverNotional: usd('takeover', 'notional of these positions'),
  deleveragings: count('deleveragings', 'positions closed by deleveraging'),
  accountsDeleveraged: count('accounts_deleveraged', 'accounts deleveraged at least once'),
  deleveragedNotional: usd('deleveraged', 'notional closed by deleveraging'),
  uncoveredLoss: usd('uncovered_loss', 'loss that no step of the waterfall bore'),
  halts: count('halts', 'times that trading in an instrument was halted'),
  haltedUs: seconds('halted', 'halted time, summed over instruments'),
  marginCalls: count('margin_calls', 'accounts warned'),
  deposits: usd('deposits', 'fresh money that agents paid in'),
  withdrawalsAsked: usd('withdrawals_asked', 'money that agents asked to be paid out'),
  withdrawalsPaid: usd('withdrawals_paid', 'money that was paid out'),
  withdrawalWaitMaxUs: seconds('withdrawal_wait_max', 'longest that a request waited for its turn'),
  faults: count('faults', 'operational faults that began'),
  ordersDelayed: usd('orders_delayed', "notional of agents' orders that faults delayed, each time that they did"),
  ordersLost: usd('orders_lost', "notional of agents' orders that faults made lost"),
  transfersDelayed: usd('transfers_delayed', 'deposits and requests for withdrawals that faults delayed'),
  transfersLost: usd('transfers_lost', 'deposits and requests for withdrawals that faults made lost'),
  offloadedNotional: usd('offloaded', 'inventory that market makers handed to the external account'),
  makersLiquidated: count('makers_liquidated', 'market makers in breach at least once'),
  firstBreachAtUs: seconds('first_breach_at', 'first breach'),
  firstTakeoverAtUs: seconds('first_takeover_at', 'first position taken over by the fund'),
  firstDeleveragingAtUs: seconds('first_deleveraging_at', 'first deleveraging'),
  firstUncoveredLossAtUs: seconds('first_uncovered_loss_at', 'first uncovered loss'),
  firstHaltAtUs: seconds('first_halt_at', 'first halt'),
};

export const INSTRUMENT_COLUMNS: Readonly<Record<InstrumentField, TallyColumn>> = {
  liquidatedByInstrument: usd('liquidated', 'notional that liquidation orders filled'),
  deleveragedByInstrument: usd('deleveraged', 'notional closed by deleveraging'),
  markLowLog: log('mark_low', 'lowest log(mark price / its start)'),
  indexLowLog: log('index_low', 'lowest log(index price / its start)'),
  dislocationLowLog: log('dislocation_low', "lowest log(the book's price / index price) at mark updates"),
  openInterestInitial: usd('open_interest_initial', "one side's open interest at the start"),
  openInterestFinal: usd('open_interest_final', "one side's open interest at the end"),
};

/** Fields in the order of their columns. */
export const SCALAR_FIELDS = Object.keys(SCALAR_COLUMNS) as ScalarField[];
export const INSTRUMENT_FIELDS = Object.keys(INSTRUMENT_COLUMNS) as InstrumentField[];

/** From the simulator's unit to the table's; `restoreFigure` is its inverse. */
export function storeFigure(unit: TallyUnit, value: number): number {
  if (unit === 'USD') return usdOf(value);
  return unit === 's' ? secondsOf(value) : value;
}

export function restoreFigure(unit: TallyUnit, stored: number): number {
  if (unit === 'USD') return quantaOf(stored);
  return unit === 's' ? timeUsOf(stored) : stored;
}
