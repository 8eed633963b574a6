/**
 * What a venue says that margins accounts by a model of its own, lists more than linear perpetuals, or takes collateral
 * other than the quote currency. Pure data, so that it can be sent to a thread; `portfolio-margin.ts` works with it.
 */
import type { InstrumentIndex, Ppm, QuoteQuanta } from '../base/units.ts';
import type { SurfaceParameters } from '../instruments/surface-parameters.ts';
import type { MarginParameters } from '../margin/create-margin-model.ts';

export interface CollateralBracket {
  /** Value of the balance up to which the weight holds, quanta; Infinity for the last. Weights apply marginally. */
  readonly valueMax: QuoteQuanta;
  /** Share of the value that counts as margin. */
  readonly assetWeightPpm: Ppm;
}

/** How balances of one asset count. */
export interface CollateralRules {
  /** Its spot instrument. */
  readonly instrument: InstrumentIndex;
  /** By rising value; weights never rise. */
  readonly brackets: readonly CollateralBracket[];
  /** What a borrowed unit counts, >= 1,000,000. */
  readonly liabilityWeightPpm: Ppm;
}

export interface OptionMarketRules {
  /** Instrument that options are written on: one with a price of its own. */
  readonly instrument: InstrumentIndex;
  readonly surface: SurfaceParameters;
  /** Annual, continuous. */
  readonly carry: number;
}

export interface PortfolioRules {
  readonly margin: MarginParameters;
  /** Other models whose requirement is reported beside it over time; nobody is liquidated by them. */
  readonly comparedModels: readonly MarginParameters[];
  /** One entry for each spot instrument. */
  readonly collateral: readonly CollateralRules[];
  readonly optionMarkets: readonly OptionMarketRules[];
  /** Of the quote currency, annual, continuous. */
  readonly interestRate: number;
}
