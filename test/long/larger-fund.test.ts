// Goal: a larger insurance fund never raises uncovered loss on the same path where deleveraging does not change. Method: crowds in
// a deep fall with funds of all sizes and mechanisms on; pairs of neighbouring sizes whose deleveraging is the same.
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/experiment/simulate.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { factsOf } from '../simulation/facts.ts';
import { CONTROLS, DEEP, FAULTS, FLOWS, TAKERS } from '../simulation/mechanisms-on.ts';
import { crowd, type Settings } from '../simulation/small-scenario.ts';

describe('a larger fund, where deleveraging stays as it is,', () => {
  const FUNDS = ['0 USD', '300 USD', '3 k USD', '10 k USD', '30 k USD', '100 k USD', '1 M USD'];
  const deleveraged = (outcome: PathOutcome): string =>
    JSON.stringify(
      factsOf(outcome, 'deleveraging').map(({ timeUs, account, instrument, lots }) => [
        timeUs,
        account,
        instrument,
        lots,
      ]),
    );

  const venues: readonly (readonly [string, Settings])[] = [
    ['alone', { 'venue.waterfall': '[insuranceFund]' }],
    ['with controls', { ...CONTROLS, 'venue.waterfall': '[insuranceFund]' }],
    ['behind takers', { ...TAKERS, 'venue.waterfall': '[insuranceFund]' }],
    ['with funding and faults', { ...FLOWS, ...FAULTS, 'venue.waterfall': '[insuranceFund]' }],
    ['that only pays', { 'venue.takeover': '[]', 'venue.waterfall': '[insuranceFund]' }],
    [
      'after deleveraging at the mark',
      { 'venue.autoDeleveraging.price': 'mark', 'venue.waterfall': '[autoDeleveraging, insuranceFund]' },
    ],
    [
      'before what members have set aside',
      {
        'venue.waterfall': '[insuranceFund, defaulterContribution, skinInTheGame, defaultFund]',
        'venue.defaultFund':
          '{ skinInTheGame: 300 USD, skinInTheGameSecond: 0 USD, members: [{ class: retail, contribution: 10 USD }], assessmentCap: 50 % }',
      },
    ],
  ];

  it.each(venues)('never leaves more loss uncovered: %s', (_, settings) => {
    const pairs = ['one', 'two'].flatMap((seed) => {
      const outcomes = FUNDS.map((initial) =>
        simulate(crowd({ ...DEEP, ...settings, 'run.seed': seed, 'venue.insuranceFund.initial': initial }), {
          audit: true,
        }),
      );
      expect(outcomes.map(({ failure }) => failure)).toEqual(FUNDS.map(() => null));
      return outcomes.slice(1).map((larger, n) => [outcomes[n]!, larger] as const);
    });
    const alike = pairs.filter(([smaller, larger]) => deleveraged(smaller) === deleveraged(larger));
    const grows = alike.filter(([smaller, larger]) => larger.tally.uncoveredLoss > smaller.tally.uncoveredLoss);
    expect(grows.map(([smaller, larger]) => [smaller.tally.uncoveredLoss, larger.tally.uncoveredLoss])).toEqual([]);
    const shrinks = alike.filter(([smaller, larger]) => larger.tally.uncoveredLoss < smaller.tally.uncoveredLoss);
    expect(shrinks.length).toBeGreaterThan(3);
  });
});
