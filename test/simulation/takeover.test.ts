// Goal: whole runs hold every invariant whoever takes positions over, and what takers earn or lose stays in the loop. Method:
// the small crowd with takers of each kind, audited after every event.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { factsOf } from './facts.ts';
import { crowd, runAudited, type Settings } from './small-scenario.ts';

const VAULT = '{ kind: vault, name: vault, capital: 200 k USD, unwindInterval: 10 s }';
const PANEL = `{ kind: panel, unwindInterval: 20 s, providers: [
  { name: north, capital: 40 k USD, notionalMax: 100 k USD, window: 1 min },
  { name: south, capital: 20 k USD, notionalMax: 200 k USD, window: 2 min, discount: 0.5 % }] }`;
const AUCTION = `{ kind: dutchAuction, interval: 5 s, bidders: [
  { name: eager, capital: 20 k USD, reservation: 10 % }, { name: patient, capital: 100 k USD, reservation: 60 % }],
  discounts: [{ after: 0 s, discount: 5 % }, { after: 20 s, discount: 30 % }, { after: 60 s, discount: 100 % }] }`;

/** Accounts are taken over early, so that they still have something to give. */
const EARLY: Settings = { 'venue.liquidation.takeoverEquityShare': '66.6667 %' };

const run = (takeover: string, settings: Settings = {}): PathOutcome =>
  runAudited(crowd({ ...EARLY, 'venue.takeover': takeover, ...settings }));

const NAMES: Readonly<Record<string, string>> = { vault: VAULT, panel: PANEL, auction: AUCTION };

describe('a whole run', () => {
  it.each([
    ['a vault', `[${VAULT}, fund]`],
    ['a panel', `[${PANEL}, fund]`],
    ['an auction', `[${AUCTION}, fund]`],
    ['all of them and no fund', `[${PANEL}, ${VAULT}, ${AUCTION}]`],
  ])('with %s takes positions, works them out and conserves everything', (_, takeover) => {
    const outcome = run(takeover);
    const taken = factsOf(outcome, 'positionTaken');
    expect(taken.length).toBeGreaterThan(0);
    const takers = new Set(taken.map(({ b }) => b));
    expect(factsOf(outcome, 'inventoryUnwind').some(({ account }) => takers.has(account))).toBe(true);
    expect(outcome.tally.positionsTaken).toBe(taken.length);
    expect(outcome.tally.takenNotional).toBe(taken.reduce((sum, { value }) => sum + Math.abs(value), 0));
    expect(outcome.tally.takerGain).not.toBe(0);
    const auctions = factsOf(outcome, 'auctionStart').length;
    expect(outcome.tally.auctions).toBe(auctions);
    const unsold = factsOf(outcome, 'auctionEnd').filter(({ a }) => a === 2).length;
    expect(outcome.tally.auctionsUnsold).toBe(unsold);
    expect(auctions > 0).toBe(takeover.includes('dutchAuction') && !takeover.includes('vault'));
  });

  it('holds every invariant under any list of takers and any way of liquidating', () => {
    const setting = fc.record({
      takers: fc.shuffledSubarray(Object.keys(NAMES), { minLength: 1 }),
      fund: fc.boolean(),
      share: fc.constantFrom('0 %', '50 %', '90 %'),
      sizing: fc.constantFrom('full', 'tierStep', '{ kind: fraction, share: 20 % }'),
      limit: fc.constantFrom('bankruptcy', 'market'),
      capital: fc.constantFrom('200 k USD', '5 k USD'),
    });
    fc.assert(
      fc.property(setting, ({ takers, fund, share, sizing, limit, capital }) => {
        const list = takers.map((name) => NAMES[name]!.replaceAll('200 k USD, unwind', `${capital}, unwind`));
        run(`[${[...list, ...(fund ? ['fund'] : [])].join(', ')}]`, {
          'venue.liquidation.takeoverEquityShare': share,
          'venue.liquidation.sizing': sizing,
          'venue.liquidation.limit': limit,
        });
      }),
      { numRuns: 3 },
    );
  }, 60_000);

  it('never puts more than its limit on a provider in one window', () => {
    const outcome = run(`[${PANEL}, fund]`);
    const taken = factsOf(outcome, 'positionTaken');
    const north = Math.min(...taken.map(({ b }) => b));
    const byWindow = new Map<number, number>();
    for (const { b, timeUs, value } of taken) {
      const window = Math.floor(timeUs / 60e6);
      if (b === north) byWindow.set(window, (byWindow.get(window) ?? 0) + Math.abs(value));
    }
    // Values are at bankruptcy price, the limit is of notional at the mark.
    expect(Math.max(...byWindow.values())).toBeLessThan(110_000 * 10_000);
  });
});

describe('a vault that goes under', () => {
  // It takes all it is given, with deficits, keeps hardly any margin for it, and hardly sells.
  const reckless = (waterfall: string): PathOutcome =>
    run(
      '[{ kind: vault, name: vault, capital: 5 k USD, takesDeficits: true, unwindInterval: 5 min, unwindShare: 1 % }]',
      {
        'venue.waterfall': waterfall,
        'venue.liquidation.takeoverEquityShare': '90 %',
      },
    );

  it('is liquidated like anybody, and the cascade goes on through it', () => {
    const outcome = reckless('[insuranceFund, autoDeleveraging]');
    const vault = factsOf(outcome, 'positionTaken')[0]!.b;
    const breaches = factsOf(outcome, 'breach').filter(({ account }) => account === vault);
    expect(breaches.length).toBeGreaterThan(0);
    expect(outcome.tally.takersLiquidated).toBe(1);
    expect(outcome.tally.firstTakerBreachAtUs).toBe(breaches[0]!.timeUs);
    // What it held is forced into the market, or down the waterfall, once more.
    const forced = factsOf(
      outcome,
      'liquidationFill',
      'takeover',
      'deleveraging',
      'uncoveredLoss',
      'fundPayment',
    ).filter(({ kind, account, a }) => account === vault || (kind === 'deleveraging' && a === vault));
    expect(forced.length).toBeGreaterThan(0);
    expect(forced.every(({ timeUs }) => timeUs >= breaches[0]!.timeUs)).toBe(true);
    // Others fall after it.
    expect(factsOf(outcome, 'breach').some(({ timeUs }) => timeUs > breaches[0]!.timeUs)).toBe(true);
    expect(outcome.tally.takerGain).toBeLessThan(0);
  });

  it('takes nothing while it is liquidated, nor once it is closed', () => {
    const outcome = reckless('[insuranceFund, autoDeleveraging]');
    let isActive = true;
    const vault = factsOf(outcome, 'positionTaken')[0]!.b;
    for (const { kind, account, b } of factsOf(outcome, 'breach', 'recovered', 'accountClosed', 'positionTaken')) {
      if (kind === 'positionTaken') expect(isActive || b !== vault).toBe(true);
      else if (account === vault) isActive = kind === 'recovered';
    }
  });
});
