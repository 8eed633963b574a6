/** A market of a few accounts, made by hand: what agents see, and what they asked for. */
import type { AgentView, CommandSink } from '../../src/agents/behaviour.ts';
import type { OrderPurpose } from '../../src/exchange/fact.ts';

export type Asked =
  | readonly ['order', account: number, instrument: number, lots: number, purpose: OrderPurpose, delayUs: number]
  | readonly ['deposit', account: number, amount: number, delayUs: number]
  | readonly ['withdraw', account: number, amount: number, delayUs: number]
  | readonly ['quote', account: number, instrument: number, bidPpm: number, askPpm: number]
  | readonly ['spread', account: number, instrument: number, halfPpm: number]
  | readonly ['offload', account: number, instrument: number, lots: number];

export interface Holder {
  lots: number[];
  equity: number;
  maintenance: number;
  active: boolean;
  trigger: number;
  appetite: number;
  reactionUs: number;
}

/** One lot is worth one unit of money a tick; accounts count from `first`. */
export class SmallWorld implements AgentView, CommandSink {
  nowUs = 0;
  readonly marks: number[];
  readonly #first: number;
  readonly #holders: readonly Holder[];
  #asked: Asked[] = [];

  constructor(marks: readonly number[], first: number, holders: readonly Partial<Holder>[]) {
    this.marks = [...marks];
    this.#first = first;
    this.#holders = holders.map((holder) => ({
      equity: 0,
      maintenance: 0,
      active: true,
      trigger: 0,
      appetite: 0,
      reactionUs: 0,
      ...holder,
      lots: marks.map((_, i) => holder.lots?.[i] ?? 0),
    }));
  }

  /** Instruments that are spot assets. */
  readonly assets = new Set<number>();

  get instrumentCount(): number {
    return this.marks.length;
  }

  fundLossShare = 0;

  isAsset(instrument: number): boolean {
    return this.assets.has(instrument);
  }

  holder(account: number): Holder {
    return this.#holders[account - this.#first]!;
  }

  /** Outside prices, those that differ from the mark; funding rates; deltas a lot, those that are not the mark. */
  readonly index = new Map<number, number>();
  readonly funding = new Map<number, number>();
  readonly deltas = new Map<number, number>();
  readonly halted = new Set<number>();
  readonly openInterest = new Map<number, number>();
  readonly liquidations = { accounts: 0, longNotional: 0, shortNotional: 0 };
  accountCount = 100;

  indexTicksOf(instrument: number): number {
    return this.index.get(instrument) ?? this.marks[instrument]!;
  }

  fundingRateOf(instrument: number): number {
    return this.funding.get(instrument) ?? 0;
  }

  deltaPerLotOf(instrument: number): number {
    return this.deltas.get(instrument) ?? this.marks[instrument]!;
  }

  isHalted(instrument: number): boolean {
    return this.halted.has(instrument);
  }

  openInterestOf(instrument: number): number {
    return this.openInterest.get(instrument) ?? 0;
  }

  /** What was asked for since the last call. */
  take(): Asked[] {
    const asked = this.#asked;
    this.#asked = [];
    return asked;
  }

  markTicksOf(instrument: number): number {
    return this.marks[instrument]!;
  }

  markPerLotOf(instrument: number): number {
    return this.marks[instrument]!;
  }

  lotsOf(account: number, instrument: number): number {
    return this.holder(account).lots[instrument]!;
  }

  equityOf(account: number): number {
    return this.holder(account).equity;
  }

  maintenanceOf(account: number): number {
    return this.holder(account).maintenance;
  }

  isActive(account: number): boolean {
    return this.holder(account).active;
  }

  triggerOf(account: number): number {
    return this.holder(account).trigger;
  }

  appetiteOf(account: number): number {
    return this.holder(account).appetite;
  }

  reactionUsOf(account: number): number {
    return this.holder(account).reactionUs;
  }

  order(account: number, instrument: number, lots: number, purpose: OrderPurpose, delayUs: number): void {
    this.#asked.push(['order', account, instrument, lots, purpose, delayUs]);
  }

  deposit(account: number, amount: number, delayUs: number): void {
    this.#asked.push(['deposit', account, amount, delayUs]);
  }

  withdraw(account: number, amount: number, delayUs: number): void {
    this.#asked.push(['withdraw', account, amount, delayUs]);
  }

  quote(account: number, instrument: number, bidPpm: number, askPpm: number): void {
    this.#asked.push(['quote', account, instrument, bidPpm, askPpm]);
  }

  spread(account: number, instrument: number, halfPpm: number): void {
    this.#asked.push(['spread', account, instrument, halfPpm]);
  }

  offload(account: number, instrument: number, lots: number): void {
    this.#asked.push(['offload', account, instrument, lots]);
  }
}
