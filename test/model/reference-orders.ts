/**
 * Orders of the reference exchange against the book, and the price limits they carry. Written from
 * docs/exchange-rules.md, sections 2, 9 and 10.
 */
import { exp } from '../../src/numeric/math.ts';
import { splitProportionally } from '../../src/numeric/rounding.ts';
import {
  initialMarginWith,
  legMaintenance,
  marginEquityOf,
  markPerLot,
  notionalOf,
  notionalPerLot,
  toQuote,
  toSettlement,
  worthOf,
} from './reference-margin.ts';
import { tradeInverse } from './reference-settlement.ts';
import {
  type Account,
  cutByWeights,
  EXTERNAL,
  type Instrument,
  legsOf,
  lotsOf,
  outageEnd,
  signOf,
  sizeOf,
  tell,
  trade,
  type World,
} from './reference-world.ts';

const HOUR_US = 3_600_000_000;
const NO_LIMIT = 2 ** 53 - 1;

/** The external account, then the market makers by index. */
export function providersOf(world: World): Account[] {
  return world.accounts.filter((account) => account.index === EXTERNAL || account.isMaker);
}

/** Fixes at the start which share of the depth each provider stands for. */
export function shareOutDepth(world: World, equityAtStart: ArrayLike<number>): void {
  const external = world.market.external.depthSharePpm;
  world.accounts[EXTERNAL]!.fullSharePpm = external;
  const makers = world.accounts.filter((account) => account.isMaker);
  if (makers.length === 0) return;
  const weights = makers.map((maker) => equityAtStart[maker.index]!);
  const parts: number[] = weights.map(() => 0);
  splitProportionally(1_000_000 - external, weights, parts);
  for (const [place, maker] of makers.entries()) maker.fullSharePpm = parts[place]!;
}

function quotedShare(account: Account, instrument: Instrument, side: 'bid' | 'ask'): number {
  const quote = account.quotes[instrument.index]!;
  const ppm = side === 'bid' ? quote.bidPpm : quote.askPpm;
  return Math.floor((account.fullSharePpm * ppm) / 1_000_000);
}

/** What is left of the depth: the lesser of what outside prices and what the own mark leave. */
export function depthFactor(world: World, instrument: Instrument): number {
  return Math.min(world.liquidity.factor(instrument.index), world.ownMarks?.factorOf(instrument) ?? 1);
}

/** Half-spread of the book on a side: that of its providers, by what they quote there. */
function halfSpread(world: World, instrument: Instrument, side: 'bid' | 'ask'): number {
  let quoted = 0;
  let weighted = 0;
  for (const provider of providersOf(world)) {
    const share = quotedShare(provider, instrument, side);
    quoted += share;
    weighted += share * (provider.spreads[instrument.index]! / 1e6);
  }
  // A mean is no more than the largest of what it is of, however it is rounded.
  return quoted === 0 ? 0 : Math.min(0.1, weighted / quoted);
}

export function refreshScales(world: World): void {
  for (const instrument of world.instruments) {
    const scaleOf = (side: 'bid' | 'ask'): number => {
      const sum = providersOf(world).reduce((total, account) => total + quotedShare(account, instrument, side), 0);
      return Math.max(1e-6, sum * (depthFactor(world, instrument) / 1e6));
    };
    instrument.book.setScales(scaleOf('bid'), scaleOf('ask'));
    instrument.book.setSpread(halfSpread(world, instrument, 'bid'), halfSpread(world, instrument, 'ask'));
  }
}

/** Which share each provider has of an order of `account`; all 0 when nobody is there. */
export function weightsFor(world: World, account: Account, instrument: Instrument, isBuy: boolean): number[] {
  return providersOf(world).map((provider) =>
    provider === account ? 0 : quotedShare(provider, instrument, isBuy ? 'ask' : 'bid'),
  );
}

/** Lots that an order of any size would fill within the limit. */
export function fillableLots(
  world: World,
  account: Account,
  instrument: Instrument,
  isBuy: boolean,
  limit: number,
): bigint {
  if (weightsFor(world, account, instrument, isBuy).every((weight) => weight === 0)) return 0n;
  return BigInt(instrument.book.lotsWithin(isBuy ? 1 : -1, limit));
}

/** Sends an order; returns the signed lots and value that filled. */
export function sendOrder(world: World, account: Account, instrument: Instrument, lots: bigint, limit: number) {
  const isBuy = lots > 0n;
  const wanted = isBuy ? lots : -lots;
  const fillable = fillableLots(world, account, instrument, isBuy, limit);
  const size = wanted < fillable ? wanted : fillable;
  if (size <= 0n) return { lots: 0n, value: 0n };
  const filled = isBuy ? size : -size;
  const isInverse = instrument.terms.lotNotional > 0;
  const value = instrument.book.take(Number(filled));
  const averageTicks = Math.max(1, instrument.book.averageTicks(Number(filled), value));
  const weights = weightsFor(world, account, instrument, isBuy);
  const parts = weights.map(() => 0);
  splitProportionally(Number(size), weights, parts);
  let lotsSoFar = 0;
  let valueSoFar = 0;
  for (const [place, provider] of providersOf(world).entries()) {
    const part = parts[place]!;
    if (part === 0) continue;
    lotsSoFar += part;
    const valueUpTo = Math.round(value * (lotsSoFar / Number(size)));
    const partLots = BigInt(isBuy ? part : -part);
    if (isInverse) tradeInverse(world, account, provider, instrument, partLots, averageTicks);
    else trade(account, provider, instrument, partLots, BigInt(valueUpTo - valueSoFar));
    valueSoFar = valueUpTo;
  }
  crossOver(world, instrument);
  return { lots: filled, value: isInverse ? BigInt(value) : toQuote(instrument, BigInt(value)) };
}

/** The last move of a book displaces those of the others. */
export function crossOver(world: World, instrument: Instrument): void {
  for (const moved of world.instruments) {
    if (moved === instrument) continue;
    moved.book.addCross(world.cross.coefficient(moved.index, instrument.index) * instrument.book.lastMoveLog);
  }
}

/** What an agent's order may want, and how far it may fill; null: it may not. */
export function orderTerms(
  world: World,
  account: Account,
  instrument: Instrument,
  lots: bigint,
): { wanted: bigint; limit: number | null } {
  const held = lotsOf(account, instrument);
  const reduces = signOf(held) * signOf(lots) < 0n;
  const wanted = reduces && sizeOf(lots) > sizeOf(held) ? -held : lots;
  if (account.status !== 'active' || instrument.halted || instrument.isSpot || wanted === 0n) {
    return { wanted, limit: null };
  }
  if (outageEnd(world, instrument) !== null) return { wanted, limit: null };
  const isBuy = wanted > 0n;
  const band = bandLimit(world, instrument, isBuy);
  if (reduces) {
    const share = sharesByMaintenance(world, account, worthOf(world, account)).get(instrument)!;
    return { wanted, limit: stricterLimit(isBuy, band, bankruptcyLimit(account, instrument, share)) };
  }
  const spare = marginEquityOf(world, account) - initialMarginWith(world, account, instrument, wanted);
  if (spare < 0n || world.controls!.isCloseOnly) return { wanted, limit: null };
  return { wanted, limit: stricterLimit(isBuy, band, affordableLimit(instrument, wanted, spare)) };
}

export function bandLimit(world: World, instrument: Instrument, isBuy: boolean): number {
  const band = world.venue.priceBand;
  const limit = world.controls!.limitOf(instrument, isBuy);
  if (band === null) return limit;
  if (isBuy) return Math.min(limit, Math.floor(instrument.indexTicks * exp(band.widthLog)));
  return Math.max(limit, Math.ceil(instrument.indexTicks * exp(-band.widthLog)));
}

/** Equity cut over the account's legs in proportion to maintenance margin, by instrument. */
export function sharesByMaintenance(world: World, account: Account, equity: bigint): Map<Instrument, bigint> {
  const legs = legsOf(world, account);
  const parts = cutByWeights(
    equity,
    legs.map((leg) => Number(legMaintenance(world, account, leg))),
  );
  return new Map(legs.map((leg, place) => [leg, parts[place]!]));
}

/** The same in proportion to notional, over the given legs only. */
export function sharesByNotional(account: Account, legs: Instrument[], equity: bigint): Map<Instrument, bigint> {
  const parts = cutByWeights(
    equity,
    legs.map((leg) => notionalOf(account, leg)),
  );
  return new Map(legs.map((leg, place) => [leg, parts[place]!]));
}

/** Worst price at which the leg can be closed without a loss beyond its share of the equity. */
export function bankruptcyLimit(account: Account, instrument: Instrument, share: bigint): number {
  return limitAt(instrument, lotsOf(account, instrument), share);
}

/** Worst price at which an order that opens lots loses no more than `spare` against the mark. */
export function affordableLimit(instrument: Instrument, lots: bigint, spare: bigint): number {
  return limitAt(instrument, -lots, spare);
}

/** Worst whole tick at which `lots` held at the mark close with a loss of no more than `share`. */
function limitAt(instrument: Instrument, lots: bigint, share: bigint): number {
  const price = priceLosing(instrument, Number(lots), Number(toSettlement(instrument, share)));
  return lots > 0n ? Math.max(1, Math.ceil(price)) : Math.floor(Math.min(price, NO_LIMIT));
}

function priceLosing(instrument: Instrument, lots: number, share: number): number {
  const { terms, mark, k, coin } = instrument;
  if (terms.lotNotional === 0) return mark - share / (lots * k);
  // A lot is worth -N / price in coin, and may fall by share / lots: below nothing no price is high enough.
  const owed = share / lots - Number(markPerLot(instrument));
  if (owed <= 0) return NO_LIMIT;
  return terms.lotNotional / 10_000 / (owed * coin!.terms.lotSizeUnits) / terms.tickSize;
}

export function stricterLimit(isBuy: boolean, one: number, other: number): number {
  return isBuy ? Math.min(one, other) : Math.max(one, other);
}

/** The external account takes what the budget of the instrument allows, at the mark. */
export function offload(world: World, account: Account, instrument: Instrument, lots: number): void {
  const perHour = world.market.external.absorptionPerHour;
  const grown = instrument.offloadBudget + (perHour * (world.now - instrument.offloadAt)) / HOUR_US;
  instrument.offloadBudget = Math.min(grown, perHour / 60);
  instrument.offloadAt = world.now;
  const perLot = notionalPerLot(instrument);
  const size = Math.min(Math.abs(lots), Math.floor(instrument.offloadBudget / perLot));
  if (size <= 0) return;
  instrument.offloadBudget -= size * perLot;
  const signed = BigInt(lots > 0 ? size : -size);
  const settled = signed * markPerLot(instrument);
  trade(account, world.accounts[EXTERNAL]!, instrument, signed, settled);
  tell(world, 'offload', { account, instrument, lots: signed, value: toQuote(instrument, settled) });
}
