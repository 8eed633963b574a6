/**
 * Goal: a deleveraging queue goes through the accounts in exactly the order of ranking everybody, however little of them
 * it looks at. Method: thousands of accounts, so that shortlists are shorter than the queue; marks that wander and jump,
 * trades and payments in between; after each step some queues are read to some depth and held against a ranking of all
 * accounts by score. Counters say that short lists, longer ones and lists of everybody were all met.
 */
import { describe, expect, it } from 'vitest';
import { lotsIn, setLots } from '../../src/exchange/account-records.ts';
import { allocatePopulation, type Population, VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { DeleveragingRanks } from '../../src/exchange/deleveraging-ranks.ts';
import { trade, transfer } from '../../src/exchange/ledger.ts';
import { LegScorer, NO_LEG } from '../../src/exchange/leg-scorer.ts';
import { createState, type ExchangeState, setMark } from '../../src/exchange/state.ts';
import type { VenueRules } from '../../src/exchange/venue-rules.ts';
import { createStream } from '../../src/numeric/stream.ts';
import { Draw } from '../model/random-venue.ts';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';

const ACCOUNTS = 4_000;
const INSTRUMENTS = 4;
const BUSY = [VENUE_ACCOUNTS, VENUE_ACCOUNTS + 1];
const brackets = [
  { notionalMax: 20_000_000, maintenanceRatePpm: 5_000, initialRatePpm: 10_000 },
  { notionalMax: Infinity, maintenanceRatePpm: 50_000, initialRatePpm: 100_000 },
];
const venue = {
  instruments: Array.from({ length: INSTRUMENTS }, (_, i) =>
    createLinearPerpetual({
      symbol: `S${i}`,
      tickSize: 0.01,
      lotSizeUnits: 0.01,
      quantaPerLotTick: 1,
      priceInitialTicks: 10_000 * (i + 1),
    }),
  ),
  marginRecalibration: null,
  portfolio: null,
  tiers: Array.from({ length: INSTRUMENTS }, () => ({ source: 'test', brackets })),
  insuranceFund: { initial: 0 },
} as unknown as VenueRules;

function drawPopulation(draw: Draw): Population {
  const population = allocatePopulation([{ accounts: ACCOUNTS, room: INSTRUMENTS }], INSTRUMENTS);
  for (let account = VENUE_ACCOUNTS; account < population.accountCount; account += 1) {
    let notional = 0;
    for (let i = 0; i < INSTRUMENTS; i += 1) {
      if (draw.chance(0.5)) continue;
      const lots = draw.magnitude(1, 2_000) * draw.of([-1, 1]);
      setLots(population.records, account, i, lots);
      notional += Math.abs(lots) * 10_000 * (i + 1);
    }
    population.equity[account] = Math.ceil(notional / draw.between(1, draw.of([3, 30]))) + 1;
  }
  return population;
}

/** The order by looking at everybody. */
function rankEverybody(state: ExchangeState, scorer: LegScorer, instrument: number, side: number): number[] {
  const ranked: { readonly account: number; readonly score: number }[] = [];
  for (let account = VENUE_ACCOUNTS; account < state.accountCount; account += 1) {
    const score = scorer.scoreOf(account, instrument, side);
    if (score !== NO_LEG) ranked.push({ account, score });
  }
  return ranked.sort((x, y) => y.score - x.score || x.account - y.account).map(({ account }) => account);
}

const reached = { stopped: 0, everybody: 0, lengthened: 0, compared: 0 };

/** The first accounts of a queue, as a position that has to go would meet them. */
function readQueue(ranks: DeleveragingRanks, instrument: number, side: number, depth: number): number[] {
  const queue = ranks.queueOf(instrument, side);
  const met = new Set<number>();
  for (;;) {
    const end = queue.visit((account) => {
      met.add(account);
      return met.size < depth;
    });
    if (end !== 'tooShort') {
      reached[end] += 1;
      return [...met];
    }
    reached.lengthened += 1;
    ranks.lengthen(queue);
  }
}

function disturb(draw: Draw, state: ExchangeState): void {
  for (let i = 0; i < INSTRUMENTS; i += 1) {
    if (draw.chance(0.3)) continue;
    const move = draw.chance(0.1) ? draw.between(-0.15, 0.15) : draw.between(-0.01, 0.008);
    setMark(state, i, Math.max(1, Math.round(state.markTicks[i]! * (1 + move))));
  }
  const anybody = (): number => (draw.chance(0.3) ? draw.of(BUSY) : draw.whole(VENUE_ACCOUNTS, state.accountCount - 1));
  for (let n = draw.of([0, 1, 5, 300]); n > 0; n -= 1) {
    const [account, other, i] = [anybody(), anybody(), draw.whole(0, INSTRUMENTS - 1)];
    if (account === other) continue;
    const held = lotsIn(state.records, account, i);
    const lots = draw.chance(0.5) && held !== 0 ? -held : draw.magnitude(1, 3_000) * draw.of([-1, 1]);
    trade(state, account, other, i, lots, lots * state.markPerLot[i]!);
    transfer(state, other, account, draw.magnitude(1, 1e7));
  }
}

describe.each(['binance', 'bitmex', 'bybit', 'okx'] as const)('the deleveraging queue ranked like %s', (ranking) => {
  it('has the order of ranking everybody', () => {
    const draw = new Draw(createStream('deleveraging-queue', ranking));
    const state = createState(venue, drawPopulation(draw));
    const ranks = new DeleveragingRanks(state, ranking, BUSY);
    const scorer = new LegScorer(state, ranking);
    for (let step = 0; step < 400; step += 1) {
      disturb(draw, state);
      for (let reading = 0; reading < 2; reading += 1) {
        const [i, side] = [draw.whole(0, INSTRUMENTS - 1), draw.of([-1, 1])];
        const depth = draw.of([1, 3, 30, 30, 300, 2_500]);
        const expected = rankEverybody(state, scorer, i, side).slice(0, depth);
        expect(readQueue(ranks, i, side, depth), `step ${step}`).toEqual(expected);
        reached.compared += expected.length;
      }
    }
    // The comparison is worth something only if most accounts were not looked at, and all ends were met.
    expect(ranks.passes).toBeLessThan(400);
    expect(reached.compared).toBeGreaterThan(10_000);
    expect(Math.min(reached.stopped, reached.everybody, reached.lengthened)).toBeGreaterThan(5);
  });
});
