/**
 * Goal: what is larger than the format allows is refused before anything is made for it, everything at once and with
 * its place. Method: one file that breaks every limit, and scenarios that a program blew up after reading them.
 */
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { runEnsemble } from '../../src/experiment/run-ensemble.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { baseText } from './base-scenario.ts';
import { places, problemsOf, readText } from './test-environment.ts';

const instrument = (k: number): string => `    - symbol: S${k}
      initialPrice: 100 USD
      tickSize: 0.01 USD
      lotSize: 0.01
      tiers: [{maxLeverage: 10x, maintenanceRate: 5 %}]
      openInterest: 0 USD
      depthAtOnePercent: 1 M USD
`;

const withInstruments = (count: number, text = baseText): string =>
  text.replace(
    '  insuranceFund:',
    `${Array.from({ length: count }, (_, k) => instrument(k)).join('')}  insuranceFund:`,
  );

describe('a scenario beyond the limits', () => {
  it('hears of all of them at once, each with its place', () => {
    const text = withInstruments(249)
      .replace('paths: 4', 'paths: 2 M')
      .replace('sampleInterval: 1 min', 'sampleInterval: 1 ms')
      .replace('tick: 1 s', 'tick: 1 us')
      .replace('accounts: 1 k', 'accounts: 51 M')
      .replace('accounts: 10\n', 'accounts: 10\n      instrumentsPerAccount: 251\n');
    const problems = problemsOf(text);
    const found = problems.map(({ key, code }) => `${key} ${code}`);
    expect(found).toEqual([
      'run.paths out-of-range',
      'run.sampleInterval interval-too-short',
      'venue.instruments too-many',
      'market.tick too-many-ticks',
      'agents.classes.retail.accounts out-of-range',
      'agents.classes.makers.instrumentsPerAccount out-of-range',
    ]);
    expect(places(problems).every((place) => /^\d+:\d+ /.test(place))).toBe(true);
  });

  it('may have so many rows of samples for one instrument only', () => {
    // 60,001 rows: fine for two instruments, 15 M cells for 250.
    const short = (count: number, interval: string): string =>
      withInstruments(count).replace('sampleInterval: 1 min', `sampleInterval: ${interval}`);
    expect(readText(short(0, '60 ms')).venue.instruments).toHaveLength(2);
    expect(problemsOf(short(248, '30 ms')).map(({ code, expected }) => [code, expected])).toEqual([
      ['interval-too-short', 'at most 100000 samples of so many instruments'],
    ]);
  });
});

describe('a program that asks for the absurd', () => {
  const sound = readText(baseText);
  const blownUp: readonly [string, Scenario][] = [
    ['paths', { ...sound, run: { ...sound.run, paths: 1e12 } }],
    ['ticks', { ...sound, market: { ...sound.market, tickUs: 1e-9 } }],
    ['samples', { ...sound, run: { ...sound.run, sampleIntervalUs: 0 } }],
    ['accounts', withAccounts(1e15)],
    ['half an account', withAccounts(0.5)],
    ['accounts below none', withAccounts(-1)],
  ];

  function withAccounts(accounts: number): Scenario {
    const [first, ...rest] = sound.agents.classes;
    return { ...sound, agents: { ...sound.agents, classes: [{ ...first!, accounts }, ...rest] } };
  }

  it.each(blownUp)('is refused: %s', async (_, scenario) => {
    await expect(runEnsemble(scenario, { workers: 1 })).rejects.toThrow(InvariantError);
    expect(() => simulate(scenario)).toThrow(InvariantError);
  });

  it.each([0, 1.5, -1, Number.NaN, Infinity, 1_025])('is refused: %d workers', async (workers) => {
    await expect(runEnsemble(sound, { workers })).rejects.toThrow(/workers must be a whole number from 1 to 1024/);
  });

  it.each([[[-1]], [[0.5]], [[1e9]], [[2, 1]], [[1, 1]]])('is refused: paths %j', async (paths) => {
    await expect(runEnsemble(sound, { workers: 1, paths })).rejects.toThrow(/path/);
  });

  it('is refused: a path that is no number', () => {
    expect(() => simulate(sound, { path: Number.NaN })).toThrow(/a path must be a whole number/);
  });
});
