/**
 * From drawn blocks to a population that meets open interest. Blocks may have been drawn anywhere; what follows is
 * done once, in account order.
 */
import {
  drawBlock,
  listAccountGroups,
  listBlocks,
  listClassRanges,
  type PopulationTerms,
} from '../agents/population-draw.ts';
import { netPopulation } from '../agents/population-netting.ts';
import { InvalidInputError } from '../base/problem.ts';
import { firstIdOf, firstPositionOf, positionsOf } from '../exchange/account-records.ts';
import { allocatePopulation, INSURANCE_FUND, VENUE_ACCOUNTS, type Population } from '../exchange/accounts.ts';
import { createStream, type Stream } from '../numeric/stream.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { PopulationSummary } from './path-outcome.ts';

export function populationTermsOf(scenario: Scenario): PopulationTerms {
  const { instruments, tiers } = scenario.venue;
  return { classes: scenario.agents.classes, instruments, tiers };
}

/** Zeroed population with the venue's own accounts in place. */
export function preparePopulation(scenario: Scenario): Population {
  const instrumentCount = scenario.venue.instruments.length;
  const population = allocatePopulation(listAccountGroups(scenario.agents.classes, instrumentCount), instrumentCount);
  population.equity[INSURANCE_FUND] = scenario.venue.insuranceFund.initial;
  return population;
}

/** Stream below which all of a population's draws are named: one for the run, or one for the given path. */
export function populationStream(scenario: Scenario, path: number | null): Stream {
  const { seed } = scenario.run;
  return path === null ? createStream(seed, 'population') : createStream(seed, 'path', path, 'population');
}

/**
 * Nets a drawn population and says what it looks like.
 *
 * @throws InvalidInputError with every reason why it cannot meet open interest
 */
export function settlePopulation(scenario: Scenario, population: Population): PopulationSummary {
  const wanted = grossByClass(scenario, population);
  const problems = netPopulation(populationTermsOf(scenario), scenario.agents, population);
  if (problems.length > 0) throw new InvalidInputError(problems);
  return summarise(scenario, population, wanted);
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
  return { population, summary: settlePopulation(scenario, population) };
}

function perLotOf(scenario: Scenario): number[] {
  return scenario.venue.instruments.map((instrument) => instrument.priceInitialTicks * instrument.quantaPerLotTick);
}

function grossByClass(scenario: Scenario, population: Population): number[] {
  return summariseSides(scenario, population).map(({ long, short }) => long + short);
}

function summariseSides(scenario: Scenario, population: Population): { equity: number; long: number; short: number }[] {
  const perLot = perLotOf(scenario);
  const { records } = population;
  return listClassRanges(scenario.agents.classes).map(({ first, end }) => {
    const sums = { equity: 0, long: 0, short: 0 };
    for (let account = first; account < end; account += 1) {
      sums.equity += population.equity[account];
      const ids = firstIdOf(records, account);
      const positions = firstPositionOf(records, account);
      for (let k = 0; k < positionsOf(records, account); k += 1) {
        const value = records.doubles[positions + k] * perLot[records.bytes[ids + k]];
        if (value > 0) sums.long += value;
        else sums.short -= value;
      }
    }
    return sums;
  });
}

function summarise(scenario: Scenario, population: Population, wanted: readonly number[]): PopulationSummary {
  const ranges = listClassRanges(scenario.agents.classes);
  const classes = summariseSides(scenario, population).map((sums, index) => ({
    name: scenario.agents.classes[index].name,
    kind: scenario.agents.classes[index].kind,
    firstAccount: ranges[index].first,
    accounts: ranges[index].end - ranges[index].first,
    equity: sums.equity,
    longNotional: sums.long,
    shortNotional: sums.short,
    stretch: wanted[index] === 0 ? 1 : (sums.long + sums.short) / wanted[index],
  }));
  const equity = classes.reduce((sum, row) => sum + row.equity, 0);
  const gross = classes.reduce((sum, row) => sum + row.longNotional + row.shortNotional, 0);
  return {
    accounts: population.accountCount - VENUE_ACCOUNTS,
    equity,
    leverage: equity === 0 ? 0 : gross / equity,
    classes,
  };
}
