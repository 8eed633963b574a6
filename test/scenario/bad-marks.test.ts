// Goal: mark rules and funding that cannot be meant are refused where they stand. Method: one setting of a small scenario a
// case, and where the problem must point.
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/base/problem.ts';
import { bare, type Settings } from '../simulation/small-scenario.ts';

type Case = readonly [name: string, settings: Settings, key: string, code: string];

const funding = (text: string): Settings => ({ 'venue.funding': `{ ${text} }` });
const mark = (text: string): Settings => ({ 'venue.markPrice': `{ latency: 0 ms, ${text} }` });

const CASES: readonly Case[] = [
  [
    'a limit that the rule does not read',
    mark('rule: last, basisLimit: 5 %'),
    'venue.markPrice.basisLimit',
    'unused-setting',
  ],
  [
    'a weight that the rule does not read',
    mark('rule: deribit, ownVenueWeight: 5 %, basisLimit: 1 %'),
    'venue.markPrice.ownVenueWeight',
    'unused-setting',
  ],
  ['an index of nothing', mark('index: { venues: [] }'), 'venue.markPrice.index', 'index-of-nothing'],
  ['a window without end', mark('rule: { kind: binance, window: 2 h }'), 'venue.markPrice.rule.window', 'out-of-range'],
  ['a key of another rule', mark('rule: { kind: last, window: 2 s }'), 'venue.markPrice.rule.window', 'unknown-key'],
  [
    'an interval between samples',
    funding('interval: 90 s, sampleInterval: 1 min'),
    'venue.funding.interval',
    'not-whole',
  ],
  ['a payment between samples', funding('interval: 2 min, first: 90 s'), 'venue.funding.first', 'not-whole'],
  ['a payment at the start', funding('interval: 2 min, first: 0 s'), 'venue.funding.first', 'not-whole'],
  ['a payment after the end', funding('first: 9 h'), 'venue.funding.first', 'time-after-end'],
  ['a cap of nothing', funding('cap: 0 %'), 'venue.funding.cap', 'out-of-range'],
  [
    'a clamp of another formula',
    funding('formula: { kind: premium, clamp: 1 % }'),
    'venue.funding.formula.clamp',
    'unknown-key',
  ],
];

const problemsOf = (settings: Settings): readonly { key: string; code: string }[] => {
  try {
    bare(settings);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.problems.map(({ key, code }) => ({ key, code }));
  }
};

describe('what is refused', () => {
  it.each(CASES)('%s', (_, settings, key, code) => {
    expect(problemsOf(settings)).toEqual([{ key, code }]);
  });

  it('a cap by margin rates that are one', () => {
    const tiers = '[{ maxLeverage: 20x, maintenanceRate: 5 % }]';
    const settings = { 'venue.instruments[0].tiers': tiers, ...funding('capMarginMultiple: 6x') };
    expect(problemsOf(settings)).toEqual([{ key: 'venue.funding.capMarginMultiple', code: 'cap-of-nothing' }]);
  });
});

describe('what is taken', () => {
  it.each([
    [mark('rule: binance')],
    [mark('rule: { kind: hyperliquid, perpetuals: [] }')],
    [mark('rule: deribit, basisLimit: 1 %')],
    [mark('rule: index, ownVenueWeight: 1 %')],
    [mark('index: { average: median, ownWeight: 2, venues: [{ weight: 1 }, { weight: 3, deviation: -1 % }] }')],
    [funding('capMarginMultiple: 6x, cap: 4 %, interval: 1 h, period: 8 h, notional: index')],
    [{ 'venue.funding': 'off' }],
  ])('%o', (settings) => {
    expect(problemsOf(settings)).toEqual([]);
  });

  it('stands in the rules as the venues have it where nothing is said', () => {
    const { venue } = bare({ ...mark('rule: hyperliquid'), ...funding('') });
    expect(venue.markRule).toMatchObject({ basisTauUs: 150e6, bookTauUs: 30e6 });
    expect(venue.markRule).toHaveProperty('perpetuals.length', 5);
    expect(venue.funding).toMatchObject({
      formula: { kind: 'clampedInterest', interest: 0.0001, clamp: 0.0005 },
      intervalUs: 8 * 3600e6,
      firstAtUs: 8 * 3600e6,
      sampleIntervalUs: 60e6,
    });
  });
});
