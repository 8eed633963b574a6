/** One path again, with an eye on its causes. */
import type { Population } from '../../exchange/accounts.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { FactObserver } from '../../simulation/kernel.ts';
import type { PathOutcome } from '../../simulation/path-outcome.ts';
import { simulatePath } from '../../simulation/simulate-path.ts';
import type { CauseRecord } from './cause-record.ts';
import { CauseTracker } from './cause-tracker.ts';

export interface Traced {
  readonly outcome: PathOutcome;
  readonly causes: CauseRecord;
}

/** `observer`: told of every fact as well. */
export function traceCauses(
  scenario: Scenario,
  population: Population,
  path: number,
  observer: FactObserver = () => {},
): Traced {
  const tracker = new CauseTracker(scenario, population);
  const outcome = simulatePath({
    scenario,
    population,
    path,
    observer: (nowUs, exchange, fact) => {
      observer(nowUs, exchange, fact);
      tracker.observe(nowUs, exchange, fact);
    },
  });
  return { outcome, causes: tracker.finish(outcome.tally.fundFinal) };
}
