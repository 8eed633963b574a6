/** The venues' mark rules, one class a rule that remembers something. */
import { exp } from '../../numeric/math.ts';
import { ExponentialAverage, WindowAverage } from './exact-time-average.ts';
import type { MarkFormula, MarkInputs, MarkRule, OtherVenue } from './mark-rule.ts';
import { medianOfThree, pricesOf, weightedMedian } from './medians.ts';

type RuleOf<Kind extends MarkRule['kind']> = Extract<MarkRule, { kind: Kind }>;

/** Index x (1 + funding still to come): what BitMEX calls the fair price. https://www.bitmex.com/app/fairPriceMarking */
export function fairPrice(indexTicks: number, fundingBasis: number): number {
  return indexTicks * (1 + fundingBasis);
}

/** The mark is the venue's own price. */
class LastMark implements MarkFormula {
  next({ lastTicks }: MarkInputs): number {
    return lastTicks;
  }

  appendState(): void {}
}

class FairMark implements MarkFormula {
  next({ indexTicks, fundingBasis }: MarkInputs): number {
    return fairPrice(indexTicks, fundingBasis);
  }

  appendState(): void {}
}

/** Median of fair price, index + mean basis, and last. Binance, "Mark price and price index". */
class BinanceMark implements MarkFormula {
  readonly #basis: WindowAverage;

  constructor({ windowUs }: RuleOf<'binance'>) {
    this.#basis = new WindowAverage(windowUs);
  }

  next({ nowUs, indexTicks, lastTicks, fundingBasis }: MarkInputs): number {
    const basis = this.#basis.add(nowUs, lastTicks - indexTicks);
    return medianOfThree(fairPrice(indexTicks, fundingBasis), indexTicks + basis, lastTicks);
  }

  appendState(out: number[]): void {
    this.#basis.appendState(out);
  }
}

/**
 * Median of the oracle + averaged (mid - oracle), of the book's own price, and of the weighted median of other venues'
 * perpetuals; where nobody else lists it, an average of the book's price is the third. The book has no spread: mid, best
 * bid, best ask and last are one price. Hyperliquid's documentation, "Robust price indices".
 */
class HyperliquidMark implements MarkFormula {
  readonly #basis: ExponentialAverage;
  readonly #book: ExponentialAverage;
  readonly #perpetuals: readonly OtherVenue[];
  readonly #weights: readonly number[];

  constructor({ basisTauUs, bookTauUs, perpetuals }: RuleOf<'hyperliquid'>) {
    this.#basis = new ExponentialAverage(basisTauUs);
    this.#book = new ExponentialAverage(bookTauUs);
    this.#perpetuals = perpetuals;
    this.#weights = perpetuals.map(({ weight }) => weight);
  }

  next({ nowUs, outsideTicks, indexTicks, lastTicks }: MarkInputs): number {
    const basis = this.#basis.add(nowUs, lastTicks - indexTicks);
    const bookAverage = this.#book.add(nowUs, lastTicks);
    const third =
      this.#perpetuals.length === 0
        ? bookAverage
        : weightedMedian(pricesOf(this.#perpetuals, outsideTicks), this.#weights);
    return medianOfThree(indexTicks + basis, lastTicks, third);
  }

  appendState(out: number[]): void {
    this.#basis.appendState(out);
    this.#book.appendState(out);
  }
}

/** Index + averaged basis, at most so far from the index. Deribit, "Mark price". */
class DeribitMark implements MarkFormula {
  readonly #basis: ExponentialAverage;
  readonly #limitFactor: number;

  constructor({ basisTauUs, basisLimitLog }: RuleOf<'deribit'>) {
    this.#basis = new ExponentialAverage(basisTauUs);
    this.#limitFactor = exp(basisLimitLog);
  }

  next({ nowUs, indexTicks, lastTicks }: MarkInputs): number {
    const mark = indexTicks + this.#basis.add(nowUs, lastTicks - indexTicks);
    return Math.min(indexTicks * this.#limitFactor, Math.max(indexTicks / this.#limitFactor, mark));
  }

  appendState(out: number[]): void {
    this.#basis.appendState(out);
  }
}

/** A rule for one instrument, before its first sample. */
export function createMarkFormula(rule: MarkRule): MarkFormula {
  switch (rule.kind) {
    case 'last':
      return new LastMark();
    case 'binance':
      return new BinanceMark(rule);
    case 'hyperliquid':
      return new HyperliquidMark(rule);
    case 'bitmex':
      return new FairMark();
    case 'deribit':
      return new DeribitMark(rule);
  }
}
