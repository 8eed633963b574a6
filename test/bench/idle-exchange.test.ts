// Goal: the benchmark of the kernel runs. Method: its exchange in which nothing happens, under a kernel that asks it everything, for an hour.

import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ExchangeInput } from '../../src/exchange/column-exchange.ts';
import type { ExchangePort } from '../../src/exchange/exchange-port.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import { simulatePath } from '../../src/simulation/simulate-path.ts';
import { crowd } from '../simulation/small-scenario.ts';

const file = join(import.meta.dirname, 'jobs/idle-exchange.mjs');
const { IdleExchange } = (await import(file)) as { IdleExchange: new (input: ExchangeInput) => ExchangePort };

it('answers whatever the kernel and the agents ask', () => {
  const scenario = crowd({});
  const outcome = simulatePath({
    scenario,
    population: buildPopulation(scenario, null).population,
    path: 0,
    createExchange: (input) => new IdleExchange(input),
  });
  expect(outcome.failure).toBeNull();
  expect(outcome.eventCount).toBeGreaterThan(1_000);
  expect(outcome.tally.breaches).toBe(0);
});
