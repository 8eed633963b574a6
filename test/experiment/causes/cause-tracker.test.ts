// Goal: causes are what they are said to be, and their parts add up to the quantum.
// Method: a chain of three accounts whose every step is known; crowds, for what must always hold.

import { describe, expect, it } from 'vitest';
import type { CauseRecord } from '../../../src/experiment/causes/cause-record.ts';
import { sumOfBearers } from '../../../src/experiment/causes/bad-debt.ts';
import { buildCauseTree } from '../../../src/experiment/causes/cause-tree.ts';
import { traceCauses, type Traced } from '../../../src/experiment/causes/trace-causes.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { buildPopulation } from '../../../src/simulation/build-population.ts';
import { simulatePath } from '../../../src/simulation/simulate-path.ts';
import { crowd, type Settings } from '../../simulation/small-scenario.ts';
import { chain } from './chain-scenario.ts';

const trace = (scenario: Scenario, path = 0): Traced =>
  traceCauses(scenario, buildPopulation(scenario, null).population, path);

const sum = (items: readonly { readonly loss: number }[]): number => items.reduce((total, { loss }) => total + loss, 0);

describe('a chain of three', () => {
  const { causes } = trace(chain());

  it('is told as it is: the outside pushes the first, the first the second, the second the third', () => {
    expect(causes.breaches.map(({ account, parent }) => [account, parent])).toEqual([
      [4, { kind: 'outside' }],
      [5, { kind: 'liquidation', account: 4, breach: 0 }],
      [6, { kind: 'liquidation', account: 5, breach: 1 }],
    ]);
    const tree = buildCauseTree(causes.breaches);
    expect(tree).toMatchObject({ breaches: 3, pushed: 2, depth: 3 });
    const [root] = tree.roots;
    expect([root!.parent, root!.breaches, root!.children[0]!.children[0]!.children[0]!.breach.account]).toEqual([
      { kind: 'outside' },
      3,
      6,
    ]);
  });

  it('splits what each lost: 3 a coin outside, the rest by who sold before', () => {
    const [first, second, third] = causes.breaches;
    expect(first!.outside).toEqual([{ instrument: 0, loss: 9_799 * 300 }]);
    expect(first!.causes.largest).toEqual([]);
    expect(second!.causes.largest.map(({ cause }) => cause)).toEqual([{ kind: 'liquidation', account: 4 }]);
    expect(third!.causes.largest.map(({ cause }) => cause)).toEqual([
      { kind: 'liquidation', account: 5 },
      { kind: 'liquidation', account: 4 },
    ]);
  });

  it('lays a wrong index to the oracle, and only what of it is wrong', () => {
    const firstBreach = (factor: string, jumps: string) => {
      const faults = `[{ kind: oracleWrong, at: 1 min, duration: 1 min, factor: ${factor} }]`;
      // Marks are the index: what the book says is not asked.
      const settings = { faults, 'market.prices.jumps': jumps, 'venue.markPrice.ownVenueWeight': '0 %' };
      return trace(chain(settings)).causes.breaches[0]!;
    };
    const wrong = firstBreach('0.97x', '[]');
    expect(wrong).toMatchObject({ account: 4, parent: { kind: 'oracle' }, oracleError: 9_799 * 300 });
    expect(sum(wrong.outside)).toBe(9_799 * 300);
    const half = firstBreach('0.99x', '[{ at: 1 min, move: -2 % }]');
    expect([half.account, half.parent.kind]).toEqual([4, 'outside']);
    // From 100 to 98 outside, and to 97.02 by the error.
    expect(half.oracleError / sum(half.outside)).toBeCloseTo(0.98 / 2.98, 6);
    expect(causes.breaches.every(({ oracleError }) => oracleError === 0)).toBe(true);
  });

  it('finds nothing to tell where liquidations are frozen', () => {
    const frozen = trace(chain({ 'venue.liquidation.enabled': 'false' }));
    expect(frozen.outcome.tally).toMatchObject({ breaches: 1, liquidationOrders: 0, takeovers: 0, deleveragings: 0 });
    expect(frozen.causes.breaches.map(({ outcome }) => outcome)).toEqual(['open']);
  });
});

const CROWDS: readonly (readonly [string, Settings, number])[] = [
  ['a crowd', {}, 0],
  ['another of its paths', {}, 1],
  ['with fast recovery', { 'market.impact.halfLife': '20 s', 'market.impact.permanentShare': '0 %' }, 0],
  ['at the mark', { 'venue.autoDeleveraging.price': 'mark', 'venue.insuranceFund.initial': '0 USD' }, 2],
  [
    'with a guard that freezes marks',
    { 'venue.controls.oracleGuard': '{ deviation: 1 %, confirm: 5 s, action: freezeMark }' },
    0,
  ],
  ['with margin raised', { 'venue.marginChanges': '[{ at: 3 min, multiplier: 3x }]', 'market.prices.ramps': '[]' }, 0],
];

/** Money that moves while prices stand: a slow desk, a concession for those who take over, funding each minute, losses shared. */
const PAYING: Settings = {
  'venue.liquidation.throughput': '1 /s',
  'venue.liquidation.latency': '40 s',
  'venue.liquidation.takeoverEquityShare': '60 %',
  'venue.takeover':
    '[{ kind: panel, inventoryMargin: 2 %, unwindInterval: 30 s, unwindShare: 10 %, providers: [{ name: bidder, capital: 500 k USD, notionalMax: 300 k USD, window: 1 min, discount: 2 % }] }, fund]',
  'venue.funding':
    '{ formula: { kind: damper, damper: 0.025 % }, sampleInterval: 10 s, interval: 1 min, period: 8 h, notional: index }',
  'venue.waterfall': '[insuranceFund, socialisedLoss]',
  'agents.classes[5].reaction': '15 s',
};

describe.each(CROWDS)('%s', (_, settings, path) => {
  const scenario = crowd(settings);
  const { outcome, causes } = trace(scenario, path);

  it('is the path that it would be unobserved', () => {
    const { population } = buildPopulation(scenario, null);
    expect(outcome.digest).toBe(simulatePath({ scenario, population, path }).digest);
  });

  it('adds up: every loss to the quantum', () => {
    expect(causes.breaches).toHaveLength(outcome.tally.breaches);
    for (const one of causes.breaches) {
      const displacement = sum(one.displacement);
      expect(sum(one.outside) + displacement + one.rest).toBe(one.equitySince - one.equity);
      expect(Object.values(one.restParts).reduce((total, part) => total + part, 0)).toBe(one.rest);
      expect(sum(one.causes.largest) + one.causes.others.loss).toBe(displacement);
      if (one.parent.kind === 'liquidation') expect(one.parent.breach).toBeLessThan(one.place);
    }
    expectBadDebt(causes);
    expectFund(causes);
    const { fundTakeoverLoss, fundDeficitsPaid } = outcome.tally;
    expect(causes.badDebts.reduce((total, { bearers }) => total + bearers.fund, 0)).toBe(
      fundTakeoverLoss + fundDeficitsPaid,
    );
  });

  it('explains nearly everything: what is left of accounts that only held is rounding', () => {
    const held = causes.breaches.filter(({ account, sinceUs }) => sinceUs === 0 && account < 4 + 120);
    const untraded = held.filter(({ rest }) => Math.abs(rest) < 20_000);
    expect(untraded.length).toBeGreaterThanOrEqual(held.length / 2);
  });

  it('hangs every breach on the tree once', () => {
    const tree = buildCauseTree(causes.breaches);
    expect(tree.roots.reduce((total, root) => total + root.breaches, 0)).toBe(causes.breaches.length);
  });
});

/** A fall that nobody is liquidated by, and a run: who is paid out keeps no more than initial margin. */
const RUN: Settings = {
  'market.prices.ramps': '[{ from: 2 min, to: 12 min, move: -6 % }]',
  'venue.withdrawals': '{ latency: 1 min }',
  'agents.classes[0].bankRun': '{ fall: { min: 1 %, max: 2 % }, share: 100 % }',
};

describe('money that moves while prices stand', () => {
  const paying = trace(crowd(PAYING), 1).causes;
  const running = trace(crowd(RUN)).causes;
  const whoHeld = ({ breaches }: CauseRecord) => breaches.filter(({ account }) => account < 4 + 120);

  it('is named where it is behind a loss beyond equity', () => {
    expectBadDebt(paying);
    expectFund(paying);
    for (const name of ['funding', 'handedOver', 'shared'] as const)
      expect([name, paying.badDebts.some(({ parts }) => parts[name] !== 0)]).toEqual([name, true]);
  });

  it('is named before a breach, of whoever was not looked at until then as well: what is left is rounding', () => {
    const held = [...whoHeld(paying), ...whoHeld(running)];
    for (const { restParts } of held) expect(Math.abs(restParts.other)).toBeLessThanOrEqual(10);
    const moved = [
      whoHeld(paying).some(({ restParts }) => restParts.funding > 0),
      whoHeld(running).some(({ restParts }) => restParts.paidOut > 0),
    ];
    expect(moved).toEqual([true, true]);
  });

  it('pushes those who took out what stood behind their positions', () => {
    const pushed = whoHeld(running).filter(({ parent }) => parent.kind === 'withdrawal');
    expect(pushed.length).toBeGreaterThan(0);
    for (const { restParts, outside } of pushed) expect(restParts.paidOut).toBeGreaterThan(sum(outside));
  });
});

it('puts breaches by different takers under roots of their own', () => {
  const [first, second, third] = trace(chain()).causes.breaches;
  const by = (account: number) => ({ kind: 'taker', account }) as const;
  const tree = buildCauseTree([
    { ...first!, parent: by(8) },
    { ...second!, parent: by(9) },
    { ...third!, parent: by(8) },
  ]);
  expect(tree.roots.map(({ parent, breaches }) => [parent, breaches])).toEqual([
    [by(8), 2],
    [by(9), 1],
  ]);
});

function expectBadDebt(causes: CauseRecord): void {
  for (const { parts, bearers } of causes.badDebts) {
    const { causes: by, instruments, ...amounts } = parts;
    expect(Object.values(amounts).reduce((total, one) => total + one, 0)).toBe(sumOfBearers(bearers));
    expect(sum(by.largest) + by.others.loss).toBe(parts.impactOfOthers + parts.impactOfOwn);
    const { marks, gap, latency, impactOfOthers, impactOfOwn, orders } = parts;
    const ofPrices = gap + latency + impactOfOthers + impactOfOwn + marks + orders;
    expect(Math.abs(sum(instruments) - ofPrices)).toBeLessThanOrEqual(10);
    // Nothing but the rounding of each part.
    expect(Math.abs(parts.rest)).toBeLessThanOrEqual(10);
  }
}

function expectFund({ fund }: CauseRecord): void {
  const impact = sum(fund.inventoryImpact.largest) + fund.inventoryImpact.others.loss;
  const told =
    fund.fees +
    fund.surplus +
    fund.inflows +
    fund.funding +
    fund.borneByOthers +
    fund.equityTakenOver +
    fund.uncovered -
    fund.deficitsTakenOver -
    fund.deficitsPaid -
    fund.inventoryOutside -
    impact -
    fund.inventoryMarks -
    fund.inventorySales;
  expect(told + fund.rest).toBe(fund.final - fund.initial);
  expect(Math.abs(fund.rest)).toBeLessThanOrEqual(10);
}
