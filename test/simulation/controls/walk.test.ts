// Goal: every control is reached from a scenario key, comes into each of its states in a whole run, and breaks no
// invariant. Method: small paths with the audit on, and the states that their facts tell of.
import { describe, expect, it } from 'vitest';
import type { InvalidInputError } from '../../../src/base/problem.ts';
import { CONTROL_STATES } from '../../../src/exchange/controls/control-kinds.ts';
import { DEFERRED_BY_PAUSE } from '../../../src/exchange/fact.ts';
import type { PathOutcome } from '../../../src/simulation/path-outcome.ts';
import { factsOf } from '../facts.ts';
import { bare, crowd, runAudited, type Settings } from '../small-scenario.ts';
import { halts, MINUTE_US, statesOf, walkOf } from './states-in-run.ts';

const run = (settings: Settings, make = bare): PathOutcome => runAudited(make(settings));

const long = { 'run.duration': '40 min' };

describe('limit-up/limit-down', () => {
  it('goes through limit state, pause and its prolongation, and trades again at a new reference', () => {
    const outcome = run({ ...long, 'venue.controls.limitUpDown': '{}' });
    expect(walkOf(outcome, 'limitUpDown')).toEqual([
      ['limitState', 1],
      ['pause', 1.25],
      ['prolongedPause', 6.25],
      ['trading', 11.25],
    ]);
    expect(halts(outcome)).toEqual([
      ['haltStart', 1.25],
      ['haltStart', 6.25],
      ['haltEnd', 11.25],
    ]);
    expect(outcome.tally.halts).toBe(1);
    expect(outcome.tally.haltedUs).toBe(10 * MINUTE_US);
    expect(outcome.controls).toEqual([
      {
        control: 'limitUpDown',
        instrument: 0,
        entries: [1, 1, 1, 1],
        stateUs: [MINUTE_US + 28.75 * MINUTE_US, 0.25 * MINUTE_US, 5 * MINUTE_US, 5 * MINUTE_US],
        deferred: 0,
      },
    ]);
  });

  it('leaves a limit state in which the price comes back', () => {
    const prices = { 'market.prices.jumps': '[{at: 1 min, move: -6 %}, {at: 70 s, move: 6 %}]' };
    const outcome = run({ ...prices, 'venue.controls.limitUpDown': '{}' });
    expect(walkOf(outcome, 'limitUpDown').map(([state]) => state)).toEqual(['limitState', 'trading']);
    expect(halts(outcome)).toEqual([]);
  });
});

describe('the dynamic breaker', () => {
  it('stops for two minutes, and for five seconds near the end', () => {
    const outcome = run({
      'market.prices.jumps': '[{at: 1 min, move: -8 %}, {at: 9 min, move: -8 %}]',
      'venue.controls.dynamicBreaker': '{variant: 5 %}',
    });
    const starts = walkOf(outcome, 'dynamicBreaker').map(([state]) => state);
    expect(starts).toEqual(['preOpen', 'trading', 'preOpen', 'trading']);
    const [, first, , second] = halts(outcome).map(([, at]) => Number(at));
    expect(first).toBe(3);
    expect(second! - 9).toBeCloseTo(5 / 60, 9);
  });
});

describe('market-wide levels', () => {
  it('stop all trading at 7, 13 and 20 per cent, the last for the rest of the run', () => {
    const outcome = run({
      'run.duration': '1 h',
      'market.prices.jumps': '[{at: 1 min, move: -8 %}, {at: 20 min, move: -7 %}, {at: 40 min, move: -8 %}]',
      'venue.controls.marketWide': '{}',
    });
    expect(walkOf(outcome, 'marketWide')).toEqual([
      ['halted1', 1],
      ['armed2', 16],
      ['halted2', 20],
      ['armed3', 35],
      ['closed', 40],
    ]);
    expect(outcome.tally.haltedUs).toBe((15 + 15 + 20) * MINUTE_US);
  });

  it('do nothing at the first two levels after the cut-off', () => {
    const outcome = run({ 'venue.controls.marketWide': '{cutoff: 30 s}' });
    expect(walkOf(outcome, 'marketWide')).toEqual([]);
  });
});

describe('the pause of liquidations', () => {
  it('begins with too many of them, and with a market-wide halt', () => {
    const byRate = run({
      'market.prices.jumps': '[{at: 1 min, move: -8 %}]',
      'venue.controls.liquidationPause': '{notionalMax: 30 k USD, duration: 1 min}',
    });
    expect(statesOf(byRate, 'liquidationPause')).toEqual(new Set(['paused', 'running']));
    const waited = factsOf(byRate).filter(({ kind, a }) => kind === 'liquidationDeferred' && a === DEFERRED_BY_PAUSE);
    expect(waited.length).toBeGreaterThan(0);
    expect(byRate.controls[0]!.deferred).toBe(waited.length);
    const byMarket = run({
      'venue.controls.marketWide': '{duration: 1 min}',
      'venue.controls.liquidationPause': '{onMarketWideHalt: true, duration: 2 min}',
    });
    expect(statesOf(byMarket, 'liquidationPause')).toEqual(new Set(['paused', 'running']));
  });

  it('is prolonged while the fund is short', () => {
    const outcome = run(
      {
        'venue.controls.liquidationPause': '{fundShare: 95 %, duration: 1 min, waitForFund: true, extensionsMax: 2}',
      },
      crowd,
    );
    expect(statesOf(outcome, 'liquidationPause')).toEqual(new Set(CONTROL_STATES.liquidationPause));
    expect(factsOf(outcome).filter(({ kind }) => kind === 'liquidationFill').length).toBeGreaterThan(0);
  });
});

describe('margins', () => {
  it('go up in steps with volatility, and down after a while', () => {
    const outcome = run({
      ...long,
      'venue.controls.marginSteps':
        '{interval: 10 s, intervals: 12, hold: 2 min, steps: [{above: 50 %, multiplier: 1.2x}, {above: 2000 %, multiplier: 2x}]}',
    });
    expect(walkOf(outcome, 'marginSteps').map(([state]) => state)).toEqual(['step2', 'step1', 'step0']);
    const multiples = factsOf(outcome).flatMap(({ kind, a }) => (kind === 'marginChange' ? [a] : []));
    expect(multiples).toEqual([2_000_000, 1_200_000, 1_000_000]);
  });

  it('go up in steps with open interest', () => {
    const outcome = run(
      {
        'venue.controls.marginSteps':
          '{by: openInterest, interval: 10 s, steps: [{above: 100.01 %, multiplier: 1.2x}]}',
      },
      crowd,
    );
    expect(walkOf(outcome, 'marginSteps')[0]![0]).toBe('step1');
    const multiples = factsOf(outcome).flatMap(({ kind, a }) => (kind === 'marginChange' ? [a] : []));
    expect(multiples[0]).toBe(1_200_000);
  });

  it('of new positions rise with open interest, to all of what they are worth', () => {
    const rise = {
      'market.prices.jumps': '[{at: 1 min, move: 10 %}, {at: 3 min, move: 10 %}, {at: 5 min, move: -30 %}]',
    };
    const outcome = run({ ...rise, 'venue.controls.openInterestMargin': '{lower: 1.05x, upper: 1.15x}' });
    expect(walkOf(outcome, 'openInterestMargin').map(([state]) => state)).toEqual(['scaled', 'full', 'base']);
  });
});

describe('margins by open interest', () => {
  const scaled = { 'venue.controls.openInterestMargin': '{lower: 1.05x, upper: 1.15x}' };

  it('are refused where a model margins, which has no rates to scale', () => {
    const problemsOf = (settings: Settings): unknown => {
      try {
        return crowd(settings) && [];
      } catch (error) {
        return (error as InvalidInputError).problems.map(({ code, key }) => [code, key]);
      }
    };
    expect(problemsOf(scaled)).toEqual([]);
    expect(problemsOf({ ...scaled, 'venue.margin': 'parametric-t' })).toContainEqual([
      'needs-tiers',
      'venue.controls.openInterestMargin',
    ]);
  });
});

describe('gates and guards', () => {
  it('close withdrawals for a while', () => {
    const outcome = run({
      'venue.withdrawals': '{}',
      'venue.controls.withdrawalGate': '{fall: 10 %, duration: 3 min}',
    });
    expect(walkOf(outcome, 'withdrawalGate')).toEqual([
      ['closed', 1],
      ['open', 4],
    ]);
  });

  it.each(['pauseLiquidations', 'freezeMark', 'markFromIndex'])('guard a price that has come loose by %s', (action) => {
    const outcome = run({ 'venue.controls.oracleGuard': `{deviation: 2 %, confirm: 5 s, action: ${action}}` }, crowd);
    expect(statesOf(outcome, 'oracleGuard')).toEqual(new Set(CONTROL_STATES.oracleGuard));
  });

  it('restrict the venue while its fund is low', () => {
    const outcome = run(
      {
        'venue.controls.fundMode':
          '{fundShare: 90 %, longest: 3 min, marginMultiple: 2x, pauseLiquidations: true, closeOnly: true}',
      },
      crowd,
    );
    expect(statesOf(outcome, 'fundMode')).toEqual(new Set(CONTROL_STATES.fundMode));
    const multiples = factsOf(outcome).flatMap(({ kind, a }) => (kind === 'marginChange' ? [a] : []));
    expect(new Set(multiples)).toEqual(new Set([2_000_000, 1_000_000]));
  });
});
