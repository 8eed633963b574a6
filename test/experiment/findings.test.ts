// Goal: the findings are sentences that a reader can rely on: never a NaN, an undefined or an infinity, and they say
// what happened and only that. Method: invented paths from nothing at all to everything at once, and a real run.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeFindings } from '../../src/experiment/findings.ts';
import { MEASURES } from '../../src/experiment/measures.ts';
import type { Findings } from '../../src/experiment/run-summary.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import { sampleMeasure, summariseMeasure } from '../../src/experiment/statistics.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { PathOutcome, PathTally } from '../../src/simulation/path-outcome.ts';
import { bare, crowd } from '../simulation/small-scenario.ts';
import { FAILURE, outcomeOf } from './outcomes.ts';

const scenario = bare();
const dated = bare({ 'run.startTime': '2020-03-12T00:00:00Z' });

function findingsOf(outcomes: readonly PathOutcome[], of: Scenario = scenario): Findings {
  const finished = outcomes.filter(({ failure }) => failure === null);
  const measures =
    finished.length === 0 ? [] : MEASURES.map((measure) => summariseMeasure(sampleMeasure(measure, outcomes), 'seed'));
  return describeFindings(of, outcomes, measures);
}

function expectSentences(findings: Findings): void {
  for (const [name, sentence] of Object.entries(findings)) {
    expect(sentence, name).not.toMatch(/NaN|undefined|null|Infinity|\[object|n\/a|-0\b/);
    expect(sentence, name).toMatch(/^[A-Za-z0-9].*\.$/s);
  }
}

const HOUR_US = 3_600_000_000;

/** Everything at once: most figures are those of a bad day. */
const BAD: Partial<PathTally> = {
  fundInitial: 10e10,
  fundMin: 2e10,
  fundMinAtUs: 3 * HOUR_US,
  fundFinal: 3e10,
  breaches: 20,
  accountsLiquidated: 12,
  liquidatedNotional: 5e10,
  liquidatedLongNotional: 4e10,
  liquidatedByInstrument: [5e10],
  liquidatedMinuteMax: 1e10,
  liquidatedMinuteMaxAtUs: 2 * HOUR_US,
  takeovers: 2,
  takeoverNotional: 2e10,
  deleveragings: 3,
  accountsDeleveraged: 3,
  deleveragedNotional: 1e10,
  deleveragedByInstrument: [1e10],
  uncoveredLoss: 7e8,
  halts: 1,
  makersLiquidated: 1,
  firstBreachAtUs: HOUR_US,
  firstDeleveragingAtUs: 4 * HOUR_US,
  firstHaltAtUs: 90 * 60_000_000,
  markLowLog: [-0.4],
  indexLowLog: [-0.3],
  dislocationLowLog: [-0.1],
};

describe('the findings', () => {
  it('of a quiet run say that nothing happened', () => {
    const findings = findingsOf([outcomeOf(0), outcomeOf(1)]);
    expectSentences(findings);
    expect(findings.whatBroke).toBe('Nothing: no account fell below its maintenance margin on any path.');
    expect(findings.when).toBe('Never: no margin was breached.');
    expect(findings.why).toBe('No forced trade occurred.');
  });

  it.each([
    [{ ordersLost: 2e10 }, "faults lost $2.00 M of agents' orders (means)"],
    [{ ordersDelayed: 1e10 }, "faults kept $1.00 M of agents' orders waiting (means)"],
    [
      { ordersDelayed: 1e10, ordersLost: 2e10 },
      "faults kept $1.00 M of agents' orders waiting and lost $2.00 M (means)",
    ],
  ])('say of faults what they did, not what they did not: %j', (did, said) => {
    const findings = findingsOf([outcomeOf(0, { ...BAD, ...did })]);
    expectSentences(findings);
    expect(findings.why).toContain(said);
  });

  it('of a run without a finished path say that nothing can be said', () => {
    const findings = findingsOf([outcomeOf(0, BAD, FAILURE)]);
    expect(new Set(Object.values(findings))).toEqual(new Set(['No path finished, so nothing can be said.']));
  });

  it('of a bad run say what broke, when, why, how bad and how sure', () => {
    const findings = findingsOf([outcomeOf(0, BAD), outcomeOf(1, BAD), outcomeOf(2), outcomeOf(3, BAD)], dated);
    expectSentences(findings);
    expect(findings.whatBroke).toContain('12 of 30 accounts fell below maintenance margin (median path)');
    expect(findings.whatBroke).toContain('lost 80 % of its balance');
    expect(findings.whatBroke).toContain('market makers were liquidated on 3 of 4 paths');
    expect(findings.whatBroke).toContain('auto-deleveraging was needed on 3 of 4 paths');
    expect(findings.whatBroke).toContain('loss was left uncovered on 3 of 4 paths');
    expect(findings.when).toContain('first margin breach 12 Mar 01:00');
    expect(findings.when).toContain('heaviest minute of liquidations 12 Mar 02:00');
    expect(findings.when).toContain('insurance fund at its lowest 12 Mar 03:00');
    expect(findings.when).toContain('first auto-deleveraging 12 Mar 04:00');
    expect(findings.when).toContain('first halt 12 Mar 01:30');
    expect(findings.why).toContain('A carried 100 % of what was liquidated or deleveraged');
    // Trades did it, or a halt that held the mark; and a takeover may come while a position could still be sold.
    expect(findings.why).toContain('the worst book traded 9.5 % below its index');
    expect(findings.why).toContain('the fund took over 25 % of forced notional');
    expect(findings.howBad).toContain('uncovered loss $52.5 k (mean), $70.0 k (worst)');
    expect(findings.howSure).toContain('4 paths; probability of auto-deleveraging 75 %');
    expect(findings.howSure).toContain('is not bounded from above (368 paths would do)');
  });

  it('of a failed path say nothing', () => {
    const quiet = findingsOf([outcomeOf(0), outcomeOf(1, BAD, FAILURE)]);
    expect(quiet.whatBroke).toMatch(/^Nothing/);
    expect(quiet.howSure).toContain('1 path;');
  });

  it('mention no fund where there is none', () => {
    const without = bare({ 'venue.insuranceFund.initial': '0 USD' });
    const findings = findingsOf([outcomeOf(0, { ...BAD, fundInitial: 0, fundMin: 0, fundFinal: 0 })], without);
    expectSentences(findings);
    expect(findings.whatBroke).not.toContain('insurance fund');
    expect(findings.howSure).not.toContain('fund drawdown');
  });

  it('say that the fund lost nothing where it did not', () => {
    const findings = findingsOf([outcomeOf(0, { ...BAD, fundMin: 10e10 })]);
    expect(findings.whatBroke).toContain('; the insurance fund lost nothing;');
  });

  it('tell a rise where shorts were filled in one, and a fall where a few shorts were all that was filled', () => {
    const shorts = { ...BAD, liquidatedLongNotional: 1e10 };
    const squeeze = findingsOf([outcomeOf(0, { ...shorts, markHighLog: [0.5], indexHighLog: [0.4] })]);
    expect(squeeze.why).toContain("outside prices took it up 49.2 %, the venue's mark 64.9 %");
    const fall = findingsOf([outcomeOf(0, { ...shorts, markHighLog: [0.01], indexHighLog: [0.01] })]);
    expect(fall.why).toContain("outside prices took it down 25.9 %, the venue's mark 33 %");
    const longs = findingsOf([outcomeOf(0, { ...BAD, markHighLog: [0.5], indexHighLog: [0.4] })]);
    expect(longs.why).toContain('outside prices took it down 25.9 %');
  });

  it('name the other stages that bore loss, and only those', () => {
    const house = bare({
      'venue.waterfall': '[insuranceFund, defaulterContribution, defaultFund]',
      'venue.defaultFund': '{ members: [{ class: sturdy, contribution: 10 USD }], assessmentCap: 0 % }',
    });
    const paths = [outcomeOf(0, { ...BAD, defaultFundPaid: 3e10 }), outcomeOf(1, { ...BAD, defaultFundPaid: 1e10 })];
    const findings = findingsOf(paths, house);
    expectSentences(findings);
    expect(findings.howBad).toMatch(/\(worst\)\. Others bore loss as well \(means\): default fund \$2\.00 M\.$/);
    expect(findingsOf([outcomeOf(0, BAD)], house).howBad).not.toContain('Others');
    // Nobody can be deleveraged here; and of what takers took a share of, when the fund took nothing.
    const taken = findingsOf(
      [outcomeOf(0, { ...BAD, deleveragedNotional: 0, takeoverNotional: 0, takenNotional: 5e10 })],
      house,
    );
    expect(taken.whatBroke + taken.howSure).not.toContain('auto-deleveraging');
    expect(taken.why).toContain('bidders took over 50 % of forced notional and');
  });

  it('say what few paths, and paths with the same prices, are worth', () => {
    const two = findingsOf([outcomeOf(0, BAD), outcomeOf(1, BAD)], crowd()).howSure;
    expect(two).toContain('median fund drawdown 80 % (not bounded by so few paths)');
    expect(two).not.toContain('the same on every path');
    const same = findingsOf([outcomeOf(0, BAD)], bare()).howSure;
    expect(same).toContain('outside prices are the same on every path');
  });

  it('are sentences whatever the figures are', () => {
    const money = fc.constantFrom(0, 1, 9_999, 1e10, 8e15);
    const when = fc.constantFrom(-1, 0, 1, HOUR_US, 90 * 24 * HOUR_US);
    const logs = fc.constantFrom(0, -1e-12, -0.5, -20).map((low) => [low]);
    const tallies = fc.record({
      fundInitial: money,
      fundMin: money,
      fundMinAtUs: fc.constantFrom(0, HOUR_US),
      fundFinal: money,
      accountsLiquidated: fc.constantFrom(0, 1, 30),
      liquidatedNotional: money,
      liquidatedByInstrument: money.map((amount) => [amount]),
      liquidatedMinuteMaxAtUs: when,
      takeoverNotional: money,
      deleveragedNotional: money,
      deleveragedByInstrument: money.map((amount) => [amount]),
      uncoveredLoss: money,
      makersLiquidated: fc.constantFrom(0, 2),
      firstBreachAtUs: when,
      firstDeleveragingAtUs: when,
      firstHaltAtUs: when,
      markLowLog: logs,
      indexLowLog: logs,
      dislocationLowLog: logs,
    });
    const runs = fc.array(tallies, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(runs, fc.boolean(), (paths, isDated) => {
        const outcomes = paths.map((tally, path) => outcomeOf(path, tally));
        expectSentences(findingsOf(outcomes, isDated ? dated : scenario));
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it('of a simulated crowd are sentences, and name what happened', () => {
    const of = crowd();
    const outcomes = [0, 1].map((path) => simulate(of, { path }));
    const findings = findingsOf(outcomes, of);
    expectSentences(findings);
    expect(findings.whatBroke).toContain('of 213 accounts fell below maintenance margin');
    expect(findings.why).toMatch(/^(BTC|ETH) carried/);
  });
});
