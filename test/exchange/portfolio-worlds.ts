/** Random venues with every kind of contract and what happens to them: two exchanges that live through the same events. */
import { VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { createBreachList, FLAG_MAINTENANCE } from '../../src/exchange/breach-watch.ts';
import { ColumnExchange, type ExchangeInput } from '../../src/exchange/column-exchange.ts';
import type { FactSink } from '../../src/exchange/fact.ts';
import { NaiveBreachWatch } from '../../src/exchange/naive-breach-watch.ts';
import type { MarginParameters } from '../../src/margin/create-margin-model.ts';
import type { ExchangeState } from '../../src/exchange/state.ts';
import { CrossImpact } from '../../src/market/cross-impact.ts';
import type { Stream } from '../../src/numeric/stream.ts';
import { smallMarket, usd } from './small-venue.ts';
import {
  BTC,
  CALL,
  COIN_CALL,
  FUTURE,
  INSTRUMENTS,
  INVERSE,
  portfolioPopulation,
  portfolioVenue,
  PUT,
  SPOT,
  STABLE,
  type PortfolioHolder,
} from './portfolio-venue.ts';
import { gridModel, riskModel, tieredModel } from './portfolio-models.ts';

const SECOND_US = 1_000_000;

class Facts implements FactSink {
  readonly rows: string[] = [];
  readonly kinds = new Set<string>();

  record(...row: Parameters<FactSink['record']>): void {
    this.rows.push(row.join(' '));
    this.kinds.add(row[0]);
  }
}

/** Hedged and outright books, some with coin, some short of options. */
function drawHolder(stream: Stream): PortfolioHolder {
  const lots = Array.from({ length: INSTRUMENTS }, () => 0);
  const size = 1 + Math.floor(stream.uniform() * 400);
  const side = stream.uniform() < 0.5 ? 1 : -1;
  const kind = Math.floor(stream.uniform() * 6);
  if (kind === 0) lots[BTC] = side * size;
  if (kind === 1) {
    lots[BTC] = side * size;
    lots[INVERSE] = -side * size * 5;
  }
  if (kind === 2) lots[INVERSE] = side * size * 5;
  if (kind === 3) {
    lots[CALL] = -size;
    lots[PUT] = -Math.floor(size / 2);
    lots[BTC] = Math.floor((size * stream.uniform()) / 2);
  }
  if (kind === 4) {
    lots[FUTURE] = side * size;
    lots[BTC] = -side * Math.floor(size * stream.uniform());
  }
  if (kind === 5) {
    lots[COIN_CALL] = side * size;
    lots[INVERSE] = -side * size;
  }
  const notional = size * 500;
  const equityUsd = Math.max(50, notional * (0.03 + 0.2 * stream.uniform()));
  if (stream.uniform() < 0.6) lots[SPOT] = Math.floor((equityUsd * stream.uniform() * 0.9) / 50_000 / 1e-8);
  if (stream.uniform() < 0.2) lots[STABLE] = Math.floor(equityUsd * 0.1 * 100);
  return { equityUsd, lots, isMaker: false };
}

interface World {
  readonly exchange: ColumnExchange;
  readonly facts: Facts;
}

export function openWorlds(margin: MarginParameters, stream: Stream, isBankrupt: boolean): [World, World] {
  const holders = Array.from({ length: 60 }, () => drawHolder(stream));
  const fundUsd = isBankrupt ? 500 : 1_000_000;
  const steps = stream.uniform() < 0.5;
  const input: Omit<ExchangeInput, 'facts'> = {
    venue: portfolioVenue(margin, {
      fundUsd,
      liquidation: {
        enabled: true,
        feePpm: 3_000,
        sizing: steps ? { kind: 'fraction', sharePpm: 400_000 } : { kind: 'restoreBuffer', bufferRatio: 1.2 },
        takeoverEquitySharePpm: stream.uniform() < 0.5 ? 0 : 300_000,
      },
      insuranceFund: { inventoryMarginPpm: 50_000, unwindSharePpm: 250_000 },
      rules: {
        autoDeleveraging: { ranking: 'binance', price: stream.uniform() < 0.5 ? 'bankruptcy' : 'mark' },
        markPrice: { latencyUs: 0, intervalUs: 0, ownVenueWeight: 0.5, basisLimit: 0.05 },
      },
    }),
    market: {
      ...smallMarket,
      depth: Array.from({ length: INSTRUMENTS }, () => ({ depthAtOnePercent: usd(300_000), exponent: 1 })),
      impact: { permanentShare: 0.2, halfLifeUs: 20 * SECOND_US, crossShare: 0 },
    },
    population: portfolioPopulation(holders),
    crossImpact: new CrossImpact(
      Array.from({ length: INSTRUMENTS * INSTRUMENTS }, (_, n) => (n % (INSTRUMENTS + 1) === 0 ? 1 : 0)),
      Array.from({ length: INSTRUMENTS }, () => usd(300_000)),
      0,
    ),
    warningRatio: 1.3,
  };
  return [true, false].map((isNaive) => {
    const facts = new Facts();
    const watch = isNaive
      ? { createWatch: (state: ExchangeState, ratio: number) => new NaiveBreachWatch(state, ratio) }
      : {};
    return { facts, exchange: new ColumnExchange({ ...input, ...watch, facts }) };
  }) as [World, World];
}

/** Both worlds live through the same; throws at the first invariant that does not hold. */
export function live(worlds: readonly World[], stream: Stream, steps: number): void {
  const returns = new Float64Array(INSTRUMENTS);
  const queues = worlds.map((): { account: number; atUs: number }[] => []);
  for (let step = 1; step <= steps; step += 1) {
    const nowUs = step * 10 * SECOND_US;
    const crash = stream.uniform() < 0.06 ? -0.1 + 0.15 * stream.uniform() : 0;
    returns[BTC] = returns[BTC]! + 0.012 * (stream.uniform() - 0.5) + crash;
    returns[STABLE] = returns[STABLE]! + (stream.uniform() < 0.03 ? -0.03 : 0.0005 * (stream.uniform() - 0.5));
    worlds.forEach(({ exchange }, w) => {
      exchange.advanceTo(nowUs);
      exchange.applyReference(returns, 10 * SECOND_US);
      exchange.audit();
      exchange.updateMarks();
      exchange.audit();
      const breaches = createBreachList();
      exchange.collectBreaches(breaches);
      for (let n = 0; n < breaches.count; n += 1) {
        if ((breaches.flags[n]! & FLAG_MAINTENANCE) !== 0)
          queues[w]!.push({ account: breaches.accounts[n]!, atUs: nowUs });
      }
      const later: { account: number; atUs: number }[] = [];
      for (const { account, atUs } of queues[w]!) {
        if (atUs > nowUs) {
          later.push({ account, atUs });
          continue;
        }
        const next = exchange.liquidate(account);
        exchange.audit();
        if (next.kind === 'again') later.push({ account, atUs: next.atUs });
      }
      queues[w] = later;
      exchange.unwindInventory();
      exchange.audit();
    });
    if (step % 25 === 0) {
      const account = VENUE_ACCOUNTS + Math.floor(stream.uniform() * 60);
      for (const { exchange } of worlds) exchange.deposit(account, usd(500));
    }
    if (step % 60 === 0) {
      const multiplePpm = 1_000_000 + Math.floor(stream.uniform() * 5) * 200_000;
      for (const { exchange } of worlds) {
        exchange.changeMargins({ instruments: [BTC, CALL], multiplePpm, initialOnly: stream.uniform() < 2 });
      }
    }
  }
}

export const MODELS: readonly [string, MarginParameters][] = [
  ['tiered', tieredModel],
  ['grid', gridModel],
  ['historical', riskModel('historical')],
  ['normal', riskModel('normal')],
];
