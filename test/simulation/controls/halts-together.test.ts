// Goal: halts of several controls and call auctions at their end go together in whole runs, and break no invariant. Method: as
// walk.test.ts.
import { describe, expect, it } from 'vitest';
import { CONTROL_STATES } from '../../../src/exchange/controls/control-kinds.ts';
import { factsOf } from '../facts.ts';
import { bare, crowd, runAudited, type Settings } from '../small-scenario.ts';
import { halts, MINUTE_US, statesOf, walkOf } from './states-in-run.ts';

const run = (settings: Settings, make = bare) => runAudited(make(settings));

describe('halts that overlap', () => {
  it('begin where nothing else holds the instrument: marks of a halted one stand', () => {
    const outcome = run({
      'run.duration': '40 min',
      'venue.controls.marketWide': '{}',
      'venue.circuitBreakers.halt': '{window: 2 min, move: 5 %, duration: 3 min}',
      'venue.controls.dynamicBreaker': '{variant: 5 %, preOpen: 30 min}',
    });
    // The market halts first, so the others never look.
    expect(halts(outcome)).toEqual([
      ['haltStart', 1],
      ['haltEnd', 16],
    ]);
    expect(statesOf(outcome, 'dynamicBreaker')).toEqual(new Set());
  });

  it('keep their reasons apart, and the latest end wins', () => {
    const outcome = run(
      {
        'market.noise': 'off',
        'market.prices.ramps': '[]',
        'market.prices.jumps': '[{ at: 1 min, move: { BTC: -11 % } }, { at: 2 min, move: { ETH: -8 % } }]',
        'venue.markPrice': '{ latency: 0 ms, interval: 0 ms, ownVenueWeight: 0 % }',
        'venue.circuitBreakers.halt': '{ window: 2 min, move: 10 %, duration: 2 min }',
        'venue.controls.marketWide': '{ duration: 5 min }',
      },
      crowd,
    );
    const ends = factsOf(outcome)
      .filter(({ kind }) => kind === 'haltStart' || kind === 'haltEnd')
      .map(({ kind, instrument, timeUs, b }) => [kind, instrument, timeUs / MINUTE_US, b / MINUTE_US]);
    // BTC halts by itself; its own end, at 3 min, is nobody's any more when the market's has moved it out.
    expect(ends).toEqual([
      ['haltStart', 0, 1, 3],
      ['haltStart', 0, 2, 7],
      ['haltStart', 1, 2, 7],
      ['haltEnd', 0, 7, 0],
      ['haltEnd', 1, 7, 0],
    ]);
  });

  it('say explicitly whether liquidations go on', () => {
    const jump = { 'market.prices.jumps': '[{at: 1 min, move: -12 %}]' };
    const closed = run({ ...jump, 'venue.controls.marketWide': '{}' });
    const open = run({ ...jump, 'venue.controls.marketWide': '{liquidationsAllowed: true}' });
    expect(closed.tally.liquidationOrders + closed.tally.takeovers).toBe(0);
    expect(closed.controls[0]!.deferred).toBeGreaterThan(0);
    expect(open.tally.liquidationOrders + open.tally.takeovers).toBe(10);
  });
});

describe('a reopening auction', () => {
  it('gathers what waited, trades it at one price, and lets trading go on', () => {
    const halt = { 'venue.circuitBreakers.halt': '{window: 2 min, move: 8 %, duration: 30 s}' };
    const outcome = run({ ...halt, 'venue.controls.reopening': '{call: 20 s}' }, crowd);
    expect(statesOf(outcome, 'reopening')).toEqual(new Set(CONTROL_STATES.reopening));
    const rows = factsOf(outcome);
    const traded = rows.filter(({ kind, lots }) => kind === 'auction' && lots > 0);
    expect(traded.length).toBeGreaterThan(1);
    for (const auction of traded) {
      // What is told between the auction and the end of its call was filled in it.
      const rest = rows.slice(rows.indexOf(auction) + 1);
      const inIt = rest
        .slice(
          0,
          rest.findIndex(({ kind }) => kind === 'controlState'),
        )
        .filter(({ lots }) => lots !== 0);
      expect(inIt.length).toBeGreaterThan(0);
      const sold = inIt.filter(({ lots }) => lots < 0).reduce((sum, { lots }) => sum - lots, 0);
      expect(sold).toBeLessThanOrEqual(auction.lots);
      const price = auction.value / auction.lots;
      expect(inIt.map(({ value, lots }) => value / lots)).toEqual(inIt.map(() => price));
    }
    const calls = outcome.controls.filter(({ control }) => control === 'reopening');
    expect(calls).toHaveLength(2);
    for (const { entries, stateUs } of calls) expect(stateUs[1]).toBe(entries[1]! * 20_000_000);
  });

  it('closes accounts under liquidation at the price that all get', () => {
    const outcome = run({
      'market.prices.jumps': '[{at: 1 min, move: -8 %}]',
      'venue.controls.dynamicBreaker': '{variant: 5 %}',
      'venue.controls.reopening': '{call: 20 s}',
    });
    expect(walkOf(outcome, 'reopening').map(([state, at]) => [state, at])).toEqual([
      ['call', 3],
      ['continuous', 3 + 1 / 3],
    ]);
    const auction = factsOf(outcome).find(({ kind }) => kind === 'auction')!;
    const fills = factsOf(outcome).filter(({ kind }) => kind === 'liquidationFill');
    expect(fills).toHaveLength(10);
    expect(auction).toMatchObject({ b: 10, lots: -fills.reduce((sum, { lots }) => sum + lots, 0) });
    // A lot is worth a quantum a tick.
    for (const { timeUs, lots, value } of fills) expect([timeUs, value]).toEqual([auction.timeUs, lots * auction.a]);
    expect(factsOf(outcome).filter(({ kind }) => kind === 'accountClosed')).toHaveLength(10);
    expect(auction.value).toBe(auction.lots * auction.a);
  });
});
