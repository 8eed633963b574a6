/** Random paths with funding and mark rules, each with the watch and with a look at everybody, audited at every event. */
import { expect } from 'vitest';
import { FACT_KINDS } from '../../src/exchange/fact.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { withMarksAndFunding } from './random-marks.ts';
import { drawPopulation } from './random-scenario.ts';
import { runBothWatches } from './watch-run.ts';

const FUNDING = FACT_KINDS.indexOf('funding');

/** What several paths came to. */
export class FundingSums {
  breaches = 0;
  payments = 0;
  /** Longs paid, and received. */
  paid = 0;
  received = 0;
  derived = 0;
  lookedAt = 0;
  readonly rules = new Set<string>();

  run(seed: string, draw: (seed: string) => Scenario): void {
    const scenario = withMarksAndFunding(draw(seed));
    const { outcome, watch, naive } = runBothWatches(scenario, drawPopulation(scenario), 0, seed, true);
    expect(watch.looks, seed).toBe(naive.looks);
    this.rules.add(scenario.venue.markRule?.kind ?? 'index');
    this.breaches += outcome.tally.breaches;
    this.payments += outcome.journal.kind.subarray(0, outcome.journal.count).filter((kind) => kind === FUNDING).length;
    for (const paid of outcome.tally.longFundingByInstrument) {
      this.paid += Math.max(0, paid);
      this.received += Math.max(0, -paid);
    }
    this.derived += watch.accountsDerived;
    this.lookedAt += naive.accountsDerived;
  }
}
