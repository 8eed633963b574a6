/**
 * What auto-deleveraging did to those who did not fail: how much more they bore than was needed, the largest burden on one
 * of them, and whether the order of their leverage outlived it. Kept beside the facts, whatever the policy is.
 */
import type { AccountIndex, InstrumentIndex, Lots, QuoteQuanta } from '../../base/units.ts';

/** Of one path; money in quanta. */
export interface DeleveragingRecord {
  /** Positions that were shared out, each once. */
  readonly rounds: number;
  /** Deficits that went with them: what counterparties had to bear. */
  readonly needed: QuoteQuanta;
  /** What they gave up against the mark. */
  readonly borne: QuoteQuanta;
  /** The part of it beyond what each round needed. */
  readonly overshoot: QuoteQuanta;
  /** Notional closed beyond what the fund could not have carried. */
  readonly overshootNotional: QuoteQuanta;
  /** [instrumentCount] lots closed, those of them beyond what the fund could not have carried, and most that one account lost. */
  readonly lots: readonly Lots[];
  readonly overshootLots: readonly Lots[];
  readonly burdenLotsMax: readonly Lots[];
  /** Largest sum that one account gave up, and largest notional that one account lost. */
  readonly burdenMax: QuoteQuanta;
  readonly burdenNotionalMax: QuoteQuanta;
  /** Rounds after which somebody stood above an account that had been more leveraged before. */
  readonly ranksBroken: number;
  /** [instrumentCount] sum of the log moves of the book that orders to hedge again caused. */
  readonly rehedgeMoveLog: readonly number[];
}

/** A counterparty of a round; whoever stood next in the queue is one too, with nothing closed. */
export interface Party {
  readonly account: AccountIndex;
  /** Notional of the leg / equity, before and after. */
  readonly leverageBefore: number;
  leverageAfter: number;
  /** What a lot adds to it. */
  leverageOfLot: number;
  lots: Lots;
  notional: QuoteQuanta;
  /** Given up against the mark; below zero where it gained. */
  borne: QuoteQuanta;
}

/** One position on its way out, as far as the record is concerned. */
export interface Round {
  readonly instrument: InstrumentIndex;
  readonly parties: readonly Party[];
  /** The deficit that went with the position, >= 0. */
  readonly needed: QuoteQuanta;
  /** Lots of it that the fund could not have carried: no more had to be closed. */
  readonly neededLots: Lots;
  readonly notionalPerLot: QuoteQuanta;
}

export class DeleveragingRecorder {
  #rounds = 0;
  #needed = 0;
  #borne = 0;
  #overshoot = 0;
  #overshootNotional = 0;
  #ranksBroken = 0;
  readonly #burden = new Map<AccountIndex, { borne: QuoteQuanta; notional: QuoteQuanta }>();
  /** Lots that an account lost in an instrument, by account x instrumentCount + instrument. */
  readonly #burdenLots = new Map<number, Lots>();
  readonly #instrumentCount: number;
  readonly #lots: Lots[];
  readonly #overshootLots: Lots[];
  readonly #burdenLotsMax: Lots[];
  readonly #rehedgeMoveLog: number[];

  constructor(instrumentCount: number) {
    this.#instrumentCount = instrumentCount;
    this.#lots = Array<number>(instrumentCount).fill(0);
    this.#overshootLots = Array<number>(instrumentCount).fill(0);
    this.#burdenLotsMax = Array<number>(instrumentCount).fill(0);
    this.#rehedgeMoveLog = Array<number>(instrumentCount).fill(0);
  }

  round({ instrument, parties, needed, neededLots, notionalPerLot }: Round): void {
    let borne = 0;
    let lots = 0;
    for (const party of parties) {
      if (party.lots === 0) continue;
      borne += party.borne;
      lots += party.lots;
      this.#closed(party, instrument);
      const sofar = this.#burden.get(party.account) ?? { borne: 0, notional: 0 };
      sofar.borne += party.borne;
      sofar.notional += party.notional;
      this.#burden.set(party.account, sofar);
    }
    if (lots === 0) return;
    const overshootLots = Math.max(0, lots - neededLots);
    this.#rounds += 1;
    this.#needed += needed;
    this.#borne += borne;
    this.#overshoot += Math.max(0, borne - needed);
    this.#lots[instrument] += lots;
    this.#overshootLots[instrument] += overshootLots;
    this.#overshootNotional += overshootLots * notionalPerLot;
    if (!keepsRanks(parties)) this.#ranksBroken += 1;
  }

  #closed({ account, lots }: Party, instrument: InstrumentIndex): void {
    const key = account * this.#instrumentCount + instrument;
    const sofar = (this.#burdenLots.get(key) ?? 0) + lots;
    this.#burdenLots.set(key, sofar);
    this.#burdenLotsMax[instrument] = Math.max(this.#burdenLotsMax[instrument], sofar);
  }

  /** An order to hedge again moved the book by so much. */
  rehedged(instrument: InstrumentIndex, moveLog: number): void {
    this.#rehedgeMoveLog[instrument] += moveLog;
  }

  get record(): DeleveragingRecord {
    const burdens = [...this.#burden.values()];
    return {
      rounds: this.#rounds,
      needed: this.#needed,
      borne: this.#borne,
      overshoot: this.#overshoot,
      overshootNotional: this.#overshootNotional,
      lots: [...this.#lots],
      overshootLots: [...this.#overshootLots],
      burdenLotsMax: [...this.#burdenLotsMax],
      burdenMax: burdens.reduce((most, { borne }) => Math.max(most, borne), 0),
      burdenNotionalMax: burdens.reduce((most, { notional }) => Math.max(most, notional), 0),
      ranksBroken: this.#ranksBroken,
      rehedgeMoveLog: [...this.#rehedgeMoveLog],
    };
  }
}

/** Nobody stands below an account that was less leveraged, by more than the lot that whole sizes leave over. */
export function keepsRanks(parties: readonly Party[]): boolean {
  const order = parties.toSorted((x, y) => y.leverageBefore - x.leverageBefore || x.account - y.account);
  let lowest = Infinity;
  let pending = Infinity;
  for (const [n, party] of order.entries()) {
    if (n > 0 && party.leverageBefore < order[n - 1].leverageBefore) {
      lowest = Math.min(lowest, pending);
      pending = Infinity;
    }
    if (party.leverageAfter - party.leverageOfLot > lowest) return false;
    pending = Math.min(pending, party.leverageAfter + party.leverageOfLot);
  }
  return true;
}
