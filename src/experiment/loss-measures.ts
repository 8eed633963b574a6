/** Measures of how loss is borne: by deleveraging, by others, and by orders that hedge again what it took. */
import { QUANTA_PER_USD } from '../base/units.ts';
import { ORDER_PURPOSES } from '../exchange/fact.ts';
import type { MeasureDefinition } from './measure-definition.ts';

const usd = (quanta: number): number => quanta / QUANTA_PER_USD;
const REHEDGE = ORDER_PURPOSES.indexOf('rehedge');

export const LOSS_MEASURES: readonly MeasureDefinition[] = [
  {
    name: 'loss.beyondEquity',
    label: 'Loss beyond equity',
    unit: 'USD',
    worse: 'higher',
    definition:
      'Losses of accounts beyond their equity when their positions, or they themselves, went to the waterfall.',
    read: (tally) => usd(tally.lossBeyondEquity),
  },
  {
    name: 'loss.shared',
    label: 'Loss shared',
    unit: 'USD',
    worse: 'higher',
    definition:
      'Loss that others than the insurance funds paid with money: profits, positions, members, and own money of the venue.',
    read: (t) =>
      usd(
        t.profitHaircut +
          t.socialisedLoss +
          t.clawedBack +
          t.defaultersPaid +
          t.skinInTheGame +
          t.skinInTheGameSecond +
          t.defaultFundPaid +
          t.assessed,
      ),
  },
  {
    name: 'loss.covered',
    label: 'Losses covered',
    unit: 'count',
    worse: 'neither',
    definition:
      'How many of the largest losses of one account prefunded money covers together; below the number of losses it does not cover them all.',
    read: (tally) => tally.lossesCovered,
  },
  {
    name: 'adl.overshoot',
    label: 'ADL overshoot',
    unit: 'USD',
    worse: 'higher',
    definition:
      'What counterparties gave up against the mark beyond the deficit that went with the position, summed over positions.',
    read: (tally) => usd(tally.deleveragingOvershoot),
  },
  {
    name: 'adl.overshootNotional',
    label: 'ADL not needed',
    unit: 'USD',
    worse: 'higher',
    definition:
      'Notional closed by auto-deleveraging beyond what the fund could not have carried with the equity that it had: takeovers are all or nothing.',
    read: (tally) => usd(tally.deleveragingOvershootNotional),
  },
  {
    name: 'adl.burdenMax',
    label: 'Largest ADL burden',
    unit: 'USD',
    worse: 'higher',
    definition: 'Most that one counterparty gave up against the mark by auto-deleveraging.',
    read: (tally) => usd(tally.deleveragingBurdenMax),
  },
  {
    name: 'adl.burdenNotionalMax',
    label: 'Most taken from one',
    unit: 'USD',
    worse: 'higher',
    definition: 'Most notional that one counterparty lost by auto-deleveraging, at the mark.',
    read: (tally) => usd(tally.deleveragingBurdenNotionalMax),
  },
  {
    name: 'adl.ranksBroken',
    label: 'ADL ranks broken',
    unit: 'count',
    worse: 'higher',
    definition:
      'Positions after whose deleveraging an account was more leveraged than one that had been above it, by more than a lot.',
    read: (tally) => tally.deleveragingRanksBroken,
  },
  {
    name: 'rehedge.notional',
    label: 'Hedged again',
    unit: 'USD',
    worse: 'neither',
    definition: 'Notional of orders by which hedgers opened again what auto-deleveraging took.',
    read: (tally) => usd(tally.orderedByPurpose[REHEDGE]),
  },
  {
    name: 'rehedge.moveMax',
    label: 'Move by rehedging',
    unit: 'share',
    worse: 'higher',
    definition: 'Sum of the log moves of the book that those orders caused, of the instrument where it is largest.',
    read: (tally) => Math.max(0, ...tally.rehedgeMoveLog.map((move) => Math.abs(move))),
  },
];
