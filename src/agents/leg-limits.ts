/** What netting asks of margin: how far each leg of an account may be stretched. */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta } from '../base/units.ts';
import type { Population } from '../exchange/accounts.ts';
import {
  buildTierColumns,
  computeAffordableNotional,
  computeInitialMargin,
  type TierColumns,
} from '../margin/tier-table.ts';
import { openingMarginOf, type OpeningMargin } from './opening-margin.ts';
import { perLotOf, type PopulationTerms } from './population-terms.ts';

export interface LegLimits {
  /** What stands behind an account's legs. */
  equityOf(account: AccountIndex): QuoteQuanta;
  /** What a position (signed lots, not 0) needs alone. */
  needAlone(instrument: InstrumentIndex, lots: Lots): QuoteQuanta;
  /** Lots (>= 0) that so much equity allows alone, on the side of `sign`. */
  affordableLots(instrument: InstrumentIndex, sign: number, equity: QuoteQuanta): Lots;
  /** False for one whose book as a whole needs more than it has. */
  canKeep(account: AccountIndex): boolean;
}

export function createLegLimits(terms: PopulationTerms, population: Population): LegLimits {
  return terms.portfolio === null
    ? new TieredLimits(terms, population)
    : new ModelLimits(openingMarginOf(terms.instruments, terms.portfolio), population);
}

class TieredLimits implements LegLimits {
  readonly #equity: Float64Array;
  readonly #tiers: readonly TierColumns[];
  readonly #perLot: Float64Array;

  constructor(terms: PopulationTerms, population: Population) {
    this.#equity = population.equity;
    this.#tiers = terms.tiers.map(buildTierColumns);
    this.#perLot = perLotOf(terms.instruments);
  }

  equityOf(account: AccountIndex): QuoteQuanta {
    return this.#equity[account];
  }

  needAlone(instrument: InstrumentIndex, lots: Lots): QuoteQuanta {
    return computeInitialMargin(this.#tiers[instrument], Math.abs(lots) * this.#perLot[instrument]);
  }

  affordableLots(instrument: InstrumentIndex, _sign: number, equity: QuoteQuanta): Lots {
    return Math.floor(computeAffordableNotional(this.#tiers[instrument], equity) / this.#perLot[instrument]);
  }

  /** The legs' needs add up to the whole's. */
  canKeep(): boolean {
    return true;
  }
}

class ModelLimits implements LegLimits {
  readonly #margin: OpeningMargin;
  readonly #population: Population;

  constructor(margin: OpeningMargin, population: Population) {
    this.#margin = margin;
    this.#population = population;
  }

  equityOf(account: AccountIndex): QuoteQuanta {
    return this.#margin.countedEquity(this.#population, account);
  }

  needAlone(instrument: InstrumentIndex, lots: Lots): QuoteQuanta {
    return this.#margin.needAlone(instrument, lots);
  }

  affordableLots(instrument: InstrumentIndex, sign: number, equity: QuoteQuanta): Lots {
    return this.#margin.affordableLots(instrument, sign, equity);
  }

  canKeep(account: AccountIndex): boolean {
    return this.#margin.needOf(this.#population, account) <= this.equityOf(account);
  }
}
