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
  fundFees: usd('fund_fees', 'liquidation fees that it received, with those of funds of some instruments'),
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
  positionsTaken: count('positions_taken', 'positions that vaults, providers or bidders took over, in whole or part'),
  takenNotional: usd('taken', 'notional of these positions'),
  takerGain: usd('taker_gain', 'what these takers have at the end beyond what they started with'),
  takersLiquidated: count('takers_liquidated', 'takers that fell below their own maintenance margin'),
  auctions: count('auctions', 'accounts put up for auction'),
  auctionsUnsold: count('auctions_unsold', 'auctions that ended with positions left over'),
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
  fundingPaid: usd('funding_paid', 'funding that payers paid, over all perpetuals'),
  fundFunding: usd('fund_funding', 'funding that the insurance fund received, net of what it paid'),
  adversaryProfit: usd('adversary_profit', 'what accounts that attack the fund gained together'),
  firstBreachAtUs: seconds('first_breach_at', 'first breach'),
  firstTakeoverAtUs: seconds('first_takeover_at', 'first position taken over by the fund'),
  firstTakerBreachAtUs: seconds('first_taker_breach_at', 'first breach of a taker'),
  firstDeleveragingAtUs: seconds('first_deleveraging_at', 'first deleveraging'),
  firstUncoveredLossAtUs: seconds('first_uncovered_loss_at', 'first uncovered loss'),
  firstHaltAtUs: seconds('first_halt_at', 'first halt'),
  groupFundsPaid: usd('group_funds_paid', 'deficits that funds of some instruments paid'),
  fundInflows: usd('fund_inflows', 'money that flowed into the fund on schedule'),
  fundSurplus: usd('fund_surplus', 'what the fund kept of accounts liquidated to the end'),
  fundStandBacks: count('fund_stand_backs', 'times that the fund stood back after a fall from its peak'),
  profitHaircut: usd('profit_haircut', 'loss borne by unrealised profits'),
  socialisedLoss: usd('socialised_loss', 'loss borne by open positions'),
  clawedBack: usd('clawed_back', 'loss borne by profits of the period'),
  defaultersPaid: usd('defaulters_paid', "loss borne by defaulters' own contributions"),
  skinInTheGame: usd('skin_in_the_game', "loss borne by the venue's own money"),
  skinInTheGameSecond: usd('skin_in_the_game_second', "loss borne by the second layer of the venue's own money"),
  defaultFundPaid: usd('default_fund_paid', "loss borne by other members' contributions"),
  assessed: usd('assessed', 'loss borne by calls upon members'),
  exitHaircuts: usd('exit_haircuts', 'left behind by withdrawals while loss was uncovered'),
  lossBeyondEquity: usd('loss_beyond_equity', 'losses of accounts beyond their equity'),
  lossLargest: usd('loss_largest', 'the largest of one account'),
  lossLargestTwo: usd('loss_largest_two', 'the largest two together'),
  lossesCovered: count('losses_covered', 'how many of the largest prefunded money covers together'),
  lossAccounts: count('loss_accounts', 'accounts with such a loss'),
  fundShortfall: usd('fund_shortfall', "what the fund's inventory lost beyond the fund"),
  lossDeleveraged: usd('loss_deleveraged', 'loss of accounts and of the fund that went with deleveraged positions'),
  deleveragingRounds: count('deleveraging_rounds', 'positions closed by deleveraging, each once'),
  deleveragingNeeded: usd('deleveraging_needed', 'deficits that went with them'),
  deleveragingBorne: usd('deleveraging_borne', 'what counterparties gave up against the mark'),
  deleveragingOvershoot: usd('deleveraging_overshoot', 'the part of it beyond what each needed'),
  deleveragingOvershootNotional: usd(
    'deleveraging_overshoot_notional',
    'notional closed beyond what the fund could not have carried',
  ),
  deleveragingBurdenMax: usd('deleveraging_burden_max', 'most that one account gave up'),
  deleveragingBurdenNotionalMax: usd('deleveraging_burden_notional_max', 'most notional that one account lost'),
  deleveragingRanksBroken: count('deleveraging_ranks_broken', 'rounds that turned the order of leverage round'),
};

export const INSTRUMENT_COLUMNS: Readonly<Record<InstrumentField, TallyColumn>> = {
  liquidatedByInstrument: usd('liquidated', 'notional that liquidation orders filled'),
  deleveragedByInstrument: usd('deleveraged', 'notional closed by deleveraging'),
  markLowLog: log('mark_low', 'lowest log(mark price / its start)'),
  indexLowLog: log('index_low', 'lowest log(index price / its start)'),
  dislocationLowLog: log('dislocation_low', "lowest log(the book's price / index price) at mark updates"),
  markHighLog: log('mark_high', 'highest log(mark price / its start)'),
  indexHighLog: log('index_high', 'highest log(index price / its start)'),
  dislocationHighLog: log('dislocation_high', "highest log(the book's price / index price) at mark updates"),
  longFundingByInstrument: usd('long_funding', 'funding that longs paid (+) or received (-)'),
  openInterestInitial: usd('open_interest_initial', "one side's open interest at the start"),
  openInterestFinal: usd('open_interest_final', "one side's open interest at the end"),
  deleveragingLots: count('deleveraging_lots', 'lots closed by deleveraging, without those of the external account'),
  deleveragingOvershootLots: count(
    'deleveraging_overshoot_lots',
    'lots of them beyond those that the fund could not have carried',
  ),
  deleveragingBurdenLotsMax: count('deleveraging_burden_lots_max', 'most lots that one account lost'),
  rehedgeMoveLog: log('rehedge_move', 'sum of the log moves of the book by orders to hedge again'),
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
