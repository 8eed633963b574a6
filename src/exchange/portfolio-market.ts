/**
 * The exchange's prices as margin models read them: contracts without the spot assets, marks in plain units, and the
 * underlyings' marks as index prices. Prices that follow another instrument's mark are made here as well.
 */
import { QUANTA_PER_USD, type InstrumentIndex, type SimTimeUs, type Ticks } from '../base/units.ts';
import { assert } from '../base/assert.ts';
import { yearsToExpiry } from '../instruments/contract-value.ts';
import { createSurface } from '../instruments/create-surface.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import { QUOTE_CURRENCY, type MarketView } from '../instruments/market-view.ts';
import { priceBlack76 } from '../instruments/option-pricing.ts';
import type { VolatilitySurface } from '../instruments/volatility-surface.ts';
import { exp, log } from '../numeric/math.ts';
import type { PortfolioRules } from './portfolio-rules.ts';
import type { ExchangeState } from './state.ts';

type PricedState = Pick<
  ExchangeState,
  'instruments' | 'instrumentCount' | 'markTicks' | 'markPerLot' | 'settlesIn' | 'isSpot'
>;

export class PortfolioMarket {
  readonly view: MarketView;
  /** [instrumentCount] place in the view's contracts, -1 for a spot asset. */
  readonly placeOf: Int32Array;
  /** [contractCount] */
  readonly instrumentOf: Int32Array;
  /** [instrumentCount] quanta of the quote currency: value and notional of one lot at the mark. */
  readonly quotePerLot: Float64Array;
  readonly notionalPerLot: Float64Array;
  readonly #state: PricedState;
  readonly #assetRoots: readonly InstrumentIndex[];
  /** [instrumentCount] surface and carry of the instrument that options are written on. */
  readonly #surfaces: readonly (VolatilitySurface | null)[];
  readonly #carry: Float64Array;
  readonly #rate: number;

  constructor(state: PricedState, rules: PortfolioRules) {
    const { instruments, instrumentCount } = state;
    this.#state = state;
    this.#rate = rules.interestRate;
    this.placeOf = new Int32Array(instrumentCount).fill(-1);
    const traded = instruments.map((_, i) => i).filter((i) => state.isSpot[i] === 0);
    this.instrumentOf = Int32Array.from(traded);
    traded.forEach((i, place) => {
      this.placeOf[i] = place;
    });
    this.quotePerLot = new Float64Array(instrumentCount);
    this.notionalPerLot = new Float64Array(instrumentCount);
    const optionsOf = (root: InstrumentIndex) => rules.optionMarkets.find(({ instrument }) => instrument === root);
    this.#surfaces = instruments.map((_, i) => {
      const options = optionsOf(i);
      return options === undefined ? null : createSurface(options.surface);
    });
    this.#carry = Float64Array.from(instruments, (_, i) => optionsOf(i)?.carry ?? 0);
    this.#assetRoots = instruments.map((_, i) => i).filter((i) => instruments[i].follows === NO_INSTRUMENT);
    this.view = this.#createView();
  }

  /** Takes in the present marks. */
  refresh(nowUs: SimTimeUs): void {
    const { view } = this;
    const { instruments, instrumentCount, markTicks, markPerLot, settlesIn } = this.#state;
    view.timeUs = nowUs;
    this.#assetRoots.forEach((root, asset) => {
      view.indexPrices[asset] = markTicks[root] * instruments[root].tickSize;
    });
    for (let i = 0; i < instrumentCount; i += 1) {
      const { contract, lotNotional, tickSize } = instruments[i];
      const coin = settlesIn[i];
      this.quotePerLot[i] = coin === NO_INSTRUMENT ? markPerLot[i] : markPerLot[i] * markPerLot[coin];
      const place = this.placeOf[i];
      if (place < 0) {
        this.notionalPerLot[i] = markPerLot[i];
        continue;
      }
      view.markPrices[place] = markTicks[i] * tickSize;
      this.notionalPerLot[i] =
        contract.kind === 'option'
          ? contract.multiplier * view.indexPrices[view.underlyingOf[place]] * QUANTA_PER_USD
          : lotNotional === 0
            ? markPerLot[i]
            : lotNotional;
    }
  }

  /**
   * Price in ticks, not rounded, of an instrument that follows another, while that one stands at `followedTicks`.
   * Perpetuals, spot assets and futures keep the ratio that they had at the start, a future's dying out toward its
   * expiry; an option is priced on its surface.
   */
  priceFollowing(i: InstrumentIndex, followedTicks: number, nowUs: SimTimeUs): Ticks {
    const { instruments } = this.#state;
    const terms = instruments[i];
    const followed = instruments[terms.follows];
    const spot = followedTicks * followed.tickSize;
    const { contract } = terms;
    if (contract.kind !== 'option') {
      const ratio = (terms.priceInitialTicks * terms.tickSize) / (followed.priceInitialTicks * followed.tickSize);
      if (contract.kind !== 'future') return (spot * ratio) / terms.tickSize;
      const left = yearsToExpiry(contract, nowUs) / yearsToExpiry(contract, 0);
      return (spot * exp(log(ratio) * left)) / terms.tickSize;
    }
    const surface = this.#surfaces[terms.follows];
    assert(surface !== null, `options on ${followed.symbol} have a volatility surface`);
    const years = yearsToExpiry(contract, nowUs);
    const forward = spot * exp(this.#carry[terms.follows] * years);
    const volatility = years === 0 ? 0 : surface.volatilityAt(log(contract.strike / forward), years);
    const discount = exp(-this.#rate * years);
    const premium = priceBlack76(contract.right, forward, contract.strike, years, volatility, discount);
    return Math.max(PREMIUM_TICKS_MIN, (contract.settlesInCoin ? premium / spot : premium) / terms.tickSize);
  }

  #createView(): MarketView {
    const { instruments } = this.#state;
    const rootOf = (i: InstrumentIndex): InstrumentIndex =>
      instruments[i].follows === NO_INSTRUMENT ? i : instruments[i].follows;
    const assetOf = (i: InstrumentIndex): number => this.#assetRoots.indexOf(rootOf(i));
    const contracts = Array.from(this.instrumentOf, (i) => instruments[i].contract);
    return {
      timeUs: 0,
      contracts,
      markPrices: new Float64Array(contracts.length),
      assets: this.#assetRoots.map((root) => instruments[root].contract.underlying),
      indexPrices: new Float64Array(this.#assetRoots.length),
      underlyingOf: Int32Array.from(this.instrumentOf, assetOf),
      settlementOf: Int32Array.from(this.instrumentOf, (i) => {
        const coin = instruments[i].settlesIn;
        return coin === NO_INSTRUMENT ? QUOTE_CURRENCY : assetOf(coin);
      }),
      surfaces: this.#assetRoots.map((root) => this.#surfaces[root]),
      carry: Float64Array.from(this.#assetRoots, (root) => this.#carry[root]),
      rate: this.#rate,
      openInterest: new Float64Array(contracts.length),
      depthAtOnePercent: new Float64Array(contracts.length).fill(Infinity),
    };
  }
}

/** A premium that has shrunk to nothing: books need a price above zero. */
const PREMIUM_TICKS_MIN = 1e-3;
