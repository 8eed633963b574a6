/** The population of a scenario, built without a worker pool: what `validate` checks and `inspect` shows. */
import { InvalidInputError, type Problem } from '../base/problem.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { buildPopulation } from '../simulation/build-population.ts';
import type { PopulationSummary } from '../simulation/path-outcome.ts';

/** More accounts than this take longer to draw than a check may take. */
export const CHECKED_ACCOUNTS_MAX = 200_000;

export interface PopulationCheck {
  readonly accounts: number;
  /** null when it was not built: too large, or impossible. */
  readonly summary: PopulationSummary | null;
  readonly problems: readonly Problem[];
}

/** Problems found here are of the whole and have no place; they name `file`. */
export function checkPopulation(scenario: Scenario, file: string): PopulationCheck {
  const accounts = scenario.agents.classes.reduce((sum, agentClass) => sum + agentClass.accounts, 0);
  if (accounts > CHECKED_ACCOUNTS_MAX) return { accounts, summary: null, problems: [] };
  try {
    const { summary } = buildPopulation(scenario, scenario.run.populationPerPath ? 0 : null);
    return { accounts, summary, problems: [] };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const named = error.problems.map((problem) => ({ ...problem, message: `${file}: ${problem.message}` }));
    return { accounts, summary: null, problems: named };
  }
}
