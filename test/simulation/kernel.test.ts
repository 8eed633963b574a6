// Goal: what takes time takes simulated time, nothing trades in a halt, and a path that breaks a rule ends as a failed
// path. Method: a bare venue whose price jumps once, and the times of the facts that follow, to the microsecond.
import { describe, expect, it } from 'vitest';
import { assert } from '../../src/base/assert.ts';
import { lotsIn, setLots } from '../../src/exchange/account-records.ts';
import { openPopulation } from '../../src/exchange/accounts.ts';
import { ColumnExchange, type ExchangeInput } from '../../src/exchange/column-exchange.ts';
import type { ExchangePort } from '../../src/exchange/exchange-port.ts';
import { DEFERRED_BY_HALT, ORDER_PURPOSES, type FactKind } from '../../src/exchange/fact.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import { RANK } from '../../src/simulation/event-queue.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { simulatePath } from '../../src/simulation/simulate-path.ts';
import { factsOf, type FactRow } from './facts.ts';
import { bare, crowd, runAudited } from './small-scenario.ts';

const SECOND_US = 1_000_000;
const MINUTE_US = 60 * SECOND_US;

const timesOf = (outcome: PathOutcome, ...kinds: FactKind[]): number[] =>
  factsOf(outcome, ...kinds).map(({ timeUs }) => timeUs);

/** A fall that leaves the brittle accounts with USD 200 against a maintenance margin of 230. */
const FALL = { 'market.prices.jumps': '[{ at: 1 min, move: -8 % }]' };

describe('a change of margin rates', () => {
  // Brittle accounts hold USD 10,000 with an equity of 1,000; 2.5 % of it are 250, five times that is 1,250.
  const raised = {
    'market.prices.jumps': '[]',
    'venue.marginChanges': '[{ at: 60.5 s, multiplier: 5x }, { at: 4 min, multiplier: 1x }]',
  };

  it('finds accounts in breach at its own instant, without a move of the price', () => {
    const outcome = runAudited(bare(raised));
    const changeUs = MINUTE_US + 500_000;
    expect(factsOf(outcome, 'marginChange').map(({ timeUs, instrument, a, b }) => [timeUs, instrument, a, b])).toEqual([
      [changeUs, 0, 5_000_000, 5_000_000],
      [4 * MINUTE_US, 0, 1_000_000, 1_000_000],
    ]);
    const breaches = factsOf(outcome, 'breach');
    expect(breaches.map(({ timeUs, value, a }) => [timeUs, value, a])).toEqual(
      Array(10).fill([changeUs, 10_000_000, 12_500_000]),
    );
    expect(timesOf(outcome, 'liquidationFill')[0]).toBe(changeUs + 100_000);
    const [change] = factsOf(outcome, 'marginChange');
    expect(change!.rank).toBe(RANK.marginChange);
  });

  it('leaves accounts alone that meet the new rates, and all of them when initial rates alone rise', () => {
    const [mild, initial] = ['{ at: 1 min, multiplier: 4x }', '{ at: 1 min, multiplier: 5x, initialOnly: true }'];
    for (const change of [mild, initial]) {
      const outcome = runAudited(bare({ ...raised, 'venue.marginChanges': `[${change}]` }));
      expect(factsOf(outcome, 'marginChange')).toHaveLength(1);
      expect(factsOf(outcome, 'breach')).toEqual([]);
    }
  });
});

describe('time', () => {
  it('passes between a price and the mark, the mark and the first order', () => {
    const outcome = runAudited(
      bare({ ...FALL, 'venue.markPrice.latency': '250 ms', 'venue.liquidation.latency': '40 ms' }),
    );
    expect(timesOf(outcome, 'breach')).toEqual(Array(10).fill(MINUTE_US + 250_000));
    // 1,000 orders a second: one each millisecond.
    const orders = Array.from({ length: 10 }, (_, n) => MINUTE_US + 290_000 + 1_000 * n);
    expect(timesOf(outcome, 'liquidationFill')).toEqual(orders);
  });

  it('passes between orders as the throughput says', () => {
    const outcome = runAudited(bare({ ...FALL, 'venue.liquidation.throughput': '2 /s' }));
    const orders = Array.from({ length: 10 }, (_, n) => MINUTE_US + 100_000 + 500_000 * n);
    expect(timesOf(outcome, 'liquidationFill')).toEqual(orders);
  });

  it('passes between the orders of one account', () => {
    const outcome = runAudited(
      bare({
        ...FALL,
        'venue.liquidation.sizing': '{ kind: fraction, share: 50 % }',
        'venue.liquidation.stepInterval': '3 s',
      }),
    );
    // Half of a position of 10x leaves equity at more than twice the margin that half needs: it is well again.
    expect(timesOf(outcome, 'liquidationFill').every((timeUs) => timeUs < MINUTE_US + 200_000)).toBe(true);
    const recovered = factsOf(outcome, 'recovered');
    expect(recovered).toHaveLength(10);
    for (const { account, timeUs } of recovered) {
      const [fill] = factsOf(outcome, 'liquidationFill').filter((fact) => fact.account === account);
      expect(timeUs).toBe(fill!.timeUs + 3 * SECOND_US);
    }
  });

  it('serves those with least equity for their margin first', () => {
    const outcome = runAudited(
      bare({ ...FALL, 'agents.classes[0].equity': '{ kind: uniform, min: 900 USD, max: 1100 USD }' }),
    );
    const breaches = new Map(factsOf(outcome, 'breach').map((fact) => [fact.account, fact.value / fact.a]));
    const ratios = factsOf(outcome, 'liquidationFill').map(({ account }) => breaches.get(account)!);
    expect(ratios.length).toBeGreaterThan(1);
    expect(ratios).toEqual(ratios.toSorted((x, y) => x - y));
    expect(new Set(ratios).size).toBeGreaterThan(1);
  });

  it("passes between what agents see and their orders' arrival", () => {
    const outcome = runAudited(
      bare({
        'agents.classes[0].stopLossProbability': '100 %',
        'agents.classes[0].stopLossEquityShare': '90 %',
        'agents.classes[0].reaction': '7 s',
        'market.prices.jumps': '[{ at: 1 min, move: -3 % }]',
      }),
    );
    const orders = factsOf(outcome, 'order');
    expect(orders).toHaveLength(10);
    for (const order of orders) {
      expect([order.timeUs, order.b]).toEqual([MINUTE_US + 7 * SECOND_US, ORDER_PURPOSES.indexOf('stopLoss')]);
    }
  });

  it('passes between a margin call and the payment', () => {
    const payers =
      '{ name: payers, kind: marginCallPayer, accounts: 3, equity: 1 k USD, leverage: 10x, longShare: 100 %, payProbability: 100 %, topUpRatio: 2x, reaction: 20 s }';
    const short =
      '{ name: short, kind: leveragedDirectional, accounts: 3, equity: 20 k USD, leverage: 1x, longShare: 0 % }';
    const outcome = runAudited(
      bare({
        'agents.classes': `[${payers}, ${short}]`,
        'venue.instruments[0].openInterest': '30 k USD',
        'market.prices.jumps': '[{ at: 1 min, move: -7 % }]',
      }),
    );
    // USD 300 left against 232.50: called below 1.5 x, and 2 x 232.50 - 300 = USD 165 are missing.
    expect(timesOf(outcome, 'marginCall')).toEqual(Array(3).fill(MINUTE_US));
    expect(factsOf(outcome, 'deposit').map(({ timeUs, value }) => [timeUs, value])).toEqual(
      Array(3).fill([MINUTE_US + 20 * SECOND_US, 1_650_000]),
    );
    expect(factsOf(outcome, 'breach')).toEqual([]);
  });
});

describe('marks', () => {
  const thin = {
    ...FALL,
    'venue.instruments[0].depthAtOnePercent': '1 M USD',
    'venue.markPrice.ownVenueWeight': '100 %',
  };

  it('follow a trade after the latency, and at once without', () => {
    const at = (latency: string) => {
      const outcome = runAudited(
        bare({ ...thin, 'venue.markPrice.latency': latency, 'venue.liquidation.throughput': '1 /s' }),
      );
      const [fill] = timesOf(outcome, 'liquidationFill');
      return timesOf(outcome, 'markUpdate').find((timeUs) => timeUs >= fill!)! - fill!;
    };
    expect(at('0 ms')).toBe(0);
    expect(at('300 ms')).toBe(300_000);
  });

  it('wait for the interval when trades come fast', () => {
    const outcome = runAudited(
      bare({ ...thin, 'venue.markPrice.latency': '200 ms', 'venue.markPrice.interval': '2 s' }),
    );
    const updates = timesOf(outcome, 'markUpdate').filter(
      (timeUs) => timeUs > MINUTE_US && timeUs < MINUTE_US + 11 * SECOND_US,
    );
    // The jump is marked at 60.2 s, orders fill from 60.3 s on and are all marked together; the next tick at 70 s.
    expect(updates).toEqual([60_200_000, 62_200_000, 70_200_000]);
  });

  it('fall with forced sales when the venue counts, and do not when it does not', () => {
    const gapOf = (weight: string) => {
      const { markLowLog, indexLowLog } = runAudited(bare({ ...thin, 'venue.markPrice.ownVenueWeight': weight })).tally;
      return markLowLog[0]! - indexLowLog[0]!;
    };
    expect(gapOf('0 %')).toBe(0);
    expect(gapOf('100 %')).toBeLessThan(-0.001);
  });
});

describe('a halt', () => {
  const halted = (allowed: boolean) => ({
    'venue.circuitBreakers.halt': `{ window: 1 min, move: 10 %, duration: 45 s, liquidationsAllowed: ${allowed} }`,
  });

  it('keeps orders of agents waiting until trading resumes, and they fill then', () => {
    const panic = crowd({
      'venue.circuitBreakers.halt.move': '4 %',
      'venue.circuitBreakers.halt.duration': '40 s',
    });
    const rows = factsOf(runAudited(panic));
    const endOf = (n: number) => rows.slice(0, n).findLast(({ kind }) => kind === 'haltEnd')?.timeUs;
    // Reactions take their own time; only an order that waited arrives at the very instant of a reopening.
    const waited = rows.filter(({ kind, lots, timeUs }, n) => kind === 'order' && lots !== 0 && timeUs === endOf(n));
    expect(waited.length).toBeGreaterThan(0);
  });

  it('keeps liquidations waiting until trading resumes, and they are served then', () => {
    const outcome = runAudited(bare(halted(false)));
    const endUs = MINUTE_US + 45 * SECOND_US;
    expect(timesOf(outcome, 'haltStart')).toEqual([MINUTE_US]);
    expect(factsOf(outcome, 'haltStart')[0]!.b).toBe(endUs);
    expect(timesOf(outcome, 'haltEnd')).toEqual([endUs]);
    const deferred = factsOf(outcome, 'liquidationDeferred');
    expect(deferred.map(({ a }) => a)).toEqual(Array(10).fill(DEFERRED_BY_HALT));
    const taken = timesOf(outcome, 'takeover');
    expect(taken).toEqual(Array.from({ length: 10 }, (_, n) => endUs + 1_000 * n));
  });

  it('lets liquidations through when the scenario says so', () => {
    const outcome = runAudited(bare(halted(true)));
    expect(factsOf(outcome, 'liquidationDeferred')).toEqual([]);
    expect(timesOf(outcome, 'takeover')[0]).toBe(MINUTE_US + 100_000);
  });

  it('is counted to the end of the path when it outlasts it', () => {
    const outcome = runAudited(bare({ ...halted(false), 'run.duration': '90 s', 'run.sampleInterval': '10 s' }));
    expect(outcome.tally.halts).toBe(1);
    expect(outcome.tally.haltedUs).toBe(30 * SECOND_US);
    expect(factsOf(outcome, 'haltEnd')).toEqual([]);
  });

  const trades: readonly FactKind[] = [
    'order',
    'offload',
    'liquidationFill',
    'takeover',
    'deleveraging',
    'inventoryUnwind',
  ];
  const forced: readonly FactKind[] = ['liquidationFill', 'takeover', 'deleveraging', 'inventoryUnwind'];
  const tripping = {
    'venue.circuitBreakers.halt.window': '1 min',
    'venue.circuitBreakers.halt.move': '4 %',
    'venue.circuitBreakers.halt.duration': '40 s',
  };

  /** Facts that moved lots in an instrument between its halt's start and end. */
  function tradesInHalts(outcome: PathOutcome): { halts: number; inside: FactRow[]; after: FactRow[] } {
    const isHalted = new Set<number>();
    const wasHalted = new Set<number>();
    const [inside, after]: FactRow[][] = [[], []];
    let halts = 0;
    for (const fact of factsOf(outcome)) {
      if (fact.kind === 'haltStart') {
        isHalted.add(fact.instrument);
        halts += 1;
      } else if (fact.kind === 'haltEnd') {
        isHalted.delete(fact.instrument);
        wasHalted.add(fact.instrument);
      } else if (trades.includes(fact.kind) && fact.lots !== 0) {
        if (isHalted.has(fact.instrument)) inside!.push(fact);
        else if (wasHalted.has(fact.instrument)) after!.push(fact);
      }
    }
    return { halts, inside: inside!, after: after! };
  }

  it('sees no trade of any kind in a crowd, and trading goes on after it', () => {
    const { halts, inside, after } = tradesInHalts(runAudited(crowd(tripping)));
    expect(halts).toBeGreaterThan(3);
    expect(inside).toEqual([]);
    expect(new Set(after.map(({ kind }) => kind))).toContain('liquidationFill');
    expect(new Set(after.map(({ kind }) => kind))).toContain('order');
  });

  it('in which liquidations are allowed sees those and nothing else', () => {
    const { inside } = tradesInHalts(
      runAudited(crowd({ ...tripping, 'venue.circuitBreakers.halt.liquidationsAllowed': 'true' })),
    );
    expect(inside.some(({ kind }) => kind === 'liquidationFill' || kind === 'takeover')).toBe(true);
    expect(inside.filter(({ kind }) => !forced.includes(kind))).toEqual([]);
  });

  it('leaves the mark where it was', () => {
    const marks = new Map<number, Set<number>>();
    simulate(crowd(tripping), {
      observer: (_, exchange) => {
        for (let i = 0; i < exchange.instrumentCount; i += 1) {
          const untilUs = exchange.haltedUntilUsOf(i);
          if (untilUs > 0)
            marks.set(untilUs * 10 + i, (marks.get(untilUs * 10 + i) ?? new Set()).add(exchange.markTicksOf(i)));
        }
      },
    });
    expect(marks.size).toBeGreaterThan(3);
    for (const seen of marks.values()) expect(seen.size).toBe(1);
  });
});

describe('samples', () => {
  it('are taken from the start to the end at regular times', () => {
    const { series } = runAudited(bare());
    expect(Array.from(series.timeUs)).toEqual(Array.from({ length: 11 }, (_, n) => n * MINUTE_US));
    expect(series.count).toBe(11);
    for (const column of [series.fundEquity, series.uncoveredLoss, series.markTicks, series.halted])
      expect(column).toHaveLength(11);
  });

  it('end before the end when the interval does not divide the duration', () => {
    const { series } = runAudited(bare({ 'run.sampleInterval': '4 min' }));
    expect(Array.from(series.timeUs)).toEqual([0, 4 * MINUTE_US, 8 * MINUTE_US]);
  });

  it('show the state after everything else of that instant', () => {
    const { series } = runAudited(bare({ ...FALL, 'venue.liquidation.latency': '0 ms' }));
    // The jump, its breaches and the first order all happen at one minute.
    expect(Array.from(series.markTicks.subarray(0, 3))).toEqual([10_000, 9_200, 9_200]);
    expect(series.liquidated[0]).toBe(0);
    expect(series.liquidated[1]).toBeGreaterThan(0);
  });

  it('show halts, forced trades and the fund as they were', () => {
    const outcome = runAudited(crowd());
    const { series } = outcome;
    const facts = factsOf(outcome);
    for (let row = 0; row < series.count; row += 1) {
      const past = facts.filter(({ timeUs }) => timeUs <= series.timeUs[row]!);
      for (let i = 0; i < series.instrumentCount; i += 1) {
        const of = (kind: FactKind) => past.filter((fact) => fact.kind === kind && fact.instrument === i);
        const at = row * series.instrumentCount + i;
        expect(series.halted[at]).toBe(of('haltStart').length - of('haltEnd').length);
        expect(series.liquidated[at]).toBe(
          of('liquidationFill').reduce((total, { value }) => total + Math.abs(value), 0),
        );
        expect(series.deleveraged[at]).toBe(
          of('deleveraging').reduce((total, { value }) => total + Math.abs(value), 0),
        );
      }
    }
    expect(series.fundEquity[0]).toBe(outcome.tally.fundInitial);
    expect(series.fundEquity.at(-1)).toBe(outcome.tally.fundFinal);
  });
});

describe('a path that breaks a rule', () => {
  const scenario = bare();
  const { population } = buildPopulation(scenario, null);
  const simulateOn = (createExchange: (input: ExchangeInput) => ExchangePort, audit: boolean): PathOutcome =>
    simulatePath({ scenario, population, path: 0, audit, createExchange });

  /** An exchange with one invariant more: nobody is ever closed. It does not hold in this scenario. */
  class Hopeful extends ColumnExchange {
    override audit(): void {
      super.audit();
      for (let account = 4; account < this.accountCount; account += 1) {
        assert(this.isActive(account), `Invariant: nobody is liquidated; account ${account} is`);
      }
    }
  }

  it('ends there, with the key of its event and what it left behind so far', () => {
    const outcome = simulateOn((input) => new Hopeful(input), true);
    const whole = simulateOn((input) => new ColumnExchange(input), true);
    expect(whole.failure).toBeNull();
    const [breach] = factsOf(whole, 'breach');
    expect(outcome.failure).toEqual({
      kind: 'invariant',
      message: 'Invariant: nobody is liquidated; account 4 is',
      timeUs: MINUTE_US,
      rank: RANK.breachCheck,
      sequence: breach!.sequence,
    });
    expect(factsOf(outcome).at(-1)!.kind).toBe('breach');
    expect(factsOf(outcome)).toEqual(factsOf(whole).slice(0, outcome.journal.count));
    // The sample of one minute comes after the event that failed.
    expect(outcome.series.count).toBe(1);
    expect(outcome.digest).not.toBe(whole.digest);
  });

  it('is found at its end when nobody looks before', () => {
    const outcome = simulateOn((input) => new Hopeful(input), false);
    expect(outcome.failure).toMatchObject({ kind: 'invariant', timeUs: 10 * MINUTE_US, rank: RANK.end });
  });

  it('is found at its first event when it starts wrong', () => {
    const outcome = simulateOn((input) => {
      const unsound = openPopulation(population.buffer.slice(0), 1);
      setLots(unsound.records, 4, 0, lotsIn(unsound.records, 4, 0) + 1);
      return new ColumnExchange({ ...input, population: unsound });
    }, true);
    expect(outcome.failure).toMatchObject({
      kind: 'invariant',
      timeUs: 0,
      message: expect.stringMatching(/A nets to 1 lots/) as string,
    });
    expect(outcome.eventCount).toBe(1);
  });

  it('for any other reason is a failed path too', () => {
    class Broken extends ColumnExchange {
      override liquidate(account: number): never {
        throw new RangeError(`no liquidation of ${account} today`);
      }
    }
    expect(simulateOn((input) => new Broken(input), false).failure).toMatchObject({
      kind: 'error',
      message: 'no liquidation of 4 today',
      timeUs: MINUTE_US + 100_000,
      rank: RANK.liquidationStep,
    });
  });
});
