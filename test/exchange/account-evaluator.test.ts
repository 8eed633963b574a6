// Goal: an account looked at apart from a run is worth, and must hold, to the quantum what the exchange says of it at that
// moment. Method: random venues under a model of each family; at many facts of a run, some account is read off the exchange
// from outside (cash, lots, costs, marks), handed to the evaluator, and all that the exchange tells is compared.

import { describe, expect, it } from 'vitest';
import { AccountEvaluator } from '../../src/exchange/account-evaluator.ts';
import { VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { createBreachList, FLAG_MAINTENANCE } from '../../src/exchange/breach-watch.ts';
import { ColumnExchange } from '../../src/exchange/column-exchange.ts';
import type { FactSink } from '../../src/exchange/fact.ts';
import type { MarginParameters } from '../../src/margin/create-margin-model.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import { createStream, type Stream } from '../../src/numeric/stream.ts';
import { gridModel, riskModel, tieredModel } from './portfolio-models.ts';
import {
  BTC,
  CALL,
  COIN_CALL,
  FUTURE,
  INSTRUMENTS,
  INVERSE,
  portfolioInstruments,
  portfolioPopulation,
  portfolioVenue,
  PUT,
  SPOT,
  STABLE,
  type PortfolioHolder,
} from './portfolio-venue.ts';
import { smallMarket, usd } from './small-venue.ts';

const SECOND_US = 1_000_000;
const HOLDERS = 40;
const all = Array.from({ length: INSTRUMENTS }, (_, i) => i);

function drawHolder(stream: Stream): PortfolioHolder {
  const lots = all.map(() => 0);
  const size = 1 + Math.floor(stream.uniform() * 400);
  const signed = (share: number): number => Math.round((stream.uniform() - 0.5) * 2 * share * size);
  for (const i of [BTC, FUTURE, CALL, PUT, COIN_CALL]) if (stream.uniform() < 0.5) lots[i] = signed(1);
  if (stream.uniform() < 0.6) lots[INVERSE] = signed(5);
  const equityUsd = Math.max(200, size * 500 * (0.05 + 0.3 * stream.uniform()));
  lots[SPOT] = Math.floor((equityUsd * stream.uniform() * 0.8) / 50_000 / 1e-8);
  if (stream.uniform() < 0.3) lots[STABLE] = Math.floor(equityUsd * 0.1 * 100);
  return { equityUsd, lots, isMaker: false };
}

class Comparison implements FactSink {
  exchange: ColumnExchange | null = null;
  compared = 0;
  breaches = 0;
  readonly kinds = new Set<string>();
  readonly #evaluator: AccountEvaluator;
  readonly #stream: Stream;
  readonly #maintenancePpm = all.map(() => 1_000_000);
  readonly #initialPpm = all.map(() => 1_000_000);
  #markedAtUs = 0;
  #openInterest = all.map(() => 0);

  constructor(evaluator: AccountEvaluator, stream: Stream) {
    this.#evaluator = evaluator;
    this.#stream = stream;
  }

  nowUs = 0;

  record(...[kind, named, instrument, , value, a, b]: Parameters<FactSink['record']>): void {
    if (kind === 'markUpdate') {
      this.#markedAtUs = this.nowUs;
      this.#openInterest = all.map((i) => this.exchange!.openInterestOf(i));
    }
    if (kind === 'marginChange') {
      this.#maintenancePpm[instrument] = a;
      this.#initialPpm[instrument] = b;
    }
    this.kinds.add(kind);
    const account = named >= VENUE_ACCOUNTS ? named : VENUE_ACCOUNTS + Math.floor(this.#stream.uniform() * HOLDERS);
    this.#look(account);
    expect(this.#evaluator.worth).toBe(this.exchange!.equityOf(account));
    expect(this.#evaluator.maintenance).toBe(this.exchange!.maintenanceOf(account));
    this.compared += 1;
    if (kind !== 'breach') return;
    expect([this.#evaluator.equity, this.#evaluator.maintenance]).toEqual([value, a]);
    this.breaches += 1;
  }

  #look(account: number): void {
    const exchange = this.exchange!;
    this.#evaluator.look({
      cash: exchange.cashOf(account),
      lots: all.map((i) => exchange.lotsOf(account, i)),
      cost: all.map((i) => exchange.costOf(account, i)),
      markTicks: all.map((i) => exchange.markTicksOf(i)),
      timeUs: this.#markedAtUs,
      openInterest: this.#openInterest,
      maintenancePpm: this.#maintenancePpm,
      initialPpm: this.#initialPpm,
    });
  }
}

function live(margin: MarginParameters, stream: Stream): Comparison {
  const venue = portfolioVenue(margin, {
    fundUsd: 2_000,
    liquidation: { feePpm: 3_000, sizing: { kind: 'fraction', sharePpm: 400_000 }, takeoverEquitySharePpm: 300_000 },
  });
  const depth = all.map(() => ({ depthAtOnePercent: usd(300_000), exponent: 1 }));
  const facts = new Comparison(new AccountEvaluator(venue, depth), stream);
  const exchange = new ColumnExchange({
    venue,
    facts,
    market: {
      ...smallMarket,
      depth,
      impact: { permanentShare: 0.2, halfLifeUs: 20 * SECOND_US, crossShare: 0 },
    },
    population: portfolioPopulation(Array.from({ length: HOLDERS }, () => drawHolder(stream))),
    crossImpact: new CrossImpact(
      Array.from({ length: INSTRUMENTS * INSTRUMENTS }, (_, n) => (n % (INSTRUMENTS + 1) === 0 ? 1 : 0)),
      all.map(() => usd(300_000)),
      0,
    ),
    warningRatio: 1.3,
  });
  facts.exchange = exchange;
  const liquidating = new Set<number>();
  const returns = new Float64Array(INSTRUMENTS);
  for (let step = 1; step <= 60; step += 1) {
    facts.nowUs = step * 10 * SECOND_US;
    const crash = stream.uniform() < 0.1 ? -0.12 + 0.18 * stream.uniform() : 0;
    returns[BTC] = returns[BTC]! + 0.02 * (stream.uniform() - 0.5) + crash;
    returns[STABLE] = returns[STABLE]! - (stream.uniform() < 0.05 ? 0.03 : 0);
    exchange.advanceTo(facts.nowUs);
    exchange.applyReference(returns, 10 * SECOND_US);
    exchange.updateMarks();
    const breaches = createBreachList();
    exchange.collectBreaches(breaches);
    for (let n = 0; n < breaches.count; n += 1) {
      if ((breaches.flags[n]! & FLAG_MAINTENANCE) !== 0) liquidating.add(breaches.accounts[n]!);
    }
    for (const account of liquidating) {
      if (exchange.liquidate(account).kind === 'done') liquidating.delete(account);
    }
    exchange.unwindInventory();
    if (step % 15 === 0)
      exchange.changeMargins({ instruments: all, multiplePpm: 1_300_000, initialOnly: step % 2 === 0 });
  }
  return facts;
}

const MODELS: readonly [string, MarginParameters][] = [
  ['tiered', tieredModel],
  ['grid', gridModel],
  ['historical', riskModel('historical')],
  ['normal', riskModel('normal')],
];

const seen = new Set<string>();

describe.each(MODELS)('an account looked at apart, under the %s model', (name, margin) => {
  it.each([1, 2, 3])('is worth and must hold to the quantum what the exchange says, seed %i', (seed) => {
    const facts = live(margin, createStream('account evaluator', name, seed));
    expect(facts.compared).toBeGreaterThan(150);
    expect(facts.breaches).toBeGreaterThan(3);
    for (const kind of facts.kinds) seen.add(kind);
  });
});

describe('the runs above', () => {
  it('have led through liquidation, takeover, deleveraging, conversion and changes of margin', () => {
    const wanted = ['liquidationFill', 'takeover', 'deleveraging', 'conversion', 'deficit', 'marginChange'];
    expect(wanted.filter((kind) => !seen.has(kind))).toEqual([]);
  });
});

/** Lots of one instrument at 50,000 with 20,000 in cash. */
function lookAtLeg(margin: MarginParameters, lots: number, instrument: number, ticks = 500_000): AccountEvaluator {
  const evaluator = new AccountEvaluator(portfolioVenue(margin));
  const markTicks = portfolioInstruments.map(({ priceInitialTicks }, i) =>
    i === instrument ? ticks : priceInitialTicks,
  );
  const isInverse = instrument === INVERSE;
  // An inverse lot of 100 USD at 50,000 is 0.002 BTC, 200,000 satoshi, short of coin.
  const cost = all.map((i) => (i === instrument ? (isInverse ? -lots * 200_000 : lots * 500_000 * 10) : 0));
  evaluator.look({
    cash: usd(20_000),
    lots: all.map((i) => (i === instrument ? lots : i === SPOT && isInverse ? lots * 200_000 : 0)),
    cost,
    markTicks,
    timeUs: 0,
    openInterest: all.map(() => 0),
    maintenancePpm: all.map(() => 1_000_000),
    initialPpm: all.map(() => 1_000_000),
  });
  return evaluator;
}

describe.each(MODELS.slice(0, 2))('prices of a leg under the %s model', (_, margin) => {
  it.each([
    ['linear, long', BTC, 200],
    ['linear, short', BTC, -200],
    ['inverse, long', INVERSE, 1_000],
    ['inverse, short', INVERSE, -1_000],
  ])('liquidate and bankrupt the account exactly there: %s', (_name, instrument, lots) => {
    const evaluator = lookAtLeg(margin, lots, instrument);
    expect(evaluator.entryPriceOf(instrument)).toBeCloseTo(50_000, 6);
    expect(evaluator.profitOf(instrument)).toBe(0);
    const [worth, equity, maintenance] = [evaluator.worth, evaluator.equity, evaluator.maintenance];
    const price = evaluator.liquidationPriceOf(instrument)!;
    expect([evaluator.worth, evaluator.equity, evaluator.maintenance]).toEqual([worth, equity, maintenance]);
    const side = Math.sign(lots);
    expect(side * (50_000 - price)).toBeGreaterThan(0);
    const surplusAt = (ticks: number): number => {
      const moved = lookAtLeg(margin, lots, instrument, ticks);
      return moved.equity - moved.maintenance;
    };
    const last = side > 0 ? Math.ceil(price * 10) : Math.floor(price * 10);
    expect(surplusAt(last)).toBeGreaterThanOrEqual(0);
    expect(surplusAt(last - side)).toBeLessThan(0);
    // Bankruptcy lies beyond liquidation: margin is there to be used up in between.
    expect(side * (price - evaluator.bankruptcyPriceOf(instrument))).toBeGreaterThan(0);
  });

  it('is that of pencil and paper for a linear long: 2 BTC, 20,000 behind it', () => {
    // Bankrupt: 50,000 - 20,000 / 2 = 40,000.
    expect(lookAtLeg(margin, 200, BTC).bankruptcyPriceOf(BTC)).toBeCloseTo(40_000, 9);
  });

  it('is that of pencil and paper for an inverse long: USD 100,000, 20,000 behind it', () => {
    // 2 BTC at entry; 20,000 at 50,000 are 0.4 BTC more: bankrupt where 100,000 USD buy 2.4 BTC, 41,666.67, a tick up.
    expect(lookAtLeg(margin, 1_000, INVERSE).bankruptcyPriceOf(INVERSE)).toBeCloseTo(41_666.7, 9);
  });
});
