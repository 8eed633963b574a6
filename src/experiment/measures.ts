/**
 * The measures of a path: each a documented constant with its unit, which way is worse, and how it is read off the
 * path's tally. What a threshold, a table or a chart may name is in this list and nowhere else.
 */
import { QUANTA_PER_USD, US_PER_HOUR } from '../base/units.ts';
import { exp } from '../numeric/math.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { LOSS_MEASURES } from './loss-measures.ts';
import type { MeasureDefinition } from './measure-definition.ts';
import { TAKEOVER_MEASURES } from './takeover-measures.ts';

export type { MeasureDefinition } from './measure-definition.ts';

const usd = (quanta: number): number => quanta / QUANTA_PER_USD;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
/**
 * Deepest fall of a price as a positive share, from the logs of the lowest against the first. A premium is no price of the
 * market: that of a call falls by nearly all of it when its underlying falls by a fifth.
 */
const fallShare = (lowLogs: readonly number[], instruments: readonly Instrument[] = []): number =>
  1 - exp(Math.min(0, ...lowLogs.filter((_, i) => instruments[i]?.contract.kind !== 'option')));

export const MEASURES: readonly MeasureDefinition[] = [
  {
    name: 'insuranceFund.drawdown',
    label: 'Fund drawdown',
    unit: 'USD',
    worse: 'higher',
    definition: 'Largest fall of the insurance fund below its initial balance, inventory at the mark price.',
    read: (tally) => usd(Math.max(0, tally.fundInitial - tally.fundMin)),
  },
  {
    name: 'insuranceFund.drawdownShare',
    label: 'Fund drawdown share',
    unit: 'share',
    worse: 'higher',
    definition:
      'Largest fall of the insurance fund below its initial balance, as a share of that balance; 0 for a fund that starts empty.',
    read: (tally) => (tally.fundInitial === 0 ? 0 : Math.max(0, tally.fundInitial - tally.fundMin) / tally.fundInitial),
  },
  {
    name: 'insuranceFund.change',
    label: 'Fund change',
    unit: 'USD',
    worse: 'lower',
    definition: 'Insurance fund at the end minus at the start, inventory at the mark price.',
    read: (tally) => usd(tally.fundFinal - tally.fundInitial),
  },
  {
    name: 'insuranceFund.fees',
    label: 'Liquidation fees',
    unit: 'USD',
    worse: 'neither',
    definition: 'Liquidation fees paid into the insurance fund, or into those of some instruments.',
    read: (tally) => usd(tally.fundFees),
  },
  {
    name: 'liquidation.notional',
    label: 'Liquidated notional',
    unit: 'USD',
    worse: 'higher',
    definition: 'Notional filled by liquidation orders in the book, at fill prices.',
    read: (tally) => usd(tally.liquidatedNotional),
  },
  {
    name: 'liquidation.forcedNotional',
    label: 'Forced notional',
    unit: 'USD',
    worse: 'higher',
    definition:
      "Liquidation orders plus positions that the fund or others took over plus positions closed by auto-deleveraging, the fund's own inventory among them.",
    read: (tally) =>
      usd(tally.liquidatedNotional + tally.takeoverNotional + tally.takenNotional + tally.deleveragedNotional),
  },
  {
    name: 'liquidation.accounts',
    label: 'Accounts in breach',
    unit: 'count',
    worse: 'higher',
    definition: 'Different accounts of agents whose equity fell below maintenance margin.',
    read: (tally) => tally.accountsLiquidated,
  },
  {
    name: 'liquidation.longShare',
    label: 'Longs in liquidations',
    unit: 'share',
    worse: 'neither',
    definition: 'Share of the liquidated notional that closed long positions; 0 without liquidations.',
    read: (tally) => (tally.liquidatedNotional === 0 ? 0 : tally.liquidatedLongNotional / tally.liquidatedNotional),
  },
  {
    name: 'liquidation.peakMinute',
    label: 'Peak minute',
    unit: 'USD',
    worse: 'higher',
    definition: 'Most notional filled by liquidation orders in one minute of simulated time.',
    read: (tally) => usd(tally.liquidatedMinuteMax),
  },
  {
    name: 'takeover.notional',
    label: 'Taken over by the fund',
    unit: 'USD',
    worse: 'higher',
    definition: 'Notional of positions that the insurance fund took over, at transfer value.',
    read: (tally) => usd(tally.takeoverNotional),
  },
  {
    name: 'takeover.loss',
    label: 'Deficits taken over',
    unit: 'USD',
    worse: 'higher',
    definition: 'Deficits of bankrupt accounts that the fund bore, on takeover or by paying them.',
    read: (tally) => usd(tally.fundTakeoverLoss + tally.fundDeficitsPaid),
  },
  {
    name: 'adl.notional',
    label: 'Auto-deleveraged',
    unit: 'USD',
    worse: 'higher',
    definition: 'Notional closed against counterparties by auto-deleveraging, at its price.',
    read: (tally) => usd(tally.deleveragedNotional),
  },
  {
    name: 'adl.accounts',
    label: 'Accounts deleveraged',
    unit: 'count',
    worse: 'higher',
    definition: 'Different counterparties that were auto-deleveraged.',
    read: (tally) => tally.accountsDeleveraged,
  },
  {
    name: 'adl.openInterestShare',
    label: 'ADL share of OI',
    unit: 'share',
    worse: 'higher',
    definition: 'Auto-deleveraged notional as a share of the initial open interest (one side).',
    read: (tally) => ratio(tally.deleveragedNotional, sum(tally.openInterestInitial)),
  },
  {
    name: 'uncoveredLoss.amount',
    label: 'Uncovered loss',
    unit: 'USD',
    worse: 'higher',
    definition: 'Loss left after the whole waterfall when it arose; what the fund earns later does not reduce it.',
    read: (tally) => usd(tally.uncoveredLoss),
  },
  {
    name: 'openInterest.declineShare',
    label: 'OI decline',
    unit: 'share',
    worse: 'higher',
    definition: 'Fall of open interest (one side, at the mark price) from start to end, as a share of the start.',
    read: ({ openInterestInitial, openInterestFinal }) =>
      ratio(sum(openInterestInitial) - sum(openInterestFinal), sum(openInterestInitial)),
  },
  {
    name: 'price.markFallMax',
    label: 'Deepest mark fall',
    unit: 'share',
    worse: 'higher',
    definition:
      "Deepest fall of any instrument's mark price below its initial price; premiums of options do not count.",
    read: (tally, _, instruments) => fallShare(tally.markLowLog, instruments),
  },
  {
    name: 'price.dislocationMax',
    label: 'Deepest dislocation',
    unit: 'share',
    worse: 'higher',
    definition:
      "Deepest fall of any instrument's own price, at which its book would trade, below its outside index, at mark updates; premiums of options do not count.",
    read: (tally, _, instruments) => fallShare(tally.dislocationLowLog, instruments),
  },
  {
    name: 'halt.count',
    label: 'Trading halts',
    unit: 'count',
    worse: 'neither',
    definition: 'Trading halts tripped, over all instruments.',
    read: (tally) => tally.halts,
  },
  {
    name: 'halt.hours',
    label: 'Halted time',
    unit: 'hours',
    worse: 'neither',
    definition: 'Time in halt, summed over instruments.',
    read: (tally) => tally.haltedUs / US_PER_HOUR,
  },
  {
    name: 'marketMaker.liquidated',
    label: 'Makers liquidated',
    unit: 'count',
    worse: 'higher',
    definition: 'Market makers whose equity fell below maintenance margin.',
    read: (tally) => tally.makersLiquidated,
  },
  {
    name: 'funding.paid',
    label: 'Funding paid',
    unit: 'USD',
    worse: 'neither',
    definition: 'Funding that longs paid shorts or shorts paid longs, over all perpetuals; 0 without funding.',
    read: (tally) => usd(tally.fundingPaid),
  },
  {
    name: 'marginCall.deposits',
    label: 'Fresh margin paid',
    unit: 'USD',
    worse: 'neither',
    definition: 'Money that agents paid in on margin calls.',
    read: (tally) => usd(tally.deposits),
  },
  {
    name: 'withdrawal.paid',
    label: 'Withdrawn',
    unit: 'USD',
    worse: 'neither',
    definition: 'Money that accounts took out of the venue.',
    read: (tally) => usd(tally.withdrawalsPaid),
  },
  {
    name: 'withdrawal.unpaid',
    label: 'Withdrawals unpaid',
    unit: 'USD',
    worse: 'neither',
    definition: 'Money that accounts asked for and did not get: not free at their turn, or still waiting at the end.',
    read: (tally) => usd(tally.withdrawalsAsked - tally.withdrawalsPaid),
  },
  {
    name: 'fault.ordersLost',
    label: 'Orders lost',
    unit: 'USD',
    worse: 'higher',
    definition: "Notional, at the mark, of agents' orders that operational faults made lost.",
    read: (tally) => usd(tally.ordersLost),
  },
  {
    name: 'fault.ordersDelayed',
    label: 'Orders delayed',
    unit: 'USD',
    worse: 'higher',
    definition:
      "Notional, at the mark, of agents' orders that operational faults kept waiting, each time that they did.",
    read: (tally) => usd(tally.ordersDelayed),
  },
  ...LOSS_MEASURES,
  {
    name: 'adversary.profit',
    label: 'Adversary profit',
    unit: 'USD',
    worse: 'higher',
    definition:
      'Equity at the end and money taken out, minus equity at the start, of all accounts that attack the insurance fund, together; 0 without any.',
    read: (tally) => usd(tally.adversaryProfit),
  },
  ...TAKEOVER_MEASURES,
];

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Measure of that name, or undefined. */
export function findMeasure(name: string): MeasureDefinition | undefined {
  return MEASURES.find((measure) => measure.name === name);
}
