/**
 * Positions and balances of accounts that a model margins as a whole. Every leg is first limited to what its share of
 * the equity allows it alone; hedged books, where that says little, and whatever the model asks for beyond the sum of
 * the legs, are scaled down until the whole book meets its initial margin.
 */
import { PPM_PER_UNIT, type AccountIndex, type InstrumentIndex } from '../base/units.ts';
import { firstIdOf, firstPositionOf, setPositionCount } from '../exchange/account-records.ts';
import type { Population } from '../exchange/accounts.ts';
import type { PortfolioRules } from '../exchange/portfolio-rules.ts';
import type { AgentClass } from './agent-class.ts';
import type { InstrumentChoice } from './instrument-choice.ts';
import { openingMarginOf, type OpeningMargin } from './opening-margin.ts';
import { coinsOf, INITIAL_MARGIN_USE, type PopulationTerms } from './population-terms.ts';

/** Each try leaves at most this share of a book that is too large: after the last, less than 2 % of it is left. */
const SHRINK = 0.98;
const TRIES_MAX = 200;

export class OpeningBooks {
  readonly #population: Population;
  readonly #agentClass: AgentClass;
  readonly #margin: OpeningMargin;
  readonly #chosen: Int32Array;
  readonly #coins: readonly InstrumentIndex[];
  readonly #sharePpm: readonly number[];
  /** [instrumentCount] what a hedge sets against each other, of one lot: notional, < 0 for a put, or delta. */
  readonly #hedgedPerLot: readonly number[];
  /** Instruments of the book that is being written, rising, and lots of each. */
  readonly #ids: number[] = [];
  readonly #lots: number[] = [];

  /** `choice` holds what the account to be opened has chosen. */
  constructor(
    { instruments }: PopulationTerms,
    rules: PortfolioRules,
    agentClass: AgentClass,
    choice: InstrumentChoice,
    population: Population,
  ) {
    this.#population = population;
    this.#agentClass = agentClass;
    this.#margin = openingMarginOf(instruments, rules);
    this.#chosen = choice.chosen;
    this.#coins = coinsOf(agentClass, instruments);
    this.#sharePpm = this.#coins.map(
      (coin) => agentClass.collateral.find(({ instrument }) => instrument === coin)?.sharePpm ?? 0,
    );
    const { notionalPerLot, deltaPerLot } = this.#margin;
    this.#hedgedPerLot = instruments.map(({ contract }, i) => {
      if (agentClass.hedge?.measure === 'delta') return deltaPerLot(i);
      return contract.kind === 'option' && contract.right === 'put' ? -notionalPerLot[i] : notionalPerLot[i];
    });
  }

  /** Writes the account's balances, and its positions in the first `count` instruments chosen. */
  open(account: AccountIndex, count: number, signedLeverage: number): void {
    const { equity } = this.#population;
    this.#ids.length = 0;
    this.#lots.length = 0;
    this.#coins.forEach((coin, n) => {
      this.#put(coin, this.#margin.assetLots(coin, equity[account], this.#sharePpm[n]));
    });
    this.#write(account);
    if (count === 0) return;
    const counted = this.#margin.countedEquity(this.#population, account) * INITIAL_MARGIN_USE;
    this.#putLegs(count, signedLeverage, equity[account], counted);
    this.#putHedge();
    this.#write(account);
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const need = this.#margin.needOf(this.#population, account);
      if (need <= counted) return;
      this.#shrink((counted / need) * SHRINK);
      this.#write(account);
    }
    this.#shrink(0);
    this.#write(account);
  }

  #putLegs(count: number, signedLeverage: number, equity: number, counted: number): void {
    const { instrumentWeights: weights, hedge } = this.#agentClass;
    const sign = signedLeverage > 0 ? 1 : -1;
    const hedgeShare = hedge === null ? 0 : hedge.sharePpm / PPM_PER_UNIT;
    let totalWeight = 0;
    for (let k = 0; k < count; k += 1) totalWeight += weights[this.#chosen[k]];
    for (let k = 0; k < count; k += 1) {
      const i = this.#chosen[k];
      const share = weights[i] / totalWeight;
      const notional = (equity * share * Math.abs(signedLeverage)) / (1 + hedgeShare);
      const lots = Math.floor(notional / this.#margin.notionalPerLot[i]);
      const limit = hedge === null ? this.#margin.affordableLots(i, sign, Math.floor(counted * share)) : lots;
      this.#put(i, sign * Math.min(lots, limit));
    }
  }

  /** Against the sum of what the legs gain or lose by, rounded toward none. */
  #putHedge(): void {
    const { hedge } = this.#agentClass;
    if (hedge === null) return;
    const { isSpot } = this.#margin;
    let net = 0;
    this.#ids.forEach((i, n) => {
      if (i !== hedge.instrument && isSpot[i] === 0) net += this.#lots[n] * this.#hedgedPerLot[i];
    });
    const wanted = (-net * hedge.sharePpm) / PPM_PER_UNIT;
    this.#put(hedge.instrument, Math.trunc(wanted / this.#hedgedPerLot[hedge.instrument]));
  }

  /** Makes every position that share of itself; balances stay. */
  #shrink(share: number): void {
    this.#ids.forEach((i, n) => {
      if (this.#margin.isSpot[i] === 0) this.#lots[n] = Math.trunc(this.#lots[n] * share);
    });
    this.#putHedge();
  }

  /** Sets the lots of an instrument, which takes its place among the others. */
  #put(i: InstrumentIndex, lots: number): void {
    let at = 0;
    while (at < this.#ids.length && this.#ids[at] < i) at += 1;
    const isThere = this.#ids[at] === i;
    this.#ids.splice(at, isThere ? 1 : 0, i);
    // + 0 turns a -0 into 0.
    this.#lots.splice(at, isThere ? 1 : 0, lots + 0);
  }

  #write(account: AccountIndex): void {
    const { records } = this.#population;
    const ids = firstIdOf(records, account);
    const first = firstPositionOf(records, account);
    for (let k = 0; k < this.#ids.length; k += 1) {
      records.bytes[ids + k] = this.#ids[k];
      records.doubles[first + k] = this.#lots[k];
    }
    setPositionCount(records, account, this.#ids.length);
  }
}
