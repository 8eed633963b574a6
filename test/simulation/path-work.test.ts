/**
 * Goal: the counters say what was done, no more and no less. Method: whole paths whose journal and schedule give the
 * same counts another way, and the two watches, which differ in their work alone.
 */
import { describe, expect, it } from 'vitest';
import { countLook, createWatchWork } from '../../src/exchange/breach-watch.ts';
import { ColumnExchange } from '../../src/exchange/column-exchange.ts';
import { FACT_KINDS } from '../../src/exchange/fact.ts';
import { NaiveBreachWatch } from '../../src/exchange/naive-breach-watch.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import { sumWork, totalOf } from '../../src/simulation/path-work.ts';
import { simulatePath } from '../../src/simulation/simulate-path.ts';
import { factsOf } from './facts.ts';
import { bare, crowd } from './small-scenario.ts';

const AGENTS = 30;
/** Nothing breaches: the schedule alone decides what is counted. */
const CALM = { 'market.prices.jumps': '[]' };

describe('the work of a path', () => {
  it('counts the events that the schedule has', () => {
    const { work, eventCount } = simulate(bare(CALM));
    // Ten minutes, a tick each 10 s, marks at the start and with each tick, a sample a minute with both ends.
    expect(work.events).toEqual({
      referenceTick: 60,
      haltEnd: 0,
      markUpdate: 61,
      breachCheck: 61,
      liquidationDue: 0,
      liquidationStep: 0,
      inventoryUnwind: 0,
      deposit: 0,
      agentWake: 0,
      agentOrder: 0,
      sample: 11,
      end: 1,
      marginChange: 0,
      marginRecalibration: 0,
      venueTimer: 0,
      withdrawalRequest: 0,
      withdrawal: 0,
      heldQuote: 0,
    });
    expect(eventCount).toBe(60 + 61 + 61 + 11 + 1);
  });

  it('counts the facts that the journal holds', () => {
    const outcome = simulate(crowd());
    expect(totalOf(outcome.work.facts)).toBe(outcome.journal.count);
    for (const kind of FACT_KINDS) expect(outcome.work.facts[kind], kind).toBe(factsOf(outcome, kind).length);
    expect(outcome.work.facts.liquidationFill).toBeGreaterThan(10);
  });

  it('counts one ranking for each position that is deleveraged', () => {
    const { work, tally } = simulate(crowd({ 'venue.insuranceFund.initial': '0 USD' }));
    expect(tally.deleveragings).toBeGreaterThan(0);
    expect(work.rankingPasses).toBeGreaterThan(0);
    expect(work.rankingPasses).toBeLessThanOrEqual(tally.deleveragings + tally.takeovers + work.facts.uncoveredLoss);
    expect(simulate(bare(CALM)).work.rankingPasses).toBe(0);
  });

  it('is a look for each breach check, and every account in it when nobody remembers anything', () => {
    const scenario = bare(CALM);
    const { population } = buildPopulation(scenario, null);
    const createWatch = (...parts: ConstructorParameters<typeof NaiveBreachWatch>) => new NaiveBreachWatch(...parts);
    const naive = simulatePath({
      scenario,
      population,
      path: 0,
      createExchange: (parts) => new ColumnExchange({ ...parts, createWatch }),
    });
    expect(naive.work.watch).toMatchObject({
      looks: 61,
      accountsDerived: 61 * AGENTS,
      accountsDerivedMax: AGENTS,
      sweeps: 61,
    });
    // 30 lies between 2^4 and 2^5 - 1.
    expect(naive.work.watch.looksByDerived[5]).toBe(61);
    const own = simulate(scenario);
    expect(own.digest).toBe(naive.digest);
    expect(own.work.watch.looks).toBe(61);
    expect(own.work.watch.accountsDerived).toBeLessThan(naive.work.watch.accountsDerived / 10);
    expect(own.accountChecks).toBe(own.work.watch.accountsDerived);
  });
});

describe('a look', () => {
  it('goes into the bin of its power of two', () => {
    const work = createWatchWork();
    for (const accounts of [0, 1, 2, 3, 4, 7, 8, 50_000_000]) countLook(work, accounts);
    expect(work.looksByDerived.slice(0, 5)).toEqual([1, 1, 2, 2, 1]);
    expect(work.looksByDerived[26]).toBe(1);
    expect(work).toMatchObject({ looks: 8, accountsDerived: 50_000_025, accountsDerivedMax: 50_000_000 });
  });
});

describe('the work of several paths', () => {
  it('is their sum, and the most of any one where the most is asked for', () => {
    const scenario = crowd();
    const works = [0, 1, 2].map((path) => simulate(scenario, { path }).work);
    const sum = sumWork(works)!;
    const over = (read: (work: (typeof works)[number]) => number): number[] => works.map(read);
    const total = (read: (work: (typeof works)[number]) => number): number => over(read).reduce((x, y) => x + y);
    expect(sum.events.markUpdate).toBe(total((work) => work.events.markUpdate));
    expect(sum.facts.order).toBe(total((work) => work.facts.order));
    expect(sum.watch.accountsDerived).toBe(total((work) => work.watch.accountsDerived));
    expect(sum.watch.looksByDerived[0]).toBe(total((work) => work.watch.looksByDerived[0]!));
    expect(sum.watch.accountsDerivedMax).toBe(Math.max(...over((work) => work.watch.accountsDerivedMax)));
    expect(sumWork([])).toBeNull();
  });
});
