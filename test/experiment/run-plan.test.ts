/**
 * Goal: a plan says what a run will take before anything is drawn, and what it says is worth something. Method: small
 * runs against their plans, and plans of scenarios that differ in one figure.
 */
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { planRun, type RunPlan } from '../../src/experiment/run-plan.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import { sizeState } from '../../src/exchange/state.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
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
    // A record with room for two positions is a cache line; the other columns of an account are 39 bytes.
    expect(sharedBytes).toBeCloseTo(1_000 * (64 + 39), -1);
    // Records and costs, a stop, and what watch, tally and rankings keep of an account.
    expect(workerBytes).toBeGreaterThan(1_000 * (64 + 64 + 8));
    expect(workerBytes).toBeLessThan(1_000 * (64 + 64 + 8 + 16));
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
    const pool = shared.steps.flatMap(({ step, runsOn }) => (runsOn === 'pool' ? [step] : []));
    expect(pool).toEqual(['draw and net accounts', 'simulate paths']);
    expect(shared.steps).toHaveLength(5);
    expect(own.steps.map(({ runsOn }) => runsOn)).toEqual(shared.steps.map(({ runsOn }) => runsOn));
  });

  it('gains by threads only as many as the machine can run and the paths can use', () => {
    const scenario = loadScenario('scenarios/historical/black-thursday-2020.yaml');
    const time = (workers: number, processors: number, paths?: number) =>
      planRun(scenario, { workers, processors }, paths).wallTimeS.expected;
    expect(time(4, 4)).toBeLessThan(time(2, 4));
    expect(time(4, 2)).toBe(time(2, 2));
    expect(time(4, 4, 2)).toBe(time(2, 4, 2));
  });

  it('is, at its low end, what no run can do without', () => {
    const scenario = withAccounts(crowd(), 1_000_000);
    const { population } = buildPopulation(crowd(), null);
    const { sharedPopulationBytes } = planRun(crowd(), MACHINE).memory;
    expect(sharedPopulationBytes).toBe(population.buffer.byteLength);
    const { peakBytes, sharedPopulationBytes: sharedBytes } = planRun(scenario, MACHINE).memory;
    const layouts = sharedBytes + 2 * sizeState(1_000_000, 64e6);
    expect(peakBytes.low).toBeGreaterThan(layouts);
    expect(peakBytes.low - layouts).toBeLessThan(120e6);
    const wide = scenario.agents.classes.map((one) => ({ ...one, accounts: 5_000_000 }));
    const huge = planRun({ ...scenario, agents: { ...scenario.agents, classes: wide } }, MACHINE);
    expect(huge.memory.peakBytes.low).toBeGreaterThan(wide.length * 5e6 * (103 + 2 * 136));
  });

  it('takes longer with everything that a scenario can have more of', () => {
    const base = planRun(crowd(), MACHINE);
    for (const settings of [
      { 'market.tick': '1 s' },
      { 'run.sampleInterval': '1 s' },
      { 'run.paths': '400' },
      { 'agents.classes.retail.accounts': '12 k' },
    ]) {
      const plan = planRun(crowd(settings), MACHINE);
      expect(plan.wallTimeS.expected).toBeGreaterThan(base.wallTimeS.expected);
      expect(plan.wallTimeS.low).toBeLessThan(plan.wallTimeS.expected);
      expect(plan.wallTimeS.high).toBeGreaterThan(plan.wallTimeS.expected);
      expect(plan.memory.peakBytes.low).toBeLessThan(plan.memory.peakBytes.expected);
      expect(plan.memory.peakBytes.high).toBeGreaterThan(plan.memory.peakBytes.expected);
    }
  });

  it('takes memory for accounts, and for paths until the tables are full, but none for their length', () => {
    const peak = (settings: Record<string, string>): number =>
      planRun(crowd(settings), MACHINE).memory.peakBytes.expected;
    const base = peak({});
    expect(peak({ 'agents.classes.retail.accounts': '12 k' })).toBeGreaterThan(base);
    expect(peak({ 'run.paths': '400' })).toBeGreaterThan(base);
    expect(peak({ 'market.tick': '1 s' })).toBe(base);
    expect(peak({ 'run.sampleInterval': '1 s' })).toBe(base);
    // A path that is over leaves its result and nothing else.
    expect(peak({ 'run.paths': '80 k' }) - peak({ 'run.paths': '40 k' })).toBe(40_000 * 4_000);
  });
});

describe('the default scenario', () => {
  // Measured on two processors: 48 s, 590 MB, 690 k events and 610 k facts a path.
  it('takes about what it was measured to take', () => {
    const scenario = loadScenario('scenarios/historical/black-thursday-2020.yaml');
    const { wallTimeS, memory, eventsPerPath, factsPerPath } = planRun(scenario, MACHINE);
    for (const [{ low, expected, high }, measured] of [
      [wallTimeS, 48],
      [memory.peakBytes, 590e6],
      [eventsPerPath, 690_000],
      [factsPerPath, 610_000],
    ] as const) {
      expect(expected / measured).toBeGreaterThan(0.7);
      expect(expected / measured).toBeLessThan(1.3);
      expect(low).toBeLessThan(measured);
      expect(high).toBeGreaterThan(measured);
    }
  });
});
