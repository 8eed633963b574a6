/**
 * The market of the reference exchange as margin models read it, and the prices of instruments that follow another one.
 * Written from docs/exchange-rules.md, section 10; option prices and margin models are those of src/instruments and
 * src/margin, which have oracles of their own.
 */
import { yearsToExpiry } from '../../src/instruments/contract-value.ts';
import { createSurface } from '../../src/instruments/create-surface.ts';
import type { MarketView } from '../../src/instruments/market-view.ts';
import { priceBlack76 } from '../../src/instruments/option-pricing.ts';
import { createMarginModel } from '../../src/margin/create-margin-model.ts';
import { exp, log } from '../../src/numeric/math.ts';
import { notionalPerLot } from './reference-margin.ts';
import { type Instrument, lotsOf, type Portfolio, type World } from './reference-world.ts';

const QUANTA = 10_000;
const PREMIUM_TICKS_MIN = 0.001;

export function openPortfolio(world: World): Portfolio | null {
  const rules = world.venue.portfolio;
  if (rules === null) return null;
  const contracts = world.instruments.filter(({ isSpot }) => !isSpot);
  const view = createView(world, contracts);
  const prepare = (margin: typeof rules.margin) => {
    const model = createMarginModel(margin);
    return { id: model.id, model, prepared: model.prepare(view) };
  };
  readMarket(world, view, contracts);
  const own = prepare(rules.margin);
  own.prepared.refresh();
  return { ...own, view, contracts, compared: rules.comparedModels.map(prepare), offsets: new Map() };
}

function rootsOf(world: World): Instrument[] {
  return world.instruments.filter(({ followed }) => followed === null);
}

function createView(world: World, contracts: readonly Instrument[]): MarketView {
  const roots = rootsOf(world);
  const { optionMarkets, interestRate } = world.venue.portfolio!;
  const assetOf = (one: Instrument): number => roots.indexOf(one.followed ?? one);
  const optionsOn = (root: Instrument) => optionMarkets.find(({ instrument }) => instrument === root.index);
  return {
    timeUs: 0,
    contracts: contracts.map(({ terms }) => terms.contract),
    markPrices: new Float64Array(contracts.length),
    assets: roots.map(({ terms }) => terms.contract.underlying),
    indexPrices: new Float64Array(roots.length),
    underlyingOf: Int32Array.from(contracts, assetOf),
    settlementOf: Int32Array.from(contracts, ({ coin }) => (coin === null ? -1 : assetOf(coin))),
    surfaces: roots.map((root) => {
      const options = optionsOn(root);
      return options === undefined ? null : createSurface(options.surface);
    }),
    carry: Float64Array.from(roots, (root) => optionsOn(root)?.carry ?? 0),
    rate: interestRate,
    openInterest: new Float64Array(contracts.length),
    depthAtOnePercent: Float64Array.from(
      contracts,
      ({ index }) => world.market.depth[index]!.depthAtOnePercent / QUANTA,
    ),
  };
}

/** Marks, time and open interest as they are now; what models make of them stands until the next time. */
export function refreshPortfolio(world: World, { view, contracts, prepared }: Portfolio): void {
  readMarket(world, view, contracts);
  prepared.refresh();
}

function readMarket(world: World, view: MarketView, contracts: readonly Instrument[]): void {
  view.timeUs = world.now;
  for (const [asset, { mark, terms }] of rootsOf(world).entries()) view.indexPrices[asset] = mark * terms.tickSize;
  for (const [place, contract] of contracts.entries()) {
    view.markPrices[place] = contract.mark * contract.terms.tickSize;
    const held = world.accounts.map((account) => Number(lotsOf(account, contract)));
    const longs = held.filter((lots) => lots > 0).reduce((sum, lots) => sum + lots, 0);
    view.openInterest[place] = (longs * notionalPerLot(contract)) / QUANTA;
  }
}

/** Ticks, not rounded, of an instrument that follows another one while that stands at `followedTicks`. */
export function priceFollowing(world: World, instrument: Instrument, followedTicks: number): number {
  const { terms, followed } = instrument;
  const { contract, tickSize } = terms;
  const price = followedTicks * followed!.terms.tickSize;
  const yearsLeft = yearsToExpiry(contract, world.now);
  if (contract.kind === 'option') {
    const { view } = world.portfolio!;
    const asset = rootsOf(world).indexOf(followed!);
    const forward = price * exp(view.carry[asset]! * yearsLeft);
    const volatility =
      yearsLeft === 0 ? 0 : view.surfaces[asset]!.volatilityAt(log(contract.strike / forward), yearsLeft);
    const discount = exp(-view.rate * yearsLeft);
    const premium = priceBlack76(contract.right, forward, contract.strike, yearsLeft, volatility, discount);
    return Math.max(PREMIUM_TICKS_MIN, (contract.settlesInCoin ? premium / price : premium) / tickSize);
  }
  const ratio = (instrument.priceInitial * tickSize) / (followed!.priceInitial * followed!.terms.tickSize);
  if (contract.kind !== 'future') return (price * ratio) / tickSize;
  return (price * exp(log(ratio) * (yearsLeft / yearsToExpiry(contract, 0)))) / tickSize;
}
