/** One path run twice, with the breach watch and with a look at everybody in its place: every column must be equal. */
import { expect } from 'vitest';
import type { Population } from '../../src/exchange/accounts.ts';
import type { BreachWatch, WatchWork } from '../../src/exchange/breach-watch.ts';
import { ColumnExchange, type ExchangeInput } from '../../src/exchange/column-exchange.ts';
import { GradedBreachWatch } from '../../src/exchange/graded-breach-watch.ts';
import { NaiveBreachWatch } from '../../src/exchange/naive-breach-watch.ts';
import type { PortfolioMargin } from '../../src/exchange/portfolio-margin.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { JournalColumns, PathOutcome, SeriesColumns } from '../../src/simulation/path-outcome.ts';
import { simulatePath } from '../../src/simulation/simulate-path.ts';
import { drawPopulation, drawScenario } from './random-scenario.ts';

/** What the two watches had to do. */
export interface WatchedPath {
  readonly outcome: PathOutcome;
  readonly watch: WatchWork;
  readonly naive: WatchWork;
}

const bytesOf = (column: ArrayBufferView): Buffer => Buffer.from(column.buffer, column.byteOffset, column.byteLength);

/** Name of the first column that differs by a bit; undefined when none does. */
function differenceOf(found: JournalColumns | SeriesColumns, expected: JournalColumns | SeriesColumns): unknown {
  const others = expected as unknown as Record<string, unknown>;
  for (const [name, column] of Object.entries(found)) {
    const other = others[name];
    if (!ArrayBuffer.isView(column)) {
      if (column !== other) return { name, column, other };
    } else if (!bytesOf(column).equals(bytesOf(other as ArrayBufferView))) {
      const [numbers, wanted] = [column, other].map((each) => Array.from(each as Float64Array));
      const at = numbers!.findIndex((number, n) => !Object.is(number, wanted![n]));
      return { name, at, found: numbers![at], expected: wanted![at] };
    }
  }
  return undefined;
}

/** Runs one path both ways, every invariant checked after every event if `audit`; `what` names it where they differ. */
export function runBothWatches(
  scenario: Scenario,
  population: Population,
  path: number,
  what: string,
  audit = false,
): WatchedPath {
  const works: WatchWork[] = [];
  const run = (create: (...parts: Parameters<NonNullable<ExchangeInput['createWatch']>>) => BreachWatch) =>
    simulatePath({
      scenario,
      population,
      path,
      audit,
      createExchange: (input) =>
        new ColumnExchange({
          ...input,
          createWatch: (...parts) => {
            const watch = create(...parts);
            works.push(watch.work);
            return watch;
          },
        }),
    });
  const { noise } = scenario.market;
  const volatilities = scenario.venue.instruments.map((_, i) => noise?.volatilityAnnual[i] || 1);
  const outcome = run((state, ratio) => {
    const portfolio = state.portfolio as PortfolioMargin | null;
    return new GradedBreachWatch(state, ratio, volatilities, null, portfolio);
  });
  const naive = run((...parts) => new NaiveBreachWatch(...parts));
  expect(outcome.failure, what).toBeNull();
  expect(naive.failure, what).toBeNull();
  expect(differenceOf(outcome.journal, naive.journal), what).toBeUndefined();
  expect(differenceOf(outcome.series, naive.series), what).toBeUndefined();
  expect(outcome.digest, what).toBe(naive.digest);
  expect(outcome.eventCount, what).toBe(naive.eventCount);
  return { outcome, watch: works[0]!, naive: works[1]! };
}

/** Every so many random scenarios, one has this many times as many accounts of each class: enough to sweep. */
export const CROWD_EVERY = 100;
const CROWD_FACTOR = 40;

/** A random small scenario by seed and number, run both ways. */
export function runRandomPath(seed: string, n: number): WatchedPath {
  const drawn = drawScenario(`${seed}-${n}`);
  const factor = n % CROWD_EVERY === 0 ? CROWD_FACTOR : 1;
  const classes = drawn.agents.classes.map((each) => ({ ...each, accounts: each.accounts * factor }));
  const scenario = { ...drawn, agents: { ...drawn.agents, classes } };
  return runBothWatches(scenario, drawPopulation(scenario), 0, `${seed}-${n}`);
}
