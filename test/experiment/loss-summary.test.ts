// Goal: the table of losses adds up: what accounts and the fund's inventory lost is what the stages bore and what nobody
// did. Method: crowds in a crash with a poor fund, under every kind of stage; sums to the last unit of money.
import { describe, expect, it } from 'vitest';
import { summariseDeleveraging, summariseLosses } from '../../src/experiment/deleveraging-summary.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import { VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { FACT_KINDS } from '../../src/exchange/fact.ts';
import { deleveragingRows, lossRows } from '../../src/report/loss-rows.ts';
import type { JournalColumns } from '../../src/simulation/path-outcome.ts';
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

/** Lots that deleveraging closed for accounts but the venue's own, by instrument and account. */
function lotsClosed({ count, kind, account, instrument, lots }: JournalColumns): Map<number, Map<number, number>> {
  const closed = new Map<number, Map<number, number>>();
  for (let n = 0; n < count; n += 1) {
    if (FACT_KINDS[kind[n]!] !== 'deleveraging' || account[n]! < VENUE_ACCOUNTS) continue;
    const ofInstrument = closed.get(instrument[n]!) ?? new Map<number, number>();
    closed.set(
      instrument[n]!,
      ofInstrument.set(account[n]!, (ofInstrument.get(account[n]!) ?? 0) + Math.abs(lots[n]!)),
    );
  }
  return closed;
}

describe('contracts that deleveraging closed', () => {
  const settings = { ...POOR, 'venue.insuranceFund.inventoryMargin': '20 %', 'run.paths': '2' };
  const scenario = crowd({ ...settings, 'venue.waterfall': '[insuranceFund, autoDeleveraging]' });
  const outcomes = [0, 1].map((path) => simulate(scenario, { path }));
  const summary = summariseDeleveraging(scenario.venue, outcomes)!;

  it('are those of its facts: means over paths, the most of one account on the worst', () => {
    const byPath = outcomes.map(({ journal }) => lotsClosed(journal));
    const expected = scenario.venue.instruments.map(({ symbol }, i) => {
      const accounts = byPath.map((closed) => [...(closed.get(i)?.values() ?? [])]);
      return {
        symbol,
        closed: accounts.flat().reduce((sum, lots) => sum + lots, 0) / 2,
        mostFromOne: Math.max(0, ...accounts.flat()),
      };
    });
    expect(summary.contracts.length).toBeGreaterThan(0);
    expect(summary.contracts).toMatchObject(expected.filter(({ closed }) => closed > 0));
  });

  it('are not all needed where the fund could have carried some, nor all unneeded', () => {
    const [{ closed, notNeeded }] = summary.contracts as [(typeof summary.contracts)[0]];
    expect(notNeeded).toBeGreaterThan(0);
    expect(notNeeded).toBeLessThan(closed);
    expect(summary.overshootNotional).toBeGreaterThan(0);
  });

  it('are told by instrument', () => {
    const [{ symbol }] = summary.contracts as [(typeof summary.contracts)[0]];
    const row = deleveragingRows(summary).find(([name]) => name === `${symbol} in lots`);
    expect(row?.[1]).toMatch(/^[\d,.]+, [\d,.]+ not needed; at most [\d,]+ from one \(worst path\)$/);
  });
});
