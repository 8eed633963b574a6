// One plausible path: two legs down and a rebound, breaches in the falls, the fund paying for what the book did not
// take. Facts come first; series and tally are sums over them, so that they agree as they do in a real path.

import {
  QUANTA_PER_USD,
  US_PER_HOUR,
  US_PER_MINUTE,
  US_PER_SECOND,
  type QuoteQuanta,
  type SimTimeUs,
} from '../../src/base/units.ts';
import { FACT_KINDS, type FactKind } from '../../src/exchange/fact.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { JournalColumns, PathOutcome, SeriesColumns } from '../../src/simulation/path-outcome.ts';
import { emptyWork } from '../experiment/empty-columns.ts';
import { tallyOf } from './fixture-tally.ts';

export interface Fact {
  readonly timeUs: SimTimeUs;
  readonly kind: FactKind;
  readonly account: number;
  readonly instrument: number;
  readonly lots: number;
  readonly value: QuoteQuanta;
  readonly a: number;
  readonly b: number;
}

export type Draw = () => number;

/** A small generator of numbers in [0, 1), so that fixtures do not depend on the engine's streams. */
export function drawsFrom(seed: number): Draw {
  let state = (seed * 2_654_435_761 + 12_345) % 4_294_967_296;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const legs = [
  [0, 0],
  [0.21, -0.08],
  [0.225, -0.38],
  [0.3, -0.3],
  [0.52, -0.34],
  [0.547, -0.74],
  [0.56, -0.44],
  [1, -0.4],
] as const;

function baseReturn(share: number): number {
  const k = legs.findIndex(([at]) => at >= share);
  if (k <= 0) return 0;
  const [fromAt, from] = legs[k - 1]!;
  const [toAt, to] = legs[k]!;
  return from + ((to - from) * (share - fromAt)) / (toAt - fromAt);
}

const usd = (dollars: number) => Math.round(dollars) * QUANTA_PER_USD;

/** Facts of the two falls, more of them where `severity` is larger. */
function drawFacts(scenario: Scenario, severity: number, draw: Draw): Fact[] {
  const { durationUs } = scenario.run;
  const count = scenario.venue.instruments.length;
  const facts: Fact[] = [];
  let fund = scenario.venue.insuranceFund.initial;
  const add = (timeUs: number, kind: FactKind, fact: Partial<Fact>) =>
    facts.push({
      account: -1,
      instrument: -1,
      lots: 0,
      value: 0,
      a: 0,
      b: 0,
      ...fact,
      timeUs: Math.round(timeUs),
      kind,
    });
  for (const [leg, centre] of [0.224, 0.546].entries()) {
    const haltAt = centre * durationUs;
    for (let k = 0; k < Math.min(count, 2 + leg); k += 1) {
      const start = Math.round(haltAt + k * 40 * US_PER_SECOND);
      const end = Math.min(start + 5 * US_PER_MINUTE, durationUs);
      add(start, 'haltStart', { instrument: k, a: -0.11, b: end });
      if (end < durationUs) add(end, 'haltEnd', { instrument: k });
    }
    const orders = Math.round(220 * severity * (leg + 1));
    for (let i = 0; i < orders; i += 1) {
      const spread = (draw() + draw() + draw() - 1.5) * 0.012;
      const timeUs = Math.min(durationUs - 1, (centre + spread) * durationUs);
      const instrument = Math.floor(draw() * draw() * count);
      const account = Math.floor(draw() * 18_000);
      const dollars = 250_000 / (0.02 + draw());
      const { priceInitialTicks } = scenario.venue.instruments[instrument]!;
      const lots = Math.max(1, Math.round(usd(dollars) / (priceInitialTicks * 0.55)));
      const target = { account, instrument };
      add(timeUs, 'breach', { account, value: usd(dollars * 0.01), a: usd(dollars * 0.015) });
      add(timeUs + 2e5, 'liquidationFill', { ...target, lots: -lots, value: -usd(dollars) });
      fund += usd(dollars * 0.002);
      add(timeUs + 2e5, 'liquidationFee', { ...target, value: usd(dollars * 0.002) });
      if (draw() < 0.12 * severity) {
        const loss = usd(dollars * 0.14 * severity);
        const paid = Math.min(loss, fund);
        fund -= paid;
        add(timeUs + 3e5, 'fundPayment', { account, value: paid, b: fund });
        if (fund < scenario.venue.insuranceFund.initial * 0.8 && leg === 1) {
          add(timeUs + 3e5, 'deleveraging', {
            account: Math.floor(draw() * 18_000),
            instrument,
            lots,
            value: usd(dollars * 0.6),
            a: account,
            b: i % 7,
          });
        }
        if (loss > paid) add(timeUs + 4e5, 'uncoveredLoss', { account, value: loss - paid });
      }
      if (draw() < 0.8) add(timeUs + 5e5, 'accountClosed', { account, value: usd(dollars * 0.001) });
    }
  }
  return facts.sort((left, right) => left.timeUs - right.timeUs);
}

function journalOf(facts: readonly Fact[]): JournalColumns {
  const column = (pick: (fact: Fact) => number) => Float64Array.from(facts, pick);
  return {
    count: facts.length,
    timeUs: column(({ timeUs }) => timeUs),
    rank: Uint8Array.from(facts, () => 4),
    sequence: Float64Array.from(facts, (_, k) => k * 3),
    kind: Uint8Array.from(facts, ({ kind }) => FACT_KINDS.indexOf(kind)),
    account: Int32Array.from(facts, ({ account }) => account),
    instrument: Int16Array.from(facts, ({ instrument }) => instrument),
    lots: column(({ lots }) => lots),
    value: column(({ value }) => value),
    a: column(({ a }) => a),
    b: column(({ b }) => b),
  };
}

function fundAt(scenario: Scenario, facts: readonly Fact[], timeUs: number): number {
  let fund = scenario.venue.insuranceFund.initial;
  for (const fact of facts) {
    if (fact.timeUs > timeUs) break;
    if (fact.kind === 'liquidationFee') fund += fact.value;
    if (fact.kind === 'fundPayment') fund -= fact.value;
  }
  return fund;
}

function seriesOf(scenario: Scenario, facts: readonly Fact[], severity: number, draw: Draw): SeriesColumns {
  const { durationUs, sampleIntervalUs } = scenario.run;
  const { instruments } = scenario.venue;
  const count = Math.floor(durationUs / sampleIntervalUs) + 1;
  const n = instruments.length;
  const matrix = () => new Float64Array(count * n);
  const [indexTicks, markTicks, lastTicks, openInterest, liquidated, deleveraged, halted] = Array.from(
    { length: 7 },
    matrix,
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const timeUs = Float64Array.from({ length: count }, (_, row) => row * sampleIntervalUs);
  const noise = new Float64Array(n);
  for (let row = 0; row < count; row += 1) {
    const share = timeUs[row]! / durationUs;
    for (let k = 0; k < n; k += 1) {
      noise[k] = noise[k]! * 0.97 + (draw() - 0.5) * 0.012;
      const calm = severity === 0 ? 0.05 : 1;
      const log = baseReturn(share) * (1 + 0.07 * (k % 5)) * calm + noise[k]!;
      const stress = Math.max(0, 1 - Math.abs(share - 0.546) / 0.012) * 0.1 * severity;
      const cell = row * n + k;
      indexTicks[cell] = Math.round(instruments[k]!.priceInitialTicks * Math.exp(log));
      markTicks[cell] = Math.round(instruments[k]!.priceInitialTicks * Math.exp(log - stress));
      lastTicks[cell] = markTicks[cell]!;
      openInterest[cell] = Math.round(scenario.agents.openInterest[k]! * Math.exp(log) * (1 - 0.3 * share * severity));
    }
  }
  for (const fact of facts) {
    const from = Math.ceil(fact.timeUs / sampleIntervalUs);
    for (let row = from; row < count; row += 1) {
      const cell = row * n + fact.instrument;
      if (fact.kind === 'liquidationFill') liquidated[cell] = liquidated[cell]! + Math.abs(fact.value);
      if (fact.kind === 'deleveraging') deleveraged[cell] = deleveraged[cell]! + Math.abs(fact.value);
    }
  }
  return {
    count,
    instrumentCount: n,
    timeUs,
    fundEquity: Float64Array.from(timeUs, (at) => fundAt(scenario, facts, at)),
    uncoveredLoss: new Float64Array(count),
    indexTicks,
    markTicks,
    lastTicks,
    openInterest,
    liquidated,
    deleveraged,
    halted,
  };
}

export function makePath(scenario: Scenario, path: number, options: { calm: boolean; fails: boolean }): PathOutcome {
  const draw = drawsFrom(path + 1);
  const severity = options.calm ? 0 : 0.35 + 0.9 * draw() * draw();
  const facts = options.calm ? [] : drawFacts(scenario, severity, draw);
  const series = seriesOf(scenario, facts, severity, draw);
  return {
    path,
    margin: null,
    controls: [],
    failure: options.fails
      ? {
          kind: 'invariant',
          message: 'positions of ETH do not net to zero: 3 lots are left',
          timeUs: 10.8 * US_PER_HOUR,
          rank: 3,
          sequence: 48_123,
        }
      : null,
    digest: (path * 2_654_435_761 + 97).toString(16).padStart(8, '0').repeat(8).slice(0, 64),
    tally: tallyOf(scenario, facts, series),
    series,
    journal: journalOf(facts),
    eventCount: 40_000 + facts.length,
    accountChecks: 9_000_000,
    work: emptyWork,
    factCount: facts.length,
    prices: path,
  };
}
