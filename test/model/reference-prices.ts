/**
 * The start of the reference exchange, its prices and its halts. Written from docs/exchange-rules.md, sections 1, 2
 * and 7.
 */
import { lotsIn } from '../../src/exchange/account-records.ts';
import type { ExchangeInput } from '../../src/exchange/column-exchange.ts';
import { DepthBook } from '../../src/market/depth-book.ts';
import { LiquidityState } from '../../src/market/liquidity.ts';
import { computeIndexTicks, computeMarkTicks, computeReferenceTicks } from '../../src/market/mark-price.ts';
import { exp, log } from '../../src/numeric/math.ts';
import { refreshScales, shareOutDepth } from './reference-orders.ts';
import { keepFundSolvent } from './reference-waterfall.ts';
import {
  type Account,
  EXTERNAL,
  FIRST_AGENT,
  FUND,
  type Instrument,
  type Position,
  tell,
  type World,
} from './reference-world.ts';

const MAKER = 2;

export function openWorld(input: ExchangeInput): World {
  const { venue, market, population } = input;
  const instruments = venue.instruments.map((terms, index): Instrument => {
    return {
      index,
      k: BigInt(terms.quantaPerLotTick),
      priceInitial: terms.priceInitialTicks,
      book: new DepthBook(terms, market.depth[index]!, market.impact),
      reference: terms.priceInitialTicks,
      indexTicks: terms.priceInitialTicks,
      mark: terms.priceInitialTicks,
      halted: false,
      haltedUntil: 0,
      marks: [],
      inventoryPeak: 0n,
      offloadBudget: 0,
      offloadAt: 0,
      lastReturn: 0,
      maintenanceMultiple: 1_000_000,
      initialMultiple: 1_000_000,
    };
  });
  const accounts = Array.from({ length: population.accountCount }, (_, index): Account => {
    const positions = new Map<number, Position>();
    for (const instrument of instruments) {
      const lots = BigInt(lotsIn(population.records, index, instrument.index));
      const cost = lots * BigInt(instrument.priceInitial) * instrument.k;
      if (lots !== 0n) positions.set(instrument.index, { lots, cost });
    }
    const equity = index < FIRST_AGENT ? 0 : population.equity[index]!;
    const cash = BigInt(index === FUND ? venue.insuranceFund.initial : equity);
    const isMaker = population.role[index] === MAKER;
    const quoted = isMaker || index === EXTERNAL ? 1_000_000 : 0;
    return {
      index,
      isMaker,
      cash,
      positions,
      fullSharePpm: 0,
      quotes: instruments.map(() => ({ bidPpm: quoted, askPpm: quoted })),
      status: 'active',
      warned: false,
      stop: -Infinity,
    };
  });
  const world: World = {
    venue,
    market,
    cross: input.crossImpact,
    liquidity: new LiquidityState(market.withdrawal, instruments.length),
    facts: input.facts,
    accounts,
    instruments,
    now: 0,
    stale: false,
    liquidated: [],
  };
  shareOutDepth(world, population.equity);
  refreshScales(world);
  return world;
}

function checksumOf(prices: readonly number[]): number {
  return prices.reduce((sum, ticks) => (sum * 131_071 + ticks) % 34_359_738_337, 0);
}

export function applyReference(world: World, logReturns: Float64Array, tickUs: number): void {
  const { instruments, liquidity, market } = world;
  for (const instrument of instruments) {
    const logReturn = logReturns[instrument.index]!;
    const volatility = market.noise === null ? 0 : market.noise.volatilityAnnual[instrument.index]!;
    instrument.reference = computeReferenceTicks(instrument.priceInitial, logReturn);
    instrument.indexTicks = computeIndexTicks(instrument.reference);
    liquidity.observe(instrument.index, logReturn - instrument.lastReturn, volatility, tickUs);
    instrument.lastReturn = logReturn;
    instrument.book.setReference(instrument.reference);
  }
  refreshScales(world);
  tell(world, 'referenceTick', { a: checksumOf(instruments.map((instrument) => instrument.indexTicks)) });
}

export function updateMarks(world: World): void {
  const { ownVenueWeight, basisLimit } = world.venue.markPrice;
  const { instruments } = world;
  for (const instrument of instruments) {
    if (instrument.halted) continue;
    const { displacementLog } = instrument.book;
    instrument.mark = computeMarkTicks(instrument.reference, displacementLog, ownVenueWeight, basisLimit);
  }
  tell(world, 'markUpdate', { a: checksumOf(instruments.map((instrument) => instrument.mark)) });
  for (const instrument of instruments) if (!instrument.halted) testHalt(world, instrument);
  keepFundSolvent(world);
  world.stale = false;
}

function testHalt(world: World, instrument: Instrument): void {
  const { now, venue } = world;
  const { mark } = instrument;
  instrument.marks.push({ at: now, ticks: mark });
  if (venue.halt === null) return;
  const { windowUs, moveLog, durationUs } = venue.halt;
  const recent = instrument.marks.filter(({ at }) => at > now - windowUs && at <= now).map(({ ticks }) => ticks);
  const high = Math.max(...recent);
  const low = Math.min(...recent);
  const fell = mark <= high * exp(-moveLog);
  if (!fell && !(mark >= low * exp(moveLog))) return;
  instrument.halted = true;
  instrument.haltedUntil = now + durationUs;
  tell(world, 'haltStart', { instrument, a: log(mark / (fell ? high : low)), b: instrument.haltedUntil });
}

export function resumeTrading(world: World, instrument: Instrument): void {
  instrument.halted = false;
  instrument.haltedUntil = 0;
  instrument.marks = [];
  world.stale = true;
  tell(world, 'haltEnd', { instrument });
}
