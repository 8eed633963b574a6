/** Measures of those who take positions over before the insurance fund. */
import { QUANTA_PER_USD } from '../base/units.ts';
import type { MeasureDefinition } from './measure-definition.ts';

const usd = (quanta: number): number => quanta / QUANTA_PER_USD;

export const TAKEOVER_MEASURES: readonly MeasureDefinition[] = [
  {
    name: 'takeover.takerNotional',
    label: 'Taken over by others',
    unit: 'USD',
    worse: 'neither',
    definition: 'Notional of positions that vaults, backstop providers and bidders took over, at transfer value.',
    read: (tally) => usd(tally.takenNotional),
  },
  {
    name: 'takeover.takerGain',
    label: 'Gain of takers',
    unit: 'USD',
    worse: 'lower',
    definition:
      'What vaults, backstop providers and bidders have at the end beyond what they started with, inventory at the mark price.',
    read: (tally) => usd(tally.takerGain),
  },
  {
    name: 'takeover.takersLiquidated',
    label: 'Takers liquidated',
    unit: 'count',
    worse: 'higher',
    definition: 'Vaults, backstop providers and bidders whose equity fell below their own maintenance margin.',
    read: (tally) => tally.takersLiquidated,
  },
];
