/**
 * Goal: a plan says what a run will take before anything is drawn, and what it says is worth something. Method: small
 * runs against their plans, and plans of scenarios that differ in one figure.
 */
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { planRun, type RunPlan } from '../../src/experiment/run-plan.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { bare, crowd } from '../simulation/small-scenario.ts';

const MACHINE = { workers: 2, processors: 2 };

function withAccounts(scenario: Scenario, accounts: number): Scenario {
  const [first, ...rest] = scenario.agents.classes;
  return { ...scenario, agents: { ...scenario.agents, classes: [{ ...first!, accounts }, ...rest] } };
}

/** What another thousand accounts take. */
function slopeOf(scenario: Scenario, of: (plan: RunPlan) => number): number {
  const at = (accounts: number): number => of(planRun(withAccounts(scenario, accounts), MACHINE));
  return (at(2_000_000) - at(1_000_000)) / 1_000;
}

describe('the events of a plan', () => {
  it('are the schedule at least', () => {
    const calm = bare({ 'market.prices.jumps': '[]' });
    // The first mark has no tick of its own; nobody wakes; nobody is in trouble.
    const { events, facts } = simulate(calm).work;
    const plan = planRun(calm, MACHINE);
    const looks = events.markUpdate - plan.ticksPerPath;
    expect(looks).toBe(1);
    expect(plan.samplesPerPath).toBe(events.sample);
    const scheduled = 3 * plan.ticksPerPath + plan.samplesPerPath + 1;
    expect(plan.eventsPerPath.low).toBeGreaterThanOrEqual(scheduled);
    expect(plan.eventsPerPath.low).toBeLessThan(scheduled + 10);
    expect(plan.factsPerPath.low).toBeCloseTo(facts.referenceTick + facts.markUpdate, -1);
  });

  it.each([
    ['a crowd', crowd()],
    ['the small crash', loadScenario('test/cli/fixtures/small.yaml')],
    ['a flash crash', loadScenario('scenarios/hypothetical/correlated-flash-crash.yaml')],
  ])('and the facts lie in their ranges: %s', (_, scenario) => {
    const outcome = simulate(scenario);
    const { eventsPerPath, factsPerPath } = planRun(scenario, MACHINE);
    for (const [range, count] of [
      [eventsPerPath, outcome.eventCount],
      [factsPerPath, outcome.journal.count],
    ] as const) {
      expect(count).toBeGreaterThan(range.low);
      expect(count).toBeLessThan(range.high);
      expect(count / range.expected).toBeGreaterThan(1 / 3);
      expect(count / range.expected).toBeLessThan(3);
    }
  });

  it('count the wakes of those who look at the market', () => {
    const often = planRun(crowd({ 'agents.wakeInterval': '1 s' }), MACHINE).eventsPerPath.low;
    const seldom = planRun(crowd({ 'agents.wakeInterval': '2 s' }), MACHINE).eventsPerPath.low;
    // Panic sellers and dip buyers, 20 minutes.
    expect(often - seldom).toBe(2 * 600);
  });
});

describe('the size of a plan', () => {
  it('counts accounts and what they may hold', () => {
    const plan = planRun(crowd(), MACHINE);
    expect(plan.accounts).toBe(120 + 20 + 3 + 20 + 20 + 30);
    expect(plan.positions).toBe(120 * 1.5 + 20 + 3 + 20 + 20 + 30);
  });

  it('has the population once, and the state on each thread', () => {
    const scenario = crowd({ 'run.paths': '8' });
    const sharedBytes = slopeOf(scenario, ({ memory }) => memory.sharedPopulationBytes);
    const workerBytes = slopeOf(scenario, ({ memory }) => memory.perWorkerBytes);
    expect(sharedBytes).toBeGreaterThan(50_000);
    expect(workerBytes).toBeGreaterThan(50_000);
    const peak = (workers: number) => planRun(scenario, { workers, processors: 2 }).memory.peakBytes.expected;
    const { perWorkerBytes } = planRun(scenario, MACHINE).memory;
    expect(peak(5) - peak(2)).toBeCloseTo(3 * perWorkerBytes, 0);
    expect(peak(100)).toBe(peak(8));
  });

  it('has a population a path on the threads', () => {
    const shared = planRun(crowd(), MACHINE);
    const own = planRun(crowd({ 'run.populationPerPath': 'true' }), MACHINE);
    expect(own.memory.sharedPopulationBytes).toBe(0);
    expect(own.memory.perWorkerBytes).toBeGreaterThan(shared.memory.perWorkerBytes);
    expect(own.wallTimeS.expected).toBeGreaterThan(shared.wallTimeS.expected);
    expect(own.steps.map(({ runsOn }) => runsOn)).toEqual(['pool', 'pool', 'main thread', 'main thread']);
  });

  it('gains by threads only as many as the machine can run and the paths can use', () => {
    const scenario = loadScenario('scenarios/historical/black-thursday-2020.yaml');
    const time = (workers: number, processors: number, paths?: number) =>
      planRun(scenario, { workers, processors }, paths).wallTimeS.expected;
    expect(time(4, 4)).toBeLessThan(time(2, 4));
    expect(time(4, 2)).toBe(time(2, 2));
    expect(time(4, 4, 2)).toBe(time(2, 4, 2));
  });

  it('rises with everything that a scenario can have more of', () => {
    const base = planRun(crowd(), MACHINE);
    const grown = [
      { 'market.tick': '1 s' },
      { 'run.sampleInterval': '1 s' },
      { 'run.paths': '400' },
      { 'agents.classes.retail.accounts': '12 k' },
    ].map((settings) => planRun(crowd(settings), MACHINE));
    for (const plan of grown) {
      expect(plan.wallTimeS.expected).toBeGreaterThan(base.wallTimeS.expected);
      expect(plan.memory.peakBytes.expected).toBeGreaterThan(base.memory.peakBytes.expected);
      expect(plan.wallTimeS.low).toBeLessThan(plan.wallTimeS.expected);
      expect(plan.wallTimeS.high).toBeGreaterThan(plan.wallTimeS.expected);
    }
  });
});
