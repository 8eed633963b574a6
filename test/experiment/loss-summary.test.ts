// Goal: the table of losses adds up: what accounts and the fund's inventory lost is what the stages bore and what nobody
// did. Method: crowds in a crash with a poor fund, under every kind of stage; sums to the last unit of money.
import { describe, expect, it } from 'vitest';
import { summariseLosses } from '../../src/experiment/deleveraging-summary.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import { lossRows } from '../../src/report/loss-rows.ts';
import { crowd, type Settings } from '../simulation/small-scenario.ts';

const POOR: Settings = {
  'run.duration': '7 min',
  'venue.insuranceFund.initial': '20 k USD',
  // A fund that may hold what it cannot pay for falls short itself.
  'venue.insuranceFund.inventoryMargin': '0 %',
  'venue.circuitBreakers.halt': 'off',
  'market.prices.ramps': '[{ from: 2 min, to: 5 min, move: -35 % }]',
  'agents.classes[2].equity': '20 k USD',
};
const MEMBERS = {
  'venue.defaultFund':
    '{ skinInTheGame: 300 USD, skinInTheGameSecond: 200 USD, members: [{ class: retail, contribution: 10 USD }, { class: dip, contribution: 20 USD }], assessmentCap: 50 % }',
};
const CLEARING_HOUSE =
  'insuranceFund, defaulterContribution, skinInTheGame, defaultFund, skinInTheGameSecond, assessments';

const summaryOf = (settings: Settings) => {
  const scenario = crowd({ ...POOR, ...settings });
  return summariseLosses(scenario.venue, [simulate(scenario)])!;
};

describe('losses', () => {
  it.each<[string, Settings]>([
    ['insuranceFund', {}],
    ['insuranceFund, autoDeleveraging', {}],
    ['autoDeleveraging', {}],
    ['insuranceFund, autoDeleveraging', { 'venue.autoDeleveraging.price': 'mark' }],
    ['insuranceFund, autoDeleveraging', { 'venue.autoDeleveraging.price': 'previousMark' }],
    [
      'insuranceFund, autoDeleveraging',
      { 'venue.insuranceFunds': '[{ name: eth, initial: 500 USD, instruments: [ETH] }]' },
    ],
    ['insuranceFund, profitHaircut, socialisedLoss', {}],
    [CLEARING_HOUSE, MEMBERS],
  ])('are what %s bore, and what is left (%j)', (stages, settings) => {
    const losses = summaryOf({ 'venue.waterfall': `[${stages}]`, ...settings });
    const borne = losses.stages.reduce((sum, { paid }) => sum + paid, 0);
    expect(losses.beyondEquity).toBeGreaterThan(0);
    // Half a unit of the last digit of money.
    expect(Math.abs(borne - losses.total)).toBeLessThan(0.000_05);
    expect(losses.beyondEquity + losses.fundShortfall).toBeCloseTo(losses.total, 6);
  });

  it('of a fund that falls short with its inventory count as well, at every kind of stage', () => {
    for (const stages of ['insuranceFund, autoDeleveraging', CLEARING_HOUSE]) {
      const losses = summaryOf({ 'venue.waterfall': `[${stages}]`, ...(stages === CLEARING_HOUSE ? MEMBERS : {}) });
      expect(losses.fundShortfall).toBeGreaterThan(0);
    }
  });

  it('stand as two sums with the same end', () => {
    const rows = lossRows(summaryOf({ 'venue.waterfall': `[${CLEARING_HOUSE}]`, ...MEMBERS }));
    const sums = rows.filter(([name]) => name.endsWith('together')).map(([, value]) => value);
    expect(sums).toHaveLength(2);
    expect(sums[0]).toBe(sums[1]);
  });
});
