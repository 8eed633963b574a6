/**
 * Margin of accounts at the start, by a venue's model at initial prices: what an account's equity counts for, what its
 * positions need, and how much of one instrument alone some equity allows.
 */
import {
  PPM_PER_UNIT,
  QUANTA_PER_USD,
  type AccountIndex,
  type InstrumentIndex,
  type Lots,
  type Ppm,
  type QuoteQuanta,
} from '../base/units.ts';
import { firstIdOf, firstPositionOf, positionsOf } from '../exchange/account-records.ts';
import type { Population } from '../exchange/accounts.ts';
import { ContractDeltas } from '../exchange/contract-deltas.ts';
import { collateralOf } from '../exchange/portfolio-reader.ts';
import { PortfolioMarket } from '../exchange/portfolio-market.ts';
import type { PortfolioRules } from '../exchange/portfolio-rules.ts';
import { priceOf, valuePerLot, type Instrument } from '../instruments/instrument.ts';
import { haircutValueOf, type CollateralAsset } from '../margin/collateral.ts';
import { createMarginModel } from '../margin/create-margin-model.ts';
import {
  createPositionColumns,
  type PositionColumns,
  type PreparedMargin,
  type Requirement,
} from '../margin/margin-model.ts';

/** Sizes at which the need of one instrument alone is looked up grow by this from one to the next. */
const SIZE_STEP = 1.25;
/** Needs are looked up as far as this notional, USD 10 bn; a lot of a larger position is held to need no more. */
const NOTIONAL_MAX = 1e10 * QUANTA_PER_USD;

/** Sizes, rising, and the most that one lot needs in a position of up to that size. */
interface SizeNeeds {
  readonly sizes: Float64Array;
  readonly perLot: Float64Array;
}

export class OpeningMargin {
  /** [instrumentCount] quanta of the quote currency: what one lot is worth, and its notional. */
  readonly valuePerLot: Float64Array;
  readonly notionalPerLot: Float64Array;
  readonly isSpot: Uint8Array;
  readonly #instruments: readonly Instrument[];
  readonly #collateral: readonly CollateralAsset[];
  readonly #prepared: PreparedMargin;
  readonly #market: PortfolioMarket;
  readonly #deltas: ContractDeltas;
  readonly #book: PositionColumns;
  readonly #requirement: Requirement = { initial: 0, maintenance: 0 };
  /** By instrument and side, made when first asked for. */
  readonly #needs: (SizeNeeds | undefined)[];

  constructor(instruments: readonly Instrument[], rules: PortfolioRules) {
    this.#instruments = instruments;
    this.#deltas = new ContractDeltas(instruments, rules);
    this.isSpot = Uint8Array.from(instruments, ({ contract }) => (contract.kind === 'spot' ? 1 : 0));
    this.#market = createMarketAtStart(instruments, rules);
    this.valuePerLot = this.#market.quotePerLot;
    this.notionalPerLot = this.#market.notionalPerLot;
    this.#prepared = createMarginModel(rules.margin).prepare(this.#market.view);
    this.#prepared.refresh();
    this.#collateral = instruments.map((_, i) => collateralOf(rules.collateral, i));
    this.#book = createPositionColumns(instruments.length);
    this.#needs = Array<SizeNeeds | undefined>(2 * instruments.length).fill(undefined);
  }

  /** What one lot gains when its underlying doubles, to first order; signed. */
  readonly deltaPerLot = (i: InstrumentIndex): QuoteQuanta =>
    this.#deltas.isOption(i)
      ? this.#deltas.ofOption(i, 0, (followed) => this.#instruments[followed].priceInitialTicks)
      : this.notionalPerLot[i];

  /** Equity with haircuts on what is not in the quote currency, which the account's record holds. */
  countedEquity({ records, equity }: Population, account: AccountIndex): QuoteQuanta {
    const ids = firstIdOf(records, account);
    const first = firstPositionOf(records, account);
    let counted = equity[account];
    for (let k = positionsOf(records, account) - 1; k >= 0; k -= 1) {
      const i = records.bytes[ids + k];
      if (this.isSpot[i] === 0) continue;
      counted -= this.haircutOf(i, records.doubles[first + k]);
    }
    return counted;
  }

  /** How much less lots of an asset count for than they are worth. */
  haircutOf(i: InstrumentIndex, lots: Lots): QuoteQuanta {
    const { lotSizeUnits, priceInitialTicks } = this.#instruments[i];
    const price = priceOf(this.#instruments[i], priceInitialTicks);
    const counted = haircutValueOf(this.#collateral[i], lots * lotSizeUnits, price) * QUANTA_PER_USD;
    return Math.ceil(lots * this.valuePerLot[i]) - Math.floor(counted);
  }

  /** Lots of an asset that a share of some equity buys. */
  assetLots(i: InstrumentIndex, equity: QuoteQuanta, sharePpm: Ppm): Lots {
    return Math.floor((equity * (sharePpm / PPM_PER_UNIT)) / this.valuePerLot[i]);
  }

  /** What an account must have for its positions: initial margin, and at least the premiums that it pays. */
  needOf({ records }: Population, account: AccountIndex): QuoteQuanta {
    const ids = firstIdOf(records, account);
    const first = firstPositionOf(records, account);
    this.#book.count = 0;
    let premiums = 0;
    for (let k = 0; k < positionsOf(records, account); k += 1) {
      const i = records.bytes[ids + k];
      const lots = records.doubles[first + k];
      if (lots === 0 || this.isSpot[i] === 1) continue;
      this.#append(i, lots);
      premiums += this.#premiumOf(i, lots);
    }
    return Math.max(premiums, this.#initialOfBook());
  }

  /** Lots (>= 0) of one instrument, alone in an account, that so much equity allows on the side of `sign`. */
  affordableLots(i: InstrumentIndex, sign: number, equity: QuoteQuanta): Lots {
    const { sizes, perLot } = this.#needsOf(i, sign);
    let lots = 0;
    for (let n = 0; n < sizes.length; n += 1) {
      const paid = Math.floor(equity / perLot[n]);
      lots = Math.max(lots, Math.min(sizes[n], paid));
      // Larger positions need no less a lot.
      if (paid < sizes[n]) break;
    }
    return lots;
  }

  /** An upper bound of what a position, alone in an account, must have. */
  needAlone(i: InstrumentIndex, lots: Lots): QuoteQuanta {
    const { sizes, perLot } = this.#needsOf(i, Math.sign(lots));
    const size = Math.abs(lots);
    let n = 0;
    while (n < sizes.length - 1 && sizes[n] < size) n += 1;
    return size * perLot[n];
  }

  #needsOf(i: InstrumentIndex, sign: number): SizeNeeds {
    const at = 2 * i + (sign > 0 ? 0 : 1);
    return (this.#needs[at] ??= this.#lookUpNeeds(i, sign > 0 ? 1 : -1));
  }

  #lookUpNeeds(i: InstrumentIndex, sign: 1 | -1): SizeNeeds {
    const sizes: number[] = [];
    const largest = Math.max(1, Math.floor(NOTIONAL_MAX / this.notionalPerLot[i]));
    for (let size = 1; size < largest; size = Math.max(size + 1, Math.floor(size * SIZE_STEP))) sizes.push(size);
    sizes.push(largest);
    let most = 0;
    const perLot = sizes.map((size) => {
      this.#book.count = 0;
      this.#append(i, sign * size);
      most = Math.max(most, Math.max(this.#premiumOf(i, sign * size), this.#initialOfBook()) / size);
      // A position that needs nothing takes a quantum of equity, so that there is an end to it.
      return Math.max(1, most);
    });
    return { sizes: Float64Array.from(sizes), perLot: Float64Array.from(perLot) };
  }

  #append(i: InstrumentIndex, lots: Lots): void {
    const book = this.#book;
    const { priceInitialTicks } = this.#instruments[i];
    book.contracts[book.count] = this.#market.placeOf[i];
    book.sizes[book.count] = lots;
    book.entryPrices[book.count] = priceOf(this.#instruments[i], priceInitialTicks);
    book.count += 1;
  }

  #premiumOf(i: InstrumentIndex, lots: Lots): QuoteQuanta {
    return lots > 0 && this.#instruments[i].contract.kind === 'option' ? lots * this.valuePerLot[i] : 0;
  }

  #initialOfBook(): QuoteQuanta {
    if (this.#book.count === 0) return 0;
    this.#prepared.requireInto(this.#book, this.#requirement);
    return this.#requirement.initial * QUANTA_PER_USD;
  }
}

/** Every instrument at its initial price, books as deep as one likes. */
export function createMarketAtStart(instruments: readonly Instrument[], rules: PortfolioRules): PortfolioMarket {
  const quantumOf = (coin: InstrumentIndex): number => instruments[coin]?.lotSizeUnits ?? 0;
  const market = new PortfolioMarket(
    {
      instruments,
      instrumentCount: instruments.length,
      isSpot: Uint8Array.from(instruments, ({ contract }) => (contract.kind === 'spot' ? 1 : 0)),
      settlesIn: Int32Array.from(instruments, ({ settlesIn }) => settlesIn),
      longLots: new Float64Array(instruments.length),
      markTicks: Float64Array.from(instruments, ({ priceInitialTicks }) => priceInitialTicks),
      markPerLot: Float64Array.from(instruments, (one) =>
        valuePerLot(one, one.priceInitialTicks, quantumOf(one.settlesIn)),
      ),
    },
    rules,
  );
  market.refresh(0);
  return market;
}

const known = new WeakMap<PortfolioRules, { readonly of: readonly Instrument[]; readonly margin: OpeningMargin }>();

/** One for all blocks and passes of a population: preparing a model may take longer than drawing a block. */
export function openingMarginOf(instruments: readonly Instrument[], rules: PortfolioRules): OpeningMargin {
  const found = known.get(rules);
  if (found !== undefined && found.of === instruments) return found.margin;
  const margin = new OpeningMargin(instruments, rules);
  known.set(rules, { of: instruments, margin });
  return margin;
}
