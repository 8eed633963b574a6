/** Funding of perpetuals on the reference exchange. Written from docs/exchange-rules.md, section 12. */
import type { FundingRules } from '../../src/exchange/funding/funding-rules.ts';
import { markPerLot, toQuote } from './reference-margin.ts';
import type { Mechanism, WakeAt } from './reference-mechanisms.ts';
import { keepFundSolvent } from './reference-waterfall.ts';
import {
  type Account,
  addBalance,
  FUND,
  type Instrument,
  lotsOf,
  pay,
  sizeOf,
  tell,
  type World,
} from './reference-world.ts';

interface Sample {
  readonly last: number;
  readonly index: number;
}

const clamp = (x: number, limit: number): number => Math.max(-limit, Math.min(limit, x));
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

export function createFunding(world: World, wakeAt: WakeAt): ReferenceFunding | null {
  const rules = world.venue.funding;
  world.funding = rules && new ReferenceFunding(world, rules, wakeAt);
  return world.funding;
}

export class ReferenceFunding implements Mechanism {
  readonly #world: World;
  readonly #rules: FundingRules;
  readonly #wakeAt: WakeAt;
  readonly #perpetuals: readonly Instrument[];
  /** Since the last payment. */
  readonly #samples = new Map<Instrument, Sample[]>();
  readonly #rates = new Map<Instrument, number>();

  constructor(world: World, rules: FundingRules, wakeAt: WakeAt) {
    this.#world = world;
    this.#rules = rules;
    this.#wakeAt = wakeAt;
    this.#perpetuals = world.instruments.filter(({ terms }) => terms.contract.kind === 'perpetual');
    for (const perpetual of this.#perpetuals) this.#samples.set(perpetual, []);
  }

  start(): void {
    this.#setRates();
    this.#wakeAt(this.#rules.sampleIntervalUs);
  }

  onTimer(): void {
    for (const perpetual of this.#perpetuals) {
      this.#samples.get(perpetual)!.push({ last: perpetual.book.priceTicks, index: perpetual.indexTicks });
    }
    if (!this.#rules.isPaidLate) this.#setRates();
    if (this.#isPayment(this.#world.now)) {
      this.#pay();
      if (this.#rules.isPaidLate) this.#setRates();
      for (const samples of this.#samples.values()) samples.length = 0;
    }
    this.#wakeAt(this.#world.now + this.#rules.sampleIntervalUs);
  }

  rateOf(instrument: Instrument): number {
    return this.#rates.get(instrument) ?? 0;
  }

  /** Funding that is still to come in the mark of some rules. */
  basisOf(instrument: Instrument): number {
    const { firstAtUs, intervalUs } = this.#rules;
    const { now } = this.#world;
    let next = firstAtUs;
    while (next < now) next += intervalUs;
    return Math.min(1, (next - now) / intervalUs) * this.rateOf(instrument);
  }

  #isPayment(at: number): boolean {
    const { firstAtUs, intervalUs } = this.#rules;
    return at >= firstAtUs && (at - firstAtUs) % intervalUs === 0;
  }

  #setRates(): void {
    const { formula, capMarginMultiple, intervalUs, periodUs, cap } = this.#rules;
    for (const perpetual of this.#perpetuals) {
      const premium = this.#premiumOf(perpetual);
      const rateOfPeriod = (): number => {
        switch (formula.kind) {
          case 'clampedInterest':
            return premium + clamp(formula.interest - premium, formula.clamp);
          case 'addedInterest':
            return premium + formula.interest;
          case 'damper':
            return Math.max(formula.damper, premium) + Math.min(-formula.damper, premium);
          case 'premium':
            return premium;
        }
      };
      let rate = rateOfPeriod();
      if (capMarginMultiple !== null) {
        const { initialRatePpm, maintenanceRatePpm } = this.#world.venue.tiers[perpetual.index]!.brackets[0]!;
        rate = clamp(rate, (capMarginMultiple * (initialRatePpm - maintenanceRatePpm)) / 1e6);
      }
      this.#rates.set(perpetual, clamp(rate * (intervalUs / periodUs), Math.min(cap ?? 1, 1)));
    }
  }

  #premiumOf(perpetual: Instrument): number {
    const samples = this.#samples.get(perpetual)!;
    if (samples.length === 0) return 0;
    switch (this.#rules.average) {
      case 'even':
        return sumOf(samples.map(({ last, index }) => (last - index) / index)) / samples.length;
      case 'rising': {
        const places = samples.map((_, place) => place + 1);
        return sumOf(samples.map(({ last, index }, n) => places[n]! * ((last - index) / index))) / sumOf(places);
      }
      case 'pricesFirst': {
        const indices = sumOf(samples.map(({ index }) => index));
        return (sumOf(samples.map(({ last }) => last)) - indices) / indices;
      }
    }
  }

  #pay(): void {
    const world = this.#world;
    const fund = world.accounts[FUND]!;
    const collector = world.portfolio === null ? fund : world.accounts.at(-1)!;
    const paid = this.#perpetuals.map((perpetual) => this.#payOne(perpetual, collector, fund));
    for (const [place, instrument] of this.#perpetuals.entries()) {
      const { byPayers, toFund } = paid[place]!;
      const rate = this.rateOf(instrument);
      tell(world, 'funding', {
        instrument,
        value: toQuote(instrument, byPayers),
        a: rate,
        b: toQuote(instrument, toFund),
      });
    }
    keepFundSolvent(world);
    world.breachCheckIsDue = true;
  }

  /** What the payers paid, and what came to the fund less what it paid; in what the instrument settles in. */
  #payOne(instrument: Instrument, collector: Account, fund: Account): { byPayers: bigint; toFund: bigint } {
    const priced = this.#rules.notional === 'mark' ? instrument : { ...instrument, mark: instrument.indexTicks };
    const perLot = sizeOf(markPerLot(priced));
    let byPayers = 0n;
    let toFund = 0n;
    for (const account of this.#world.accounts) {
      const exact = Number(lotsOf(account, instrument) * perLot) * this.rateOf(instrument);
      const amount = BigInt(Math.ceil(exact));
      if (amount > 0n) byPayers += amount;
      if (account === collector) continue;
      if (instrument.coin === null) pay(account, collector, amount);
      else {
        addBalance(account, instrument.coin, -amount);
        addBalance(collector, instrument.coin, amount);
      }
      if (account === fund) toFund -= amount;
      else if (collector === fund) toFund += amount;
    }
    return { byPayers, toFund };
  }
}
