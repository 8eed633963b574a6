// Goal: leverage drawn with equity has the correlation that was asked for, larger accounts are levered more, and small ones
// are more often long; without it everything is drawn as ever. Method: large populations, statistics of what was drawn.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DRAWN_APART, type AgentClass } from '../../src/agents/agent-class.ts';
import { AmountDraw } from '../../src/agents/amount-draw.ts';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { firstPositionOf, lotsIn } from '../../src/exchange/account-records.ts';
import { VENUE_ACCOUNTS, type Population } from '../../src/exchange/accounts.ts';
import { createStream } from '../../src/numeric/stream.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import { repository } from '../scenario/test-environment.ts';
import { allKinds, drawAll, rowsOf, twoCoins } from './classes.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function correlationOf(xs: readonly number[], ys: readonly number[]): number {
  const [mx, my] = [mean(xs), mean(ys)];
  const cross = mean(xs.map((x, n) => (x - mx) * (ys[n]! - my)));
  return cross / Math.sqrt(mean(xs.map((x) => (x - mx) ** 2)) * mean(ys.map((y) => (y - my) ** 2)));
}

const equityTerms = {
  kind: 'logNormal',
  median: 1_340,
  sigmaLog: 2.6,
  min: 1e-9,
  max: 1e9,
  tail: { probability: 0.05, start: 50_000, alpha: 0.8 },
} as const;
const leverageTerms = { kind: 'logNormal', median: 0.7, sigmaLog: 0.9, min: 1e-9, max: 1e9, tail: null } as const;

describe('a correlated draw', () => {
  const draw = (correlation: number) => {
    const [equity, leverage] = [new AmountDraw(equityTerms), new AmountDraw(leverageTerms)];
    const [e, l] = [createStream('seed', 'equity'), createStream('seed', 'leverage')];
    return Array.from({ length: 20_000 }, () => {
      equity.draw(e);
      const score = equity.lastScore();
      return [score, Math.log(leverage.drawCorrelated(l, score, correlation) / 0.7) / 0.9] as const;
    });
  };

  it.each([-0.6, 0, 0.45, 0.9])('has the correlation %d of its scores, and margins that do not depend on it', (rho) => {
    const pairs = draw(rho);
    const [scores, leverages] = [pairs.map(([score]) => score), pairs.map(([, value]) => value)];
    expect(correlationOf(scores, leverages)).toBeCloseTo(rho, 1.5);
    for (const values of [scores, leverages]) {
      expect(mean(values)).toBeCloseTo(0, 1);
      expect(mean(values.map((value) => value ** 2))).toBeCloseTo(1, 1);
    }
  });

  it('of a uniform distribution stays within its ends', () => {
    const leverage = new AmountDraw({ kind: 'uniform', median: 0, sigmaLog: 0, min: 2, max: 6, tail: null });
    const stream = createStream('seed', 'uniform');
    const values = [-8, 0, 8].map((score) => leverage.drawCorrelated(stream, score, 0.99));
    expect(values[0]).toBeCloseTo(2, 6);
    expect(values[2]).toBeCloseTo(6, 6);
  });
});

describe('a class', () => {
  const plain = allKinds(3_000, 2)[0]! as Extract<AgentClass, { kind: 'leveragedDirectional' }>;
  const rows = (changes: Partial<typeof plain>) =>
    rowsOf(drawAll({ ...twoCoins, classes: [{ ...plain, ...changes }] }), VENUE_ACCOUNTS, VENUE_ACCOUNTS + 3_000);

  it('keeps equity, stops and reactions when leverage follows equity', () => {
    const [before, after] = [rows({}), rows({ leverageEquityCorrelation: 0.7 })];
    for (const column of ['equity', 'trigger', 'appetite', 'reactionUs'] as const) {
      expect(after[column]).toEqual(before[column]);
    }
    expect(after.lots.map(Math.sign)).toEqual(before.lots.map(Math.sign));
    expect(after.lots).not.toEqual(before.lots);
  });

  it('has the long share of each size', () => {
    // Equity x leverage below USD 5,000 is small; here a class of one size, from either side of it.
    const longs = (notional: number) => {
      const { lots } = rows({ longShareBySize: { notional, smallPpm: 1_000_000, largePpm: 0 } });
      return [lots.some((n) => n > 0), lots.some((n) => n < 0)];
    };
    expect(longs(1e15)).toEqual([true, false]);
    expect(longs(1)).toEqual([false, true]);
    expect(longs(5e7)).toEqual([true, true]);
    expect(DRAWN_APART.longShareBySize).toBeNull();
  });
});

describe('the retail of the crowded scenario', () => {
  const scenario = loadScenario(join(repository, 'scenarios/hypothetical/crowded-perpetuals.yaml'));
  const { population } = buildPopulation(scenario, null);
  const { accounts, name } = scenario.agents.classes[0]!;
  const rows = Array.from({ length: accounts }, (_, n) => describeAccount(population, VENUE_ACCOUNTS + n));

  function describeAccount(all: Population, account: number) {
    const lots = all.records.doubles[firstPositionOf(all.records, account)]!;
    const instrument = lotsIn(all.records, account, 0) === lots ? 0 : 1;
    const { priceInitialTicks, quantaPerLotTick } = scenario.venue.instruments[instrument]!;
    const notional = Math.abs(lots) * priceInitialTicks * quantaPerLotTick;
    return { notional, leverage: notional / all.equity[account]!, isLong: lots > 0 };
  }

  it('has a median leverage below 1x, and 3x to 7x weighted by open interest', () => {
    expect(name).toBe('retail');
    const sorted = rows.map(({ leverage }) => leverage).sort((x, y) => x - y);
    const open = rows.reduce((sum, { notional }) => sum + notional, 0);
    const weighted = rows.reduce((sum, { notional, leverage }) => sum + notional * leverage, 0) / open;
    expect(sorted[sorted.length >> 1]).toBeLessThan(1);
    expect(weighted).toBeGreaterThan(3);
    expect(weighted).toBeLessThan(7);
  });

  it('is long by more than half of the notional of its small accounts', () => {
    const small = rows.filter(({ notional }) => notional < 10_000 * 10_000);
    const sum = (some: typeof rows) => some.reduce((total, { notional }) => total + notional, 0);
    expect(sum(small.filter(({ isLong }) => isLong)) / sum(small)).toBeGreaterThan(0.55);
  });
});
