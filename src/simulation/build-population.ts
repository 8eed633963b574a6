/**
 * From drawn blocks to a population that meets open interest. Blocks may have been drawn anywhere; what follows is
 * done once, in account order.
 */
import { countAccounts, drawBlock, listAccountGroups, listBlocks, listClassRanges } from '../agents/population-draw.ts';
import { netPopulation } from '../agents/population-netting.ts';
import type { PopulationTerms } from '../agents/population-terms.ts';
import { FIGURES_PER_CLASS, sumClassFigures, type ClassFigures } from '../agents/class-figures.ts';
import { firstReserveOf, ownAccountsOf } from '../exchange/reserves.ts';
import { InvalidInputError } from '../base/problem.ts';
import { allocatePopulation, INSURANCE_FUND, VENUE_ACCOUNTS, type Population } from '../exchange/accounts.ts';
import { createStream, type Stream } from '../numeric/stream.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { PopulationSummary } from './path-outcome.ts';

export function populationTermsOf(scenario: Scenario): PopulationTerms {
  const { instruments, tiers, portfolio } = scenario.venue;
  return { classes: scenario.agents.classes, instruments, tiers, portfolio };
}

/** Zeroed population with the venue's own accounts in place. */
export function preparePopulation(scenario: Scenario): Population {
  const instrumentCount = scenario.venue.instruments.length;
  const population = allocatePopulation(
    listAccountGroups(scenario.agents.classes, scenario.venue.instruments),
    instrumentCount,
    ownAccountsOf(scenario.venue),
  );
  population.equity[INSURANCE_FUND] = scenario.venue.insuranceFund.initial;
  const first = firstReserveOf(scenario.venue, population.accountCount);
  scenario.venue.reserves.forEach(({ initial }, n) => (population.equity[first + n] = initial));
  return population;
}

/** What names streams of a scenario. */
export interface Seeded {
  readonly run: { readonly seed: string };
}

/** Stream below which all of a population's draws are named: one for the run, or one for the given path. */
export function populationStream({ run: { seed } }: Seeded, path: number | null): Stream {
  return path === null ? createStream(seed, 'population') : createStream(seed, 'path', path, 'population');
}

/** All of it on this thread: what one path needs when every path has its own population. */
export function buildPopulation(
  scenario: Scenario,
  path: number | null,
): { population: Population; summary: PopulationSummary } {
  const population = preparePopulation(scenario);
  const terms = populationTermsOf(scenario);
  const stream = populationStream(scenario, path);
  for (const block of listBlocks(terms.classes)) drawBlock(terms, block, stream, population);
  const everybody = { first: VENUE_ACCOUNTS, end: countAccounts(terms.classes) };
  const drawn = sumClassFigures(terms, population, everybody);
  const problems = netPopulation(terms, scenario.agents, population);
  if (problems.length > 0) throw new InvalidInputError(problems);
  return { population, summary: summarise(scenario, drawn, sumClassFigures(terms, population, everybody)) };
}

/** What a population looks like, by the figures of its classes as drawn and as netted. */
export function summarise(scenario: Scenario, drawn: ClassFigures, netted: ClassFigures): PopulationSummary {
  const ranges = listClassRanges(scenario.agents.classes);
  const classes = scenario.agents.classes.map(({ name, kind }, index) => {
    const { first, end } = ranges[index];
    const at = FIGURES_PER_CLASS * index;
    const [equity, longNotional, shortNotional] = netted.subarray(at, at + FIGURES_PER_CLASS);
    const wanted = drawn[at + 1] + drawn[at + 2];
    const stretch = wanted === 0 ? 1 : (longNotional + shortNotional) / wanted;
    return { name, kind, firstAccount: first, accounts: end - first, equity, longNotional, shortNotional, stretch };
  });
  const equity = classes.reduce((sum, row) => sum + row.equity, 0);
  const gross = classes.reduce((sum, row) => sum + row.longNotional + row.shortNotional, 0);
  return {
    accounts: classes.reduce((sum, row) => sum + row.accounts, 0),
    equity,
    leverage: equity === 0 ? 0 : gross / equity,
    classes,
  };
}
