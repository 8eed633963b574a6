/** Positions of accounts that are margined by tiers, each leg by itself, with all equity in the quote currency. */
import type { AccountIndex } from '../base/units.ts';
import { firstIdOf, firstPositionOf, setPositionCount } from '../exchange/account-records.ts';
import type { Population } from '../exchange/accounts.ts';
import { buildTierColumns, computeAffordableNotional, type TierColumns } from '../margin/tier-table.ts';
import type { AgentClass } from './agent-class.ts';
import type { InstrumentChoice } from './instrument-choice.ts';
import { INITIAL_MARGIN_USE, perLotOf, type PopulationTerms } from './population-terms.ts';

export class OpeningPositions {
  readonly #population: Population;
  readonly #chosen: Int32Array;
  readonly #tiers: readonly TierColumns[];
  readonly #weights: Float64Array;
  readonly #perLot: Float64Array;

  /** `choice` holds what the account to be opened has chosen. */
  constructor(terms: PopulationTerms, agentClass: AgentClass, choice: InstrumentChoice, population: Population) {
    this.#population = population;
    this.#chosen = choice.chosen;
    this.#tiers = terms.tiers.map(buildTierColumns);
    this.#weights = Float64Array.from(agentClass.instrumentWeights);
    this.#perLot = perLotOf(terms.instruments);
  }

  /** Writes its positions in the first `count` instruments chosen; none for an account that starts flat. */
  open(account: AccountIndex, count: number, signedLeverage: number): void {
    if (count === 0) return;
    const { records, equity } = this.#population;
    const weights = this.#weights;
    const first = firstPositionOf(records, account);
    const ids = firstIdOf(records, account);
    let totalWeight = 0;
    for (let k = 0; k < count; k += 1) totalWeight += weights[this.#chosen[k]];
    for (let k = 0; k < count; k += 1) {
      const i = this.#chosen[k];
      const amount = equity[account] * (weights[i] / totalWeight);
      const affordable = computeAffordableNotional(this.#tiers[i], Math.floor(amount * INITIAL_MARGIN_USE));
      const notional = Math.min(amount * Math.abs(signedLeverage), affordable);
      const lots = Math.floor(notional / this.#perLot[i]);
      records.bytes[ids + k] = i;
      records.doubles[first + k] = signedLeverage > 0 ? lots : -lots;
    }
    setPositionCount(records, account, count);
  }
}
