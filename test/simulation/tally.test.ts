// Goal: the tally is what the journal says, counted a second time. Method: rich paths, every figure worked out again
// from rows of facts by plain filters; prices and the fund are watched from outside.
import { describe, expect, it } from 'vitest';
import { VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { COMMANDS, ORDER_PURPOSES, type FactKind } from '../../src/exchange/fact.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import { log } from '../../src/numeric/math.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { PathOutcome, PathTally } from '../../src/simulation/path-outcome.ts';
import { factsOf, sum, type FactRow } from './facts.ts';
import type { LossTally } from '../../src/simulation/loss-tally.ts';
import { bare, crowd } from './small-scenario.ts';

const MINUTE_US = 60_000_000;

/** Takers are counted again in `takeover.test.ts`. */
type Counted = Omit<
  PathTally,
  | keyof LossTally
  | 'fundInitial'
  | 'fundMin'
  | 'fundMinAtUs'
  | 'fundFinal'
  | 'markLowLog'
  | 'indexLowLog'
  | 'dislocationLowLog'
  | 'markHighLog'
  | 'indexHighLog'
  | 'dislocationHighLog'
  | 'openInterestInitial'
  | 'openInterestFinal'
  | 'positionsTaken'
  | 'takenNotional'
  | 'takerGain'
  | 'takersLiquidated'
  | 'auctions'
  | 'auctionsUnsold'
  | 'firstTakerBreachAtUs'
>;

function countAgain(scenario: Scenario, outcome: PathOutcome): Counted {
  const of = (kind: FactKind): FactRow[] => factsOf(outcome, kind);
  const size = (rows: readonly FactRow[]): number => sum(rows.map(({ value }) => Math.abs(value)));
  const money = (rows: readonly FactRow[]): number => sum(rows.map(({ value }) => value));
  const first = (kind: FactKind): number => of(kind)[0]?.timeUs ?? -1;
  const accounts = (rows: readonly FactRow[]): number[] => [...new Set(rows.map(({ account }) => account))];
  const byInstrument = (rows: readonly FactRow[]): number[] =>
    scenario.venue.instruments.map((_, i) => size(rows.filter(({ instrument }) => instrument === i)));
  const fills = of('liquidationFill');
  const minutes = new Map<number, number>();
  for (const fill of fills) {
    const start = Math.floor(fill.timeUs / MINUTE_US) * MINUTE_US;
    minutes.set(start, (minutes.get(start) ?? 0) + Math.abs(fill.value));
  }
  const busiest = [...minutes].reduce((best, next) => (next[1] > best[1] ? next : best), [-1, 0]);
  const ends = of('haltEnd');
  const halted = of('haltStart').map((start) => {
    const end = ends.find(({ instrument, timeUs }) => instrument === start.instrument && timeUs > start.timeUs);
    return (end?.timeUs ?? scenario.run.durationUs) - start.timeUs;
  });
  return {
    fundFees: money(of('liquidationFee')),
    fundTakeoverGain: sum(of('takeover').map(({ a }) => Math.max(0, a))),
    fundTakeoverLoss: sum(of('takeover').map(({ a }) => Math.max(0, -a))),
    fundDeficitsPaid: money(of('fundPayment')),
    breaches: of('breach').length,
    accountsLiquidated: accounts(of('breach')).length,
    recoveries: of('recovered').length,
    accountsClosed: of('accountClosed').length,
    liquidationOrders: fills.length,
    liquidatedNotional: size(fills),
    liquidatedLongNotional: size(fills.filter(({ lots }) => lots < 0)),
    liquidatedByInstrument: byInstrument(fills),
    liquidatedMinuteMax: busiest[1],
    liquidatedMinuteMaxAtUs: busiest[0],
    liquidationsDeferred: of('liquidationDeferred').length,
    takeovers: of('takeover').length,
    takeoverNotional: size(of('takeover')),
    deleveragings: of('deleveraging').length,
    accountsDeleveraged: accounts(of('deleveraging')).length,
    deleveragedNotional: size(of('deleveraging')),
    deleveragedByInstrument: byInstrument(of('deleveraging')),
    uncoveredLoss: money(of('uncoveredLoss')),
    halts: of('haltStart').length,
    haltedUs: sum(halted),
    marginCalls: of('marginCall').length,
    deposits: money(of('deposit')),
    withdrawalsAsked: money(of('withdrawalRequest')),
    withdrawalsPaid: money(of('withdrawal')),
    withdrawalWaitMaxUs: Math.max(0, ...of('withdrawal').map(({ b }) => b)),
    faults: of('faultStart').length,
    ordersDelayed: money(of('commandDelayed').filter(({ b }) => COMMANDS[b] === 'order')),
    ordersLost: money(of('commandLost').filter(({ b }) => COMMANDS[b] === 'order')),
    transfersDelayed: money(of('commandDelayed').filter(({ b }) => COMMANDS[b] !== 'order')),
    transfersLost: money(of('commandLost').filter(({ b }) => COMMANDS[b] !== 'order')),
    orderedByPurpose: ORDER_PURPOSES.map((_, purpose) => size(of('order').filter(({ b }) => b === purpose))),
    offloadedNotional: size(of('offload')),
    // Nobody attacks the fund here.
    adversaryProfit: 0,
    makersLiquidated: accounts(of('breach')).filter((account) => kindOf(scenario, account) === 'marketMaker').length,
    fundingPaid: money(of('funding')),
    fundFunding: sum(of('funding').map(({ b }) => b)),
    longFundingByInstrument: scenario.venue.instruments.map((_, i) =>
      sum(of('funding').map(({ instrument, value, a }) => (instrument === i ? (a < 0 ? -value : value) : 0))),
    ),
    firstBreachAtUs: first('breach'),
    firstTakeoverAtUs: first('takeover'),
    firstDeleveragingAtUs: first('deleveraging'),
    firstUncoveredLossAtUs: first('uncoveredLoss'),
    firstHaltAtUs: first('haltStart'),
  };
}

function kindOf({ agents }: Scenario, account: number): string {
  let end = VENUE_ACCOUNTS;
  return agents.classes.find((one) => account < (end += one.accounts))!.kind;
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a crowd': crowd(),
  'a crowd without a fund': crowd({ 'venue.insuranceFund.initial': '0 USD', 'venue.waterfall': '[insuranceFund]' }),
  'a crowd with a halt that lasts': crowd({ 'venue.circuitBreakers.halt.duration': '18 min' }),
  'a crowd with poor and sleepy makers': crowd({
    'agents.classes[2].equity': '10 k USD',
    'agents.classes[2].requoteInterval': '15 min',
    'venue.circuitBreakers.halt': 'off',
  }),
  'a crowd that is sold in small steps, so much a minute': crowd({
    'venue.liquidation.sizing': '{ kind: restoreBuffer, bufferRatio: 1.5x }',
    'venue.liquidation.wholeBelow': '0 USD',
    'venue.circuitBreakers.throttle': '{ notionalMax: 20 k USD, window: 1 min }',
    'venue.liquidation.latency': '20 s', // long enough for some to recover
    'market.impact.halfLife': '10 s',
  }),
  'a crowd that pays funding': crowd({ 'venue.funding': '{ interval: 1 min, sampleInterval: 10 s, cap: 1 % }' }),
  'a crowd that takes its money out, with faults': crowd({
    'venue.withdrawals': '{ latency: 20 s, throughput: 5 /s }',
    'agents.classes.retail.bankRun': '{ fall: { min: 2 %, max: 20 % } }',
    faults:
      '[{ kind: agentsCutOff, at: 3 min, duration: 3 min, share: 50 %, commands: lose }, { kind: agentsCutOff, at: 7 min, duration: 3 min, share: 50 % }]',
  }),
  'a bare fall': bare(),
  'a bare rise': bare({ 'market.prices.jumps': '[{ at: 1 min, move: +150 % }]' }),
};

describe('the tally', () => {
  const seen = new Set<string>();

  it.each(Object.keys(SCENARIOS))('of %s is what its facts add up to', (name) => {
    const scenario = SCENARIOS[name]!;
    const outcome = simulate(scenario);
    expect(outcome.failure).toBeNull();
    const again = countAgain(scenario, outcome);
    expect(outcome.tally).toMatchObject(again);
    for (const [field, figure] of Object.entries(again)) {
      if ([figure].flat().some((value) => value !== 0)) seen.add(field);
    }
  });

  it('had something to count in every field', () => {
    const scenario = SCENARIOS['a bare fall']!;
    const fields = Object.keys(countAgain(scenario, simulate(scenario))).filter((field) => field !== 'adversaryProfit');
    expect(fields.filter((field) => !seen.has(field))).toEqual([]);
  });

  it('knows the lowest prices, the lowest fund and when that was', () => {
    const scenario = crowd();
    const { instruments } = scenario.venue;
    const lows = instruments.map(() => ({ mark: 0, index: 0, dislocation: 0, markHigh: 0, indexHigh: 0 }));
    const outcome = simulate(scenario, {
      observer: (_, exchange, { kind }) => {
        // The last fact of a mark update is the update itself or what it trips; prices do not change within it.
        if (kind !== 'markUpdate') return;
        instruments.forEach(({ priceInitialTicks }, i) => {
          const [mark, index] = [exchange.markTicksOf(i), exchange.indexTicksOf(i)].map((ticks) =>
            log(ticks / priceInitialTicks),
          );
          const low = lows[i]!;
          low.mark = Math.min(low.mark, mark!);
          low.index = Math.min(low.index, index!);
          low.markHigh = Math.max(low.markHigh, mark!);
          low.indexHigh = Math.max(low.indexHigh, index!);
          low.dislocation = Math.min(low.dislocation, log(exchange.lastTicksOf(i) / exchange.indexTicksOf(i)));
        });
      },
    });
    const { tally, series } = outcome;
    expect(tally.markLowLog).toEqual(lows.map(({ mark }) => mark));
    expect(tally.indexLowLog).toEqual(lows.map(({ index }) => index));
    expect(tally.dislocationLowLog).toEqual(lows.map(({ dislocation }) => dislocation));
    expect(tally.markHighLog).toEqual(lows.map(({ markHigh }) => markHigh));
    expect(tally.indexHighLog).toEqual(lows.map(({ indexHigh }) => indexHigh));
    expect(tally.fundMin).toBeLessThanOrEqual(Math.min(...series.fundEquity));
    expect(tally.fundMin).toBeLessThan(tally.fundInitial);
    expect(factsOf(outcome).some(({ timeUs }) => timeUs === tally.fundMinAtUs)).toBe(true);
  });

  it('knows open interest at both ends, at the mark', () => {
    const outcome = simulate(bare());
    // 2,000 coins a side at USD 100. The fund takes 1,000 of them over and sells a tenth of its largest holding every
    // 30 s: an old long is a new long of the external account.
    expect(outcome.tally.openInterestInitial).toEqual([200_000 * 10_000]);
    const sold = -sum(factsOf(outcome, 'inventoryUnwind').map(({ lots }) => lots));
    expect(sold).toBe(100_000);
    expect(outcome.tally.openInterestFinal).toEqual([200_000 * 8_800]);
  });
});
