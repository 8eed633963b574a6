// Goal: funding is paid when it is due, by everybody who holds a perpetual, to the last quantum, and what it does to
// accounts is answered at once. Method: whole paths from scenario keys, audited after every event, with payments worked out
// by hand from what accounts hold.
import { describe, expect, it } from 'vitest';
import type { ExchangePort } from '../../src/exchange/exchange-port.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import { simulatePath } from '../../src/simulation/simulate-path.ts';
import { anyContractText } from '../scenario/any-contract-scenario.ts';
import { factsOf, sum } from './facts.ts';
import { bare, crowd, readScenarioText } from './small-scenario.ts';

const MINUTE_US = 60_000_000;
const EVERY_MINUTE = 'interval: 1 min, sampleInterval: 10 s, period: 1 min';
const calm = (funding: string, more: Readonly<Record<string, string>> = {}): Scenario =>
  bare({ 'market.prices.jumps': '[]', 'venue.funding': `{ ${EVERY_MINUTE}${funding} }`, ...more });

const everybody = ({ accountCount }: ExchangePort): number[] => Array.from({ length: accountCount }, (_, n) => n);

/** Equity of everybody right after each payment. */
function equitiesOver(scenario: Scenario): { lots: number[]; equities: number[][] } {
  const equities: number[][] = [];
  let lots: number[] = [];
  const { failure } = simulatePath({
    scenario,
    population: buildPopulation(scenario, null).population,
    path: 0,
    audit: true,
    observer: (_, exchange, { kind, a }) => {
      if (kind === 'funding') expect(exchange.fundingRateOf(0)).toBe(a);
      else if (lots.length > 0) return;
      lots = everybody(exchange).map((account) => exchange.lotsOf(account, 0));
      equities.push(everybody(exchange).map((account) => exchange.equityOf(account)));
    },
  });
  expect(failure).toBeNull();
  return { lots, equities };
}

describe('funding at a calm price', () => {
  it('is interest of 0.01 % from every long to every short, at each time but the end', () => {
    const outcome = simulate(calm(''), { audit: true });
    const facts = factsOf(outcome, 'funding');
    expect(facts.map(({ timeUs }) => timeUs / MINUTE_US)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(facts.map(({ a }) => a))).toEqual(new Set([0.0001]));
    const interest = outcome.tally.openInterestInitial[0]! * 0.0001;
    expect(facts.map(({ value }) => value)).toEqual(facts.map(() => interest));
    expect(outcome.tally).toMatchObject({ fundingPaid: 9 * interest, longFundingByInstrument: [9 * interest] });
  });

  it('rounds against each account and leaves the rest to the insurance fund', () => {
    // About a third of a quantum for each lot of USD 1: nothing comes out even.
    const { lots, equities } = equitiesOver(calm(', formula: { kind: addedInterest, interest: 0.003333377 % }'));
    const [before, after] = [equities[0]!, equities[1]!];
    const paid = lots.map((each) => Math.ceil(each * 10_000 * (0.003_333_377 / 100)));
    const rest = sum(paid);
    expect(rest).toBeGreaterThan(0);
    expect(lots[0]).toBe(0);
    lots.forEach((_, account) => {
      expect(after[account]! - before[account]!).toBe(account === 0 ? rest : -paid[account]! + 0);
    });
  });

  it('follows the first payment, the index and the interval before where the rate is paid late', () => {
    // An index of 101 while the book trades at 100: a premium of -1/101.
    const off = { 'venue.markPrice.index': '{ venues: [{ weight: 1, deviation: 1 % }] }' };
    const premium = -100 / 10_100;
    const rates = (funding: string) =>
      factsOf(simulate(calm(funding, off), { audit: true }), 'funding').map(({ a }) => a);
    const at = premium + 0.0005;
    const inTime = rates(', first: 5 min');
    expect(inTime).toHaveLength(5);
    for (const rate of inTime) expect(rate).toBeCloseTo(at, 15);
    const [first, ...others] = rates(', first: 7 min, paidLate: true');
    expect(first).toBe(0.0001);
    for (const rate of others) expect(rate).toBeCloseTo(at, 15);
    expect(others).toHaveLength(2);
  });

  it('brings accounts into breach at the moment of a payment, without a move of a price', () => {
    const outcome = simulate(calm(', formula: { kind: addedInterest, interest: 4 % }'), { audit: true });
    expect(outcome.failure).toBeNull();
    const breaches = factsOf(outcome, 'breach');
    expect(breaches.length).toBeGreaterThan(0);
    // 10x: 40 % of equity a payment; below 2.5 % of notional after the second.
    expect(breaches[0]!.timeUs).toBe(2 * MINUTE_US);
    expect(breaches.filter(({ timeUs }) => timeUs === 2 * MINUTE_US)).toHaveLength(10);
  });
});

describe('funding in a crash', () => {
  const digests = new Set<string>();
  const funding = { 'venue.funding': '{ interval: 1 min, sampleInterval: 10 s, cap: 1 %, average: rising }' };

  it('goes on in a halt', () => {
    const outcome = simulate(crowd({ ...funding, 'venue.circuitBreakers.halt.duration': '18 min' }), { audit: true });
    expect(outcome.tally.halts).toBeGreaterThan(0);
    const halted = factsOf(outcome, 'haltStart')[0]!;
    const during = factsOf(outcome, 'funding').filter(
      ({ timeUs, instrument }) => timeUs > halted.timeUs && instrument === halted.instrument,
    );
    expect(during.length).toBeGreaterThan(5);
  });

  it.each(['last', 'binance', 'hyperliquid', 'bitmex', 'deribit'])(
    'holds every invariant under the mark rule %s',
    (rule) => {
      const text = `{ rule: ${rule}, index: { ownWeight: 0.25, average: mean } }`;
      const outcome = simulate(crowd({ ...funding, 'venue.markPrice': text }), { audit: true });
      expect(outcome.failure).toBeNull();
      expect(outcome.tally.breaches).toBeGreaterThan(0);
      expect(outcome.tally.fundingPaid).toBeGreaterThan(0);
      digests.add(outcome.digest);
    },
  );

  it('comes to something else under each rule', () => {
    expect(digests.size).toBe(5);
  });

  it('pays inverse perpetuals in coin, and options and balances nothing', () => {
    const scenario = readScenarioText(anyContractText, {
      'run.duration': '4 min',
      'market.prices': '{}',
      'venue.funding': '{ interval: 1 min, formula: { kind: addedInterest, interest: 1 % } }',
    });
    const coin = scenario.venue.instruments.findIndex(({ symbol }) => symbol === 'BTC-SPOT');
    let before = 0;
    const outcome = simulatePath({
      scenario,
      population: buildPopulation(scenario, null).population,
      path: 0,
      audit: true,
      observer: (_, exchange, { kind }) => {
        // What rounding leaves over, in coin, never shrinks.
        const rest = exchange.lotsOf(exchange.accountCount - 1, coin);
        if (kind === 'funding') expect(rest).toBeGreaterThanOrEqual(before);
        before = rest;
      },
    });
    expect(outcome.failure).toBeNull();
    expect(before).toBeGreaterThan(0);
    const paid = new Set(
      factsOf(outcome, 'funding').map(({ instrument }) => scenario.venue.instruments[instrument]!.symbol),
    );
    expect(paid).toEqual(new Set(['BTC', 'BTC-INV']));
    expect(outcome.tally.longFundingByInstrument[2]).toBeGreaterThan(0);
  });
});
