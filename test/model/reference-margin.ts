/**
 * What an account of the reference exchange is worth and must hold: by the scenario's brackets, or by a margin model over
 * any contracts and several currencies. Written from docs/exchange-rules.md, sections 1 and 10.
 */
import { haircutValueOf, NO_COLLATERAL, type CollateralAsset } from '../../src/margin/collateral.ts';
import { createPositionColumns, type PositionColumns, type PreparedMargin } from '../../src/margin/margin-model.ts';
import {
  type Account,
  ceilOfPpm,
  floorOfPpm,
  type Instrument,
  legsOf,
  lotsOf,
  roundOf,
  sizeOf,
  type World,
} from './reference-world.ts';

const QUANTA = 10_000;

/** A decimal fraction as numerator and denominator. */
export function fractionOf(decimal: number): [bigint, bigint] {
  const [digits, exponent = '0'] = decimal.toString().split('e');
  const [whole, part = ''] = digits!.split('.');
  const shift = part.length - Number(exponent);
  const figures = BigInt(whole! + part);
  return shift >= 0 ? [figures, 10n ** BigInt(shift)] : [figures * 10n ** BigInt(-shift), 1n];
}

/** Value of one lot of a contract at the mark, in quanta of what it settles in. */
export function markPerLot({ terms, coin, mark, k }: Instrument): bigint {
  if (terms.lotNotional === 0) return BigInt(mark) * BigInt(k);
  // -round(N / price in coin quanta), with halves up, in whole numbers throughout.
  const [tick, tickOf] = fractionOf(terms.tickSize);
  const [quantum, quantumOf] = fractionOf(coin!.terms.lotSizeUnits);
  const over = BigInt(terms.lotNotional) * tickOf * quantumOf;
  const under = BigInt(QUANTA) * BigInt(mark) * tick * quantum;
  return -((2n * over + under) / (2n * under));
}

/** Price of one quantum of a spot asset in quanta of the quote currency. */
export function coinMark({ mark, k }: Instrument): number {
  return mark * k;
}

/** An amount of the quote currency in what the instrument settles in. */
export function toSettlement({ coin }: Instrument, amount: bigint): bigint {
  return coin === null ? amount : roundOf(Number(amount) / coinMark(coin));
}

/** An amount of what the instrument settles in, in the quote currency. */
export function toQuote({ coin }: Instrument, amount: bigint): bigint {
  return coin === null ? amount : roundOf(Number(amount) * coinMark(coin));
}

export function notionalPerLot({ terms, followed, mark, k }: Instrument): number {
  const { contract } = terms;
  if (contract.kind !== 'option') return terms.lotNotional === 0 ? mark * k : terms.lotNotional;
  return contract.multiplier * (followed!.mark * followed!.terms.tickSize) * QUANTA;
}

export function notionalOf(account: Account, instrument: Instrument): number {
  return Number(sizeOf(lotsOf(account, instrument))) * notionalPerLot(instrument);
}

/** Settled money and what positions that settle in the quote currency gain, then each asset by `valueOfAsset`. */
function sumUp(world: World, account: Account, valueOfAsset: (asset: Instrument, amount: bigint) => number): bigint {
  let sum = account.cash;
  for (const instrument of legsOf(world, account)) {
    const { lots, cost } = account.positions.get(instrument.index)!;
    if (instrument.coin === null) sum += lots * markPerLot(instrument) - cost;
  }
  for (const asset of world.instruments.filter(({ isSpot }) => isSpot)) {
    let amount = lotsOf(account, asset);
    for (const leg of legsOf(world, account)) {
      if (leg.coin === asset) amount += lotsOf(account, leg) * markPerLot(leg);
    }
    sum += BigInt(Math.floor(valueOfAsset(asset, amount)));
  }
  return sum;
}

/** What the account is worth. */
export function worthOf(world: World, account: Account): bigint {
  return sumUp(world, account, (asset, amount) => Number(amount) * coinMark(asset));
}

/** What margin is compared with. */
export function marginEquityOf(world: World, account: Account): bigint {
  return sumUp(world, account, (asset, amount) => {
    const units = Number(amount) * asset.terms.lotSizeUnits;
    return haircutValueOf(collateralOf(world, asset), units, asset.mark * asset.terms.tickSize) * QUANTA;
  });
}

function collateralOf({ venue }: World, asset: Instrument): CollateralAsset {
  const rules = venue.portfolio?.collateral.find(({ instrument }) => instrument === asset.index);
  if (rules === undefined) return NO_COLLATERAL;
  const tiers = rules.brackets.map(({ valueMax, assetWeightPpm }) => {
    return { upTo: valueMax / QUANTA, weight: assetWeightPpm / 1e6 };
  });
  return { ...NO_COLLATERAL, tiers, liabilityWeight: rules.liabilityWeightPpm / 1e6 };
}

/** A rate times the multiple in force, in ppm rounded up and at most all; initial rates at least maintenance rates. */
function rateInForce(
  world: World,
  instrument: Instrument,
  bracket: { maintenanceRatePpm: number; initialRatePpm: number },
  kind: 'maintenance' | 'initial',
): number {
  const multiplied = (rate: number, multiple: number) => Math.min(1e6, Number(ceilOfPpm(BigInt(rate), multiple)));
  const maintenance = multiplied(bracket.maintenanceRatePpm, instrument.maintenanceMultiple);
  if (kind === 'maintenance') return maintenance;
  const initial = Math.max(maintenance, multiplied(bracket.initialRatePpm, instrument.initialMultiple));
  return world.controls?.openInterest?.rateOf(instrument, initial) ?? initial;
}

/** The bracket that a notional lies in, its lower edge, and what the brackets below it take off. */
function bracketFor(world: World, instrument: Instrument, notional: number, kind: 'maintenance' | 'initial') {
  const brackets = world.venue.tiers[instrument.index]!.brackets;
  let lower = 0n;
  let deduction = 0n;
  let rateBefore = 0;
  for (const [number, bracket] of brackets.entries()) {
    const rate = rateInForce(world, instrument, bracket, kind);
    if (number > 0) deduction += floorOfPpm(lower, rate - rateBefore);
    if (notional < bracket.notionalMax) return { number, lower, rate, deduction };
    lower = BigInt(bracket.notionalMax);
    rateBefore = rate;
  }
  throw new Error('the last bracket has no upper end');
}

export function maintenanceBracketOf(world: World, account: Account, instrument: Instrument) {
  return bracketFor(world, instrument, notionalOf(account, instrument), 'maintenance');
}

function requirementFor(world: World, instrument: Instrument, lots: bigint, kind: 'maintenance' | 'initial'): bigint {
  const notional = sizeOf(lots) * markPerLot(instrument);
  const bracket = bracketFor(world, instrument, Number(notional), kind);
  return ceilOfPpm(notional, bracket.rate) - bracket.deduction;
}

/** By the tables in force. */
export function legInitialMargin(world: World, instrument: Instrument, lots: bigint): bigint {
  return requirementFor(world, instrument, lots, 'initial');
}

interface Leg {
  readonly instrument: Instrument;
  readonly lots: bigint;
  /** As quoted. */
  readonly entryPrice: number;
}

function modelLegs(world: World, account: Account): Leg[] {
  return legsOf(world, account).map((instrument) => {
    const { lots, cost } = account.positions.get(instrument.index)!;
    return { instrument, lots, entryPrice: entryPriceOf(instrument, Number(cost) / Number(lots)) };
  });
}

function entryPriceOf({ terms, coin, k }: Instrument, costPerLot: number): number {
  if (terms.lotNotional === 0) return (costPerLot / k) * terms.tickSize;
  return terms.lotNotional / QUANTA / (-costPerLot * coin!.terms.lotSizeUnits);
}

/** Legs as the model reads them, each so many times as large as its margin multiple says. */
function columnsOf(world: World, legs: readonly Leg[], kind: 'maintenance' | 'initial'): PositionColumns {
  const columns = createPositionColumns(legs.length);
  columns.count = legs.length;
  for (const [row, { instrument, lots, entryPrice }] of legs.entries()) {
    const multiple = kind === 'maintenance' ? instrument.maintenanceMultiple : instrument.initialMultiple;
    columns.contracts[row] = world.portfolio!.contracts.indexOf(instrument);
    columns.sizes[row] = (Number(lots) * multiple) / 1e6;
    columns.entryPrices[row] = entryPrice;
  }
  return columns;
}

function ask(world: World, legs: readonly Leg[], kind: 'maintenance' | 'initial', prepared: PreparedMargin): bigint {
  const requirement = { initial: 0, maintenance: 0 };
  // What a venue compares with others is read with the multiples of maintenance margin.
  const multiples = prepared === world.portfolio!.prepared ? kind : 'maintenance';
  prepared.requireInto(columnsOf(world, legs, multiples), requirement);
  return BigInt(Math.ceil(requirement[kind] * QUANTA));
}

/** What one leg needs alone. */
export function legMaintenance(world: World, account: Account, instrument: Instrument): bigint {
  if (world.portfolio === null) return requirementFor(world, instrument, lotsOf(account, instrument), 'maintenance');
  const legs = modelLegs(world, account).filter((leg) => leg.instrument === instrument);
  return ask(world, legs, 'maintenance', world.portfolio.prepared);
}

export function standaloneOf(world: World, account: Account): bigint {
  return legsOf(world, account).reduce((sum, leg) => sum + legMaintenance(world, account, leg), 0n);
}

/** What the account needs without one of its legs. */
export function maintenanceWithout(world: World, account: Account, instrument: Instrument): bigint {
  const legs = modelLegs(world, account).filter((leg) => leg.instrument !== instrument);
  return ask(world, legs, 'maintenance', world.portfolio!.prepared);
}

export function maintenanceOf(world: World, account: Account): bigint {
  if (world.portfolio === null) return standaloneOf(world, account);
  const legs = modelLegs(world, account);
  const { model, prepared } = world.portfolio;
  if (legs.length === 0) return 0n;
  return ask(world, legs, 'maintenance', prepared) + (model.liquidatesAtEquality ? 1n : 0n);
}

/** Initial margin of all legs as if `lots` more were held in `instrument`, those at the mark if it is a new leg. */
export function initialMarginWith(world: World, account: Account, instrument: Instrument, lots: bigint): bigint {
  if (world.portfolio === null) {
    const legs = world.instruments.map((leg) => ({
      leg,
      held: lotsOf(account, leg) + (leg === instrument ? lots : 0n),
    }));
    return legs
      .filter(({ held }) => held !== 0n)
      .reduce((sum, { leg, held }) => sum + requirementFor(world, leg, held, 'initial'), 0n);
  }
  const legs = modelLegs(world, account);
  const present = legs.findIndex((leg) => leg.instrument === instrument);
  if (present >= 0) legs[present] = { ...legs[present]!, lots: legs[present]!.lots + lots };
  else if (lots !== 0n) legs.push({ instrument, lots, entryPrice: instrument.mark * instrument.terms.tickSize });
  return ask(world, legs, 'initial', world.portfolio.prepared);
}

/** By a model that the venue only compares with its own. */
export function comparedRequirement(
  world: World,
  account: Account,
  kind: 'maintenance' | 'initial',
  prepared: PreparedMargin,
): bigint {
  return ask(world, modelLegs(world, account), kind, prepared);
}
