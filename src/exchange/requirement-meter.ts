/**
 * What all accounts together are required to hold, by the venue's own model and by others that are only compared with it.
 * Sums run in the order of accounts. A look at everybody: taken at samples, and only where margin can change by itself.
 */
import { PPM_PER_UNIT, QUANTA_PER_USD, type AccountIndex, type QuoteQuanta } from '../base/units.ts';
import { createMarginModel } from '../margin/create-margin-model.ts';
import type { PreparedMargin, Requirement } from '../margin/margin-model.ts';
import { VENUE_ACCOUNTS } from './accounts.ts';
import type { MarginMeasure } from './exchange-port.ts';
import type { AccountMeasure, PortfolioMargin } from './portfolio-margin.ts';
import type { ExchangeState } from './state.ts';
import { computeInitial, computeMaintenance, computeMarginEquity, hasPosition } from './valuation.ts';
import type { VenueRules } from './venue-rules.ts';

const TIERED = 'tiered';

export class RequirementMeter {
  /** Names of the models, the venue's own first; none where margin stays as it is. */
  readonly models: readonly string[];
  readonly #state: ExchangeState;
  readonly #portfolio: PortfolioMargin | null;
  readonly #compared: readonly PreparedMargin[];
  readonly #own: AccountMeasure = { equity: 0, initial: 0, maintenance: 0, standalone: 0 };
  readonly #requirement: Requirement = { initial: 0, maintenance: 0 };

  constructor(state: ExchangeState, portfolio: PortfolioMargin | null, venue: VenueRules) {
    this.#state = state;
    this.#portfolio = portfolio;
    const compared = portfolio === null ? [] : (venue.portfolio?.comparedModels ?? []).map(createMarginModel);
    this.#compared = portfolio === null ? [] : compared.map((model) => model.prepare(portfolio.market.view));
    const moves =
      venue.marginRecalibration !== null ||
      venue.marginChanges.length > 0 ||
      venue.controls.marginSteps !== null ||
      venue.controls.openInterestMargin !== null ||
      (venue.controls.fundMode?.marginMultiplePpm ?? PPM_PER_UNIT) !== PPM_PER_UNIT ||
      (venue.halt !== null && venue.halt.marginMultiplePpm !== PPM_PER_UNIT);
    const own = portfolio === null ? (moves ? [TIERED] : []) : [portfolio.model.id];
    this.models = [...own, ...compared.map(({ id }) => id)];
  }

  measure(): MarginMeasure {
    const { accountCount, marginMultiples } = this.#state;
    const { maintenancePpm, initialPpm } = marginMultiples;
    const isOneLook = maintenancePpm.every((multiple, i) => multiple === initialPpm[i]);
    const initial = this.models.map(() => 0);
    const maintenance = this.models.map(() => 0);
    const own = this.#own;
    let equity = 0;
    let standalone = 0;
    for (const model of this.#compared) model.refresh();
    for (let account = VENUE_ACCOUNTS; account < accountCount; account += 1) {
      if (!hasPosition(this.#state, account)) continue;
      if (this.#portfolio === null) this.#measureTiered(account);
      else this.#portfolio.measureInto(account, own, isOneLook);
      equity += own.equity;
      initial[0] += own.initial;
      maintenance[0] += own.maintenance;
      standalone += own.standalone;
      this.#addCompared(account, initial, maintenance);
    }
    return { equity, initial, maintenance, standalone };
  }

  /** Legs are not offset against each other: together they need what they need alone. */
  #measureTiered(account: AccountIndex): void {
    const own = this.#own;
    own.equity = computeMarginEquity(this.#state, account);
    own.initial = computeInitial(this.#state, account);
    own.maintenance = computeMaintenance(this.#state, account);
    own.standalone = own.maintenance;
  }

  #addCompared(account: number, initial: QuoteQuanta[], maintenance: QuoteQuanta[]): void {
    if (this.#compared.length === 0) return;
    const book = this.#portfolio!.bookOf(account);
    this.#compared.forEach((model, m) => {
      model.requireInto(book, this.#requirement);
      initial[m + 1] += Math.ceil(this.#requirement.initial * QUANTA_PER_USD);
      maintenance[m + 1] += Math.ceil(this.#requirement.maintenance * QUANTA_PER_USD);
    });
  }
}
