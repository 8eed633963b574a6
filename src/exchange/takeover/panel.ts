/** Backstop providers: each leg is divided among those who can take more, each within its limits of size, time and money. */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import { splitProportionally } from '../../numeric/rounding.ts';
import { ceilPpmOf } from '../../margin/tier-table.ts';
import type { ExchangeContext } from '../context.ts';
import { lotsOf } from '../state.ts';
import { notionalPerLotOf } from '../valuation.ts';
import { handTo, isActive, listOfferedLegs, lotsBearable, type Taker, type TakerAccount } from './taker.ts';
import type { ProviderRules } from './takeover-rules.ts';

interface Provider extends TakerAccount {
  readonly rules: ProviderRules;
  windowStartUs: SimTimeUs;
  taken: QuoteQuanta;
}

/** What is left of a leg on offer. */
interface Remainder {
  readonly instrument: InstrumentIndex;
  readonly direction: 1 | -1;
  size: Lots;
  share: QuoteQuanta;
}

export class Panel implements Taker {
  readonly #context: ExchangeContext;
  readonly #providers: readonly Provider[];

  constructor(context: ExchangeContext, providers: readonly (TakerAccount & { readonly rules: ProviderRules })[]) {
    this.#context = context;
    this.#providers = providers.map((provider) => ({ ...provider, windowStartUs: 0, taken: 0 }));
  }

  offer(account: AccountIndex): SimTimeUs {
    for (const { instrument, lots, share } of listOfferedLegs(this.#context, account)) {
      const left: Remainder = { instrument, direction: lots > 0 ? 1 : -1, size: Math.abs(lots), share };
      // Twice: what some cannot take of their part goes to the others.
      for (let round = 0; round < 2 && left.size > 0; round += 1) this.#divide(account, left);
    }
    return 0;
  }

  appendState(out: number[]): void {
    for (const { windowStartUs, taken } of this.#providers) out.push(windowStartUs, taken);
  }

  #divide(account: AccountIndex, left: Remainder): void {
    const able = this.#providers.filter(
      (provider) =>
        provider.account !== account && isActive(this.#context, provider.account) && this.#mostOf(provider, left) > 0,
    );
    if (able.length === 0) return;
    const parts = new Float64Array(able.length);
    splitProportionally(
      left.size,
      able.map(() => 1),
      parts,
    );
    for (const [n, provider] of able.entries()) this.#take(account, left, provider, parts[n]);
  }

  #take(account: AccountIndex, left: Remainder, provider: Provider, part: Lots): void {
    const { size, share, instrument, direction } = left;
    const perLot = notionalPerLotOf(this.#context.state, instrument);
    // At bankruptcy price; at the mark where the account owes money, which is not a provider's to pay.
    const shareOf = (lots: Lots): QuoteQuanta => (lots === size ? share : Math.round(share * (lots / size)));
    const gainOf = (lots: Lots): QuoteQuanta =>
      Math.max(0, shareOf(lots)) + ceilPpmOf(lots * perLot, provider.rules.discountPpm);
    const wanted = Math.min(part, this.#mostOf(provider, left));
    const lots = lotsBearable(this.#context, provider, instrument, direction * wanted, gainOf);
    if (lots <= 0 || lotsOf(this.#context.state, account, instrument) === 0) return;
    handTo(this.#context, provider.account, account, instrument, direction * lots, gainOf(lots));
    left.share -= shareOf(lots);
    left.size -= lots;
    provider.taken += lots * perLot;
  }

  /** Lots that the limit of its window leaves a provider. */
  #mostOf(provider: Provider, { instrument }: Remainder): Lots {
    const { windowUs, notionalMax } = provider.rules;
    const windowStartUs = Math.floor(this.#context.nowUs / windowUs) * windowUs;
    if (windowStartUs !== provider.windowStartUs) {
      provider.windowStartUs = windowStartUs;
      provider.taken = 0;
    }
    return Math.floor(Math.max(0, notionalMax - provider.taken) / notionalPerLotOf(this.#context.state, instrument));
  }
}
