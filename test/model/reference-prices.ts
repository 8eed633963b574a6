/**
 * The start of the reference exchange, its prices and its halts. Written from docs/exchange-rules.md, sections 1, 2,
 * 7 and 10.
 */
import { lotsIn } from '../../src/exchange/account-records.ts';
import type { ExchangeInput } from '../../src/exchange/column-exchange.ts';
import { DepthBook } from '../../src/market/depth-book.ts';
import { LiquidityState } from '../../src/market/liquidity.ts';
import { exp, log } from '../../src/numeric/math.ts';
import { ReferenceControls } from './controls/reference-controls.ts';
import { Stops } from './controls/stops.ts';
import { createMarkMemory, indexOf, leaningMark, nextMark, seenOf, wholeTick } from './reference-marks.ts';
import { openCounts } from './reference-counts.ts';
import { OwnMarks } from './reference-own-marks.ts';
import { depthFactor, refreshScales, shareOutDepth } from './reference-orders.ts';
import { markPerLot, coinMark } from './reference-margin.ts';
import { lookAtFund, openLosses, rememberValues } from './reference-losses.ts';
import { raiseMultiples } from './reference-recalibration.ts';
import { openPortfolio, priceFollowing, refreshPortfolio } from './reference-portfolio.ts';
import { keepFundSolvent } from './reference-waterfall.ts';
import {
  type Account,
  addBalance,
  EXTERNAL,
  FIRST_AGENT,
  FUND,
  type Instrument,
  lotsOf,
  OUTSIDE,
  type Position,
  tell,
  type World,
} from './reference-world.ts';

const MAKER = 2;

export function openWorld(input: ExchangeInput): World {
  const { venue, market, population } = input;
  const { ownMarks } = market.withdrawal;
  const instruments = venue.instruments.map((terms, index): Instrument => {
    return {
      index,
      terms,
      k: terms.quantaPerLotTick,
      isSpot: terms.contract.kind === 'spot',
      coin: null,
      followed: null,
      priceInitial: terms.priceInitialTicks,
      book: new DepthBook(terms, market.depth[index]!, market.impact),
      reference: terms.priceInitialTicks,
      indexTicks: terms.priceInitialTicks,
      mark: terms.priceInitialTicks,
      halted: false,
      haltedUntil: 0,
      marks: [],
      inventoryPeaks: new Map(),
      offloadBudget: 0,
      offloadAt: 0,
      outages: new Stops(),
      lastReturn: 0,
      markMemory: createMarkMemory(),
      maintenanceMultiple: 1_000_000,
      initialMultiple: 1_000_000,
    };
  });
  for (const instrument of instruments) {
    instrument.coin = instruments[instrument.terms.settlesIn] ?? null;
    instrument.followed = instruments[instrument.terms.follows] ?? null;
  }
  const accounts = Array.from({ length: population.accountCount }, (_, index): Account => {
    const positions = new Map<number, Position>();
    for (const instrument of instruments) {
      const lots = BigInt(lotsIn(population.records, index, instrument.index));
      const cost = instrument.isSpot ? 0n : lots * markPerLot(instrument);
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
      spreads: instruments.map(() => (index === EXTERNAL ? (market.external.halfSpreadPpm ?? 0) : 0)),
      status: 'active',
      warned: false,
      stop: -Infinity,
    };
  });
  const world: World = {
    controls: null,
    oracle: null,
    engine: new Stops(),
    withdrawals: new Stops(),
    deposits: new Stops(),
    portfolio: null,
    funding: null,
    losses: openLosses(),
    counts: openCounts(instruments.length),
    deleveragingStarts: input.deleveragingStarts,
    breachCheckIsDue: false,
    venue,
    market,
    cross: input.crossImpact,
    liquidity: new LiquidityState(market.withdrawal, instruments.length),
    ownMarks: ownMarks ? new OwnMarks(market.withdrawal, ownMarks, instruments) : null,
    facts: input.facts,
    accounts,
    instruments,
    now: 0,
    stale: false,
    backstops: null,
    steppedByShareAt: new Map(),
    liquidated: [],
  };
  bringBalances(world);
  world.controls = new ReferenceControls(world);
  world.portfolio = openPortfolio(world);
  shareOutDepth(world, population.equity);
  refreshScales(world);
  return world;
}

/** Balances are part of the equity that accounts bring, owed by the outside world; costs in coin go off them. */
function bringBalances({ accounts, instruments }: World): void {
  for (const asset of instruments.filter(({ isSpot }) => isSpot)) {
    for (const account of accounts.filter(({ index }) => index !== OUTSIDE)) {
      const brought = lotsOf(account, asset);
      account.cash -= BigInt(Math.ceil(Number(brought) * coinMark(asset)));
      addBalance(accounts[OUTSIDE]!, asset, -brought);
    }
    for (const account of accounts) {
      for (const { coin, index } of instruments) {
        if (coin === asset) addBalance(account, asset, -(account.positions.get(index)?.cost ?? 0n));
      }
    }
  }
}

function checksumOf(prices: readonly number[]): number {
  return prices.reduce((sum, ticks) => (sum * 131_071 + ticks) % 34_359_738_337, 0);
}

export function applyReference(world: World, logReturns: Float64Array, tickUs: number): void {
  const { instruments, liquidity, market } = world;
  for (const instrument of instruments) {
    // The depth of what follows another withdraws with the other's.
    const { index } = instrument.followed ?? instrument;
    const logReturn = logReturns[index]!;
    const volatility = market.noise === null ? 0 : market.noise.volatilityAnnual[index]!;
    liquidity.observe(instrument.index, logReturn - instrument.lastReturn, volatility, tickUs);
    instrument.lastReturn = logReturn;
    if (instrument.followed !== null) continue;
    instrument.reference = instrument.priceInitial * exp(logReturn);
    instrument.book.setReference(instrument.reference);
  }
  lookOutside(world, rootsOf(world), () => true);
  refreshScales(world);
  tell(world, 'referenceTick', { a: checksumOf(instruments.map((instrument) => instrument.indexTicks)) });
}

/** The index of these instruments becomes what the venue sees of outside prices now, and that of some that follow others. */
export function lookOutside(
  world: World,
  roots: readonly Instrument[],
  moved: (followed: Instrument) => boolean,
): void {
  for (const instrument of roots) {
    world.oracle?.look(instrument);
    instrument.indexTicks = wholeTick(indexOf(world, instrument));
  }
  for (const instrument of world.instruments) {
    const { followed } = instrument;
    if (followed === null || !moved(followed)) continue;
    instrument.indexTicks = wholeTick(priceFollowing(world, instrument, seenOf(world, followed)));
  }
}

function rootsOf({ instruments }: World): Instrument[] {
  return instruments.filter(({ followed }) => followed === null);
}

export function updateMarks(world: World): void {
  const { instruments } = world;
  rememberValues(world);
  if (world.oracle !== null) lookOutside(world, rootsOf(world), (followed) => world.oracle!.errsIn(followed));
  const mark = (instrument: Instrument, ticks: number): void => {
    const guarded = world.controls!.guard?.markOf(instrument) ?? 'usual';
    if (guarded === 'usual') instrument.mark = ticks;
    else if (guarded === 'index') instrument.mark = instrument.indexTicks;
    showMark(world, instrument);
  };
  for (const instrument of instruments) {
    if (instrument.followed !== null) continue;
    if (world.venue.index !== null) instrument.indexTicks = wholeTick(indexOf(world, instrument));
    if (!instrument.halted) mark(instrument, nextMark(world, instrument));
  }
  for (const instrument of instruments) {
    if (instrument.followed === null || instrument.halted) continue;
    instrument.reference = priceFollowing(world, instrument, instrument.followed.mark);
    instrument.book.setReference(instrument.reference);
    mark(instrument, leaningMark(world, instrument.reference, instrument.book.displacementLog));
  }
  if (world.portfolio !== null) refreshPortfolio(world, world.portfolio);
  tell(world, 'markUpdate', { a: checksumOf(instruments.map((instrument) => instrument.mark)) });
  lookAtFund(world);
  world.controls!.afterMarks();
  for (const instrument of instruments) if (!instrument.halted) testHalt(world, instrument);
  keepFundSolvent(world);
  world.stale = false;
}

function showMark(world: World, instrument: Instrument): void {
  if (world.ownMarks === null) return;
  const turn = world.ownMarks.look(instrument, world.now);
  refreshScales(world);
  if (turn === null) return;
  const [left, roughness] = [depthFactor(world, instrument), world.ownMarks.roughnessOf(instrument)];
  tell(world, turn, { instrument, a: left, b: roughness });
}

function testHalt(world: World, instrument: Instrument): void {
  const { now, venue } = world;
  const { mark } = instrument;
  instrument.marks.push({ at: now, ticks: mark });
  if (venue.halt === null) return;
  const { windowUs, moveLog, durationUs, marginMultiplePpm } = venue.halt;
  const recent = instrument.marks.filter(({ at }) => at > now - windowUs && at <= now).map(({ ticks }) => ticks);
  const high = Math.max(...recent);
  const low = Math.min(...recent);
  const fell = mark <= high * exp(-moveLog);
  if (!fell && !(mark >= low * exp(moveLog))) return;
  const move = log(mark / (fell ? high : low));
  world.controls!.holds.hold(instrument, 'rolling', now + durationUs, venue.halt.liquidationsAllowed, move);
  if (marginMultiplePpm !== 1_000_000) raiseMultiples(world, instrument, marginMultiplePpm);
}

export function resumeTrading(world: World, instrument: Instrument): void {
  world.controls!.holds.end(instrument);
}
