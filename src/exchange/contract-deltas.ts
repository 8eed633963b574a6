/** Deltas of options at the venue's marks, for those who hedge by them. */
import { assert } from '../base/assert.ts';
import { QUANTA_PER_USD, type InstrumentIndex, type QuoteQuanta, type SimTimeUs, type Ticks } from '../base/units.ts';
import { yearsToExpiry } from '../instruments/contract-value.ts';
import { createSurface } from '../instruments/create-surface.ts';
import { priceOf, type Instrument } from '../instruments/instrument.ts';
import { computeGreeks, toCoinGreeks } from '../instruments/option-greeks.ts';
import type { VolatilitySurface } from '../instruments/volatility-surface.ts';
import { exp, log } from '../numeric/math.ts';
import type { PortfolioRules } from './portfolio-rules.ts';

interface OptionMarket {
  readonly surface: VolatilitySurface;
  readonly carry: number;
}

export class ContractDeltas {
  readonly #instruments: readonly Instrument[];
  readonly #markets: ReadonlyMap<InstrumentIndex, OptionMarket>;
  readonly #rate: number;

  constructor(instruments: readonly Instrument[], portfolio: PortfolioRules | null) {
    this.#instruments = instruments;
    this.#rate = portfolio?.interestRate ?? 0;
    this.#markets = new Map(
      portfolio?.optionMarkets.map(({ instrument, surface, carry }) => [
        instrument,
        { surface: createSurface(surface), carry },
      ]),
    );
  }

  isOption(i: InstrumentIndex): boolean {
    return this.#instruments[i].contract.kind === 'option';
  }

  /**
   * What one lot of an option gains, quanta of the quote currency, when its underlying doubles, to first order: multiplier x
   * delta x price of the underlying. Of one that settles in coin the delta is net of the premium, which is coin itself.
   */
  ofOption(i: InstrumentIndex, nowUs: SimTimeUs, markTicksOf: (i: InstrumentIndex) => Ticks): QuoteQuanta {
    const { contract, follows } = this.#instruments[i];
    const market = this.#markets.get(follows);
    assert(contract.kind === 'option' && market !== undefined, 'an option on an instrument with a volatility surface');
    const spot = priceOf(this.#instruments[follows], markTicksOf(follows));
    const years = yearsToExpiry(contract, nowUs);
    const forward = spot * exp(market.carry * years);
    const volatility = years === 0 ? 0 : market.surface.volatilityAt(log(contract.strike / forward), years);
    const greeks = computeGreeks(contract.right, spot, contract.strike, years, this.#rate, market.carry, volatility);
    const delta = contract.settlesInCoin ? toCoinGreeks(greeks, spot).netDelta : greeks.delta;
    return contract.multiplier * delta * spot * QUANTA_PER_USD;
  }
}
