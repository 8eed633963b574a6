/**
 * The breach watch in use: a graded lazy rescan of the agents' accounts. Flags what the naive watch flags, bit for bit;
 * why it may leave accounts out is argued in `graded-rescan.ts`, `rescan-gauges.ts`, `account-derivation.ts` and
 * `portfolio-derivation.ts`.
 */
import type { AccountIndex } from '../base/units.ts';
import type { MarketRules } from '../market/market-rules.ts';
import { AccountDerivation, scaleTicksOf } from './account-derivation.ts';
import { INTS_PER_LINE, PLACE_INT } from './account-records.ts';
import { VENUE_ACCOUNTS } from './accounts.ts';
import { appendBreach, flagsOf, type BreachList, type BreachWatch, type WatchWork } from './breach-watch.ts';
import { GradedRescan } from './graded-rescan.ts';
import type { MassDerivation } from './mass-derivation.ts';
import type { PortfolioMargin } from './portfolio-margin.ts';
import { PortfolioDerivation } from './portfolio-derivation.ts';
import { RescanGauges } from './rescan-gauges.ts';
import type { ExchangeState } from './state.ts';
import { computeMarginEquity, computeMaintenance } from './valuation.ts';

export class GradedBreachWatch implements BreachWatch {
  readonly #state: ExchangeState;
  readonly #warningRatio: number;
  readonly #derivation: AccountDerivation | PortfolioDerivation;
  readonly #rescan: GradedRescan;

  /**
   * `volatilities` [instrumentCount]: how much each price moves against the others, any positive numbers. They decide
   * how often accounts are derived and nothing else. `mass`: help for looks at everybody.
   */
  constructor(
    state: ExchangeState,
    warningRatio: number,
    volatilities: ArrayLike<number>,
    mass: MassDerivation | null = null,
    portfolio: PortfolioMargin | null = null,
  ) {
    this.#state = state;
    this.#warningRatio = warningRatio;
    const scaleTicks = scaleTicksOf(state.instruments, volatilities);
    let gauges: RescanGauges;
    if (portfolio === null) {
      this.#derivation = new AccountDerivation(state, warningRatio, scaleTicks);
      gauges = new RescanGauges(state.markTicks, scaleTicks);
    } else {
      const derivation = new PortfolioDerivation(state, portfolio, warningRatio, volatilities);
      this.#derivation = derivation;
      gauges = new RescanGauges(derivation.signals, derivation.scales, state.instrumentCount);
    }
    const places = {
      column: state.records.ints,
      lines: state.records.lines,
      stride: INTS_PER_LINE,
      offset: PLACE_INT,
    };
    const help = portfolio === null ? mass : null;
    this.#rescan = new GradedRescan(this.#derivation, gauges, places, VENUE_ACCOUNTS, state.accountCount, help);
  }

  get work(): WatchWork {
    return this.#rescan.work;
  }

  accountChanged(account: AccountIndex): void {
    if (account >= VENUE_ACCOUNTS) this.#rescan.accountChanged(account);
  }

  parametersChanged(): void {
    this.#derivation.parametersChanged();
    this.#rescan.everythingChanged();
  }

  collectInto(out: BreachList): void {
    out.count = 0;
    this.#derivation.clear();
    if (this.#derivation instanceof PortfolioDerivation) this.#derivation.readSignals();
    this.#rescan.look();
    const crossed = this.#derivation.crossed.subarray(0, this.#derivation.crossedCount).sort();
    for (const account of crossed) {
      const equity = computeMarginEquity(this.#state, account);
      const maintenance = computeMaintenance(this.#state, account);
      appendBreach(
        out,
        account,
        flagsOf(this.#state, account, equity, maintenance, this.#warningRatio),
        equity,
        maintenance,
      );
      // Until something changes, it is below its threshold at the next look as well.
      this.#rescan.accountChanged(account);
    }
  }
}

export function createGradedBreachWatch(
  state: ExchangeState,
  warningRatio: number,
  market: Pick<MarketRules, 'noise'>,
  mass: MassDerivation | null = null,
  portfolio: PortfolioMargin | null = null,
): GradedBreachWatch {
  return new GradedBreachWatch(state, warningRatio, volatilitiesOf(market, state.instrumentCount), mass, portfolio);
}

/** Prices count by the volatility of their noise; those without any count as much as the others. */
export function volatilitiesOf({ noise }: Pick<MarketRules, 'noise'>, instrumentCount: number): number[] {
  return Array.from({ length: instrumentCount }, (_, i) => noise?.volatilityAnnual[i] || 1);
}
