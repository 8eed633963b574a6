/** Where the insurance fund's money went: fees and equity in, deficits out, and what its inventory lost to whom. */
import type { InstrumentIndex, QuoteQuanta } from '../../base/units.ts';
import { INSURANCE_FUND } from '../../exchange/accounts.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import type { Cause } from './cause.ts';
import type { FundRecord } from './cause-record.ts';
import { sumOf } from './loss-parts.ts';
import type { MarkSnapshot } from './mark-snapshot.ts';
import { WatchedAccount } from './watched-account.ts';
import { byCause, whole } from './whole-parts.ts';

export class FundBooks {
  readonly #initial: QuoteQuanta;
  readonly #inventory: WatchedAccount;
  #fees = 0;
  #equityTakenOver = 0;
  #deficitsTakenOver = 0;
  #deficitsPaid = 0;
  #uncovered = 0;
  #borneByOthers = 0;
  #surplus = 0;
  #inflows = 0;
  #funding = 0;

  constructor(initial: QuoteQuanta, instruments: readonly Instrument[], start: MarkSnapshot) {
    this.#initial = initial;
    const none = instruments.map(() => 0);
    this.#inventory = new WatchedAccount(INSURANCE_FUND, instruments, none, initial, start);
  }

  fee(amount: QuoteQuanta): void {
    this.#fees += amount;
  }

  pay(amount: QuoteQuanta): void {
    this.#deficitsPaid += amount;
  }

  /** Nobody bore what the fund itself was short of. */
  bailOut(amount: QuoteQuanta): void {
    this.#uncovered += amount;
  }

  /** A stage of the waterfall bore it. */
  bear(amount: QuoteQuanta): void {
    this.#borneByOthers += amount;
  }

  /** Money that came in beside fees. */
  receive(from: 'surplus' | 'inflows' | 'funding', amount: QuoteQuanta): void {
    if (from === 'surplus') this.#surplus += amount;
    else if (from === 'inflows') this.#inflows += amount;
    else this.#funding += amount;
  }

  takeOver(share: QuoteQuanta, now: MarkSnapshot, exchange: ExchangePort): void {
    if (share < 0) this.#deficitsTakenOver -= share;
    else this.#equityTakenOver += share;
    this.#change(now, exchange);
  }

  /** Inventory went; `loss` against the mark. */
  sell(instrument: InstrumentIndex, loss: QuoteQuanta, now: MarkSnapshot, exchange: ExchangePort): void {
    this.#change(now, exchange);
    this.#inventory.addTrade(instrument, loss);
  }

  finish(final: QuoteQuanta, now: MarkSnapshot, causes: readonly Cause[]): FundRecord {
    this.#inventory.follow(now);
    const { parts } = this.#inventory;
    const impact = whole(parts.causesTotal);
    const record = {
      initial: this.#initial,
      final,
      fees: this.#fees,
      surplus: this.#surplus,
      inflows: this.#inflows,
      funding: this.#funding,
      equityTakenOver: this.#equityTakenOver,
      deficitsTakenOver: this.#deficitsTakenOver,
      deficitsPaid: this.#deficitsPaid,
      inventoryOutside: whole(parts.outsideTotal),
      inventoryImpact: byCause(parts, causes, impact),
      inventoryMarks: whole(sumOf(parts.rest)),
      inventorySales: whole(sumOf(parts.trades)),
      borneByOthers: this.#borneByOthers,
      uncovered: this.#uncovered,
    };
    const told =
      record.fees +
      record.surplus +
      record.inflows +
      record.funding +
      record.borneByOthers +
      record.equityTakenOver +
      record.uncovered -
      record.deficitsTakenOver -
      record.deficitsPaid -
      record.inventoryOutside -
      impact -
      record.inventoryMarks -
      record.inventorySales;
    return { ...record, rest: final - this.#initial - told };
  }

  #change(now: MarkSnapshot, exchange: ExchangePort): void {
    this.#inventory.follow(now);
    this.#inventory.read(exchange);
  }
}
