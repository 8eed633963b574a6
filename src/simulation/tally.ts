/** Sums and extremes of one path, kept from its facts alone. */
import type { AccountIndex, QuoteQuanta, SimTimeUs } from '../base/units.ts';
import { US_PER_MINUTE } from '../base/units.ts';
import { ROLE_ADVERSARY, ROLE_MAKER, type Population } from '../exchange/accounts.ts';
import type { ExchangePort } from '../exchange/exchange-port.ts';
import type { FactKind } from '../exchange/fact.ts';
import type { Instrument } from '../instruments/instrument.ts';
import { createTally, NEVER } from './create-tally.ts';
import { tallyFault } from './fault-tally.ts';
import { finishLossTally, tallyLoss } from './loss-tally.ts';
import { CoMovementRecorder } from './co-movement.ts';
import { ControlRecorder } from './control-record.ts';
import { MarginRecorder } from './margin-record.ts';
import type { PathTally } from './path-outcome.ts';
import { PriceExtremes } from './price-extremes.ts';
import { countTaker } from './taker-tally.ts';

export class TallyKeeper {
  readonly tally: PathTally;
  /** Null before the path begins. */
  margin: MarginRecorder | null = null;
  readonly controls = new ControlRecorder();
  readonly #population: Population;
  readonly #instruments: readonly Instrument[];
  readonly #prefunded: QuoteQuanta;
  readonly #takers: readonly AccountIndex[];
  readonly #liquidated: Uint8Array;
  readonly #deleveraged: Uint8Array;
  /** Start of the halt under way, by instrument; NEVER when trading. */
  readonly #haltedSinceUs: number[];
  readonly #extremes: PriceExtremes;
  readonly coMovement: CoMovementRecorder;
  #minuteStartUs = 0;
  #minuteNotional: QuoteQuanta = 0;

  /**
   * `fundInitial`: of the insurance fund; `prefunded`: all that is set aside for losses, that fund included; `takers`: accounts
   * of the venue's own that take positions over.
   */
  constructor(
    instruments: readonly Instrument[],
    population: Population,
    fundInitial: QuoteQuanta,
    prefunded: QuoteQuanta = fundInitial,
    takers: readonly AccountIndex[] = [],
  ) {
    this.#prefunded = prefunded;
    this.#takers = takers;
    this.tally = createTally(instruments.length, fundInitial);
    this.#population = population;
    this.#instruments = instruments;
    this.#liquidated = new Uint8Array(population.accountCount);
    this.#deleveraged = new Uint8Array(population.accountCount);
    this.#haltedSinceUs = instruments.map(() => NEVER);
    this.#extremes = new PriceExtremes(this.tally, instruments);
    this.coMovement = new CoMovementRecorder(instruments);
  }

  /** The path begins. */
  begin(exchange: ExchangePort): void {
    this.margin = new MarginRecorder(exchange);
  }

  /** Takes one fact in; see `exchange/fact.ts` for what its fields mean. */
  record(
    nowUs: SimTimeUs,
    kind: FactKind,
    account: number,
    instrument: number,
    lots: number,
    value: number,
    a: number,
    b: number,
  ): void {
    const { tally } = this;
    switch (kind) {
      // Half of all facts, and no sum of the tally.
      case 'referenceTick':
      case 'markUpdate':
        return;
      case 'breach':
        this.#recordBreach(nowUs, account);
        return;
      case 'recovered':
        tally.recoveries += 1;
        return;
      case 'accountClosed':
        tally.accountsClosed += 1;
        return;
      case 'liquidationFill':
        this.#recordLiquidation(nowUs, instrument, lots, Math.abs(value));
        return;
      case 'liquidationFee':
        tally.fundFees += value - a;
        return;
      case 'liquidationDeferred':
        tally.liquidationsDeferred += 1;
        this.controls.observe(nowUs, kind, instrument, a, b);
        return;
      case 'takeover':
        this.#recordTakeover(nowUs, Math.abs(value), a);
        return;
      case 'fundPayment':
        tally.fundDeficitsPaid += value;
        return;
      case 'deleveraging':
        this.#recordDeleveraging(nowUs, account, instrument, Math.abs(value));
        return;
      case 'uncoveredLoss':
        tally.uncoveredLoss += value;
        tally.firstUncoveredLossAtUs = earliest(tally.firstUncoveredLossAtUs, nowUs);
        return;
      case 'haltStart':
        this.#startHalt(nowUs, instrument);
        return;
      case 'haltEnd':
        tally.haltedUs += nowUs - this.#haltedSinceUs[instrument];
        this.#haltedSinceUs[instrument] = NEVER;
        return;
      case 'marginCall':
        tally.marginCalls += 1;
        return;
      case 'deposit':
        tally.deposits += value;
        return;
      case 'offload':
        tally.offloadedNotional += Math.abs(value);
        return;
      default:
        this.controls.observe(nowUs, kind, instrument, a, b);
        this.#recordMechanism(kind, account, instrument, value, a, b);
    }
  }

  /** Facts of what stands beside the core loop. Prices, quotes, inventory and changes of margin are no sum of the tally. */
  #recordMechanism(kind: FactKind, account: number, instrument: number, value: number, a: number, b: number): void {
    const { tally } = this;
    switch (kind) {
      case 'order':
        tally.orderedByPurpose[b] += Math.abs(value);
        return;
      case 'funding':
        return recordFunding(tally, instrument, value, a, b);
      default:
        this.margin?.observe(kind, account, value, a);
        countTaker(tally, kind, value, a);
        tallyLoss(tally, kind, value, a);
        tallyFault(tally, kind, value, b);
        if (kind === 'withdrawal' && this.#population.role[account] === ROLE_ADVERSARY) tally.adversaryProfit += value;
    }
  }

  /** Looks at the fund after every event: its inventory gains and loses with every mark. */
  observeFund(nowUs: SimTimeUs, fundEquity: QuoteQuanta): void {
    if (fundEquity >= this.tally.fundMin) return;
    this.tally.fundMin = fundEquity;
    this.tally.fundMinAtUs = nowUs;
  }

  /** Looks at prices after every mark update. */
  observePrices(exchange: ExchangePort, nowUs: SimTimeUs): void {
    this.coMovement.observe(nowUs, exchange, this.tally);
    this.#extremes.observe(exchange);
  }

  observeOpenInterest(exchange: ExchangePort, into: QuoteQuanta[]): void {
    this.#instruments.forEach((_, i) => {
      into[i] = exchange.openInterestOf(i) * exchange.notionalPerLotOf(i);
    });
  }

  /** Closes what is still open at the end of the path. */
  finish(nowUs: SimTimeUs, exchange: ExchangePort): void {
    this.#haltedSinceUs.forEach((sinceUs) => {
      if (sinceUs !== NEVER) this.tally.haltedUs += nowUs - sinceUs;
    });
    this.controls.finish(nowUs);
    this.tally.fundFinal = exchange.fundEquity();
    this.tally.adversaryProfit += profitOf(ROLE_ADVERSARY, this.#population, exchange);
    for (const account of this.#takers) {
      this.tally.takerGain += exchange.equityOf(account) - this.#population.equity[account];
    }
    this.observeOpenInterest(exchange, this.tally.openInterestFinal);
    finishLossTally(this.tally, exchange, this.#prefunded);
  }

  #recordBreach(nowUs: SimTimeUs, account: number): void {
    this.tally.breaches += 1;
    this.tally.firstBreachAtUs = earliest(this.tally.firstBreachAtUs, nowUs);
    if (this.#liquidated[account] !== 0) return;
    this.#liquidated[account] = 1;
    if (this.#takers.includes(account)) {
      this.tally.takersLiquidated += 1;
      this.tally.firstTakerBreachAtUs = earliest(this.tally.firstTakerBreachAtUs, nowUs);
      return;
    }
    this.tally.accountsLiquidated += 1;
    if (this.#population.role[account] === ROLE_MAKER) this.tally.makersLiquidated += 1;
  }

  #startHalt(nowUs: SimTimeUs, instrument: number): void {
    // A halt that is prolonged before it ended is one halt.
    if (this.#haltedSinceUs[instrument] !== NEVER) return;
    this.tally.halts += 1;
    this.tally.firstHaltAtUs = earliest(this.tally.firstHaltAtUs, nowUs);
    this.#haltedSinceUs[instrument] = nowUs;
  }

  #recordLiquidation(nowUs: SimTimeUs, instrument: number, lots: number, notional: QuoteQuanta): void {
    const { tally } = this;
    tally.liquidationOrders += 1;
    tally.liquidatedNotional += notional;
    tally.liquidatedByInstrument[instrument] += notional;
    if (lots < 0) tally.liquidatedLongNotional += notional;
    const minuteStartUs = nowUs - (nowUs % US_PER_MINUTE);
    this.#minuteNotional = minuteStartUs === this.#minuteStartUs ? this.#minuteNotional + notional : notional;
    this.#minuteStartUs = minuteStartUs;
    if (this.#minuteNotional > tally.liquidatedMinuteMax) {
      tally.liquidatedMinuteMax = this.#minuteNotional;
      tally.liquidatedMinuteMaxAtUs = minuteStartUs;
    }
  }

  #recordTakeover(nowUs: SimTimeUs, notional: QuoteQuanta, equity: QuoteQuanta): void {
    const { tally } = this;
    tally.takeovers += 1;
    tally.takeoverNotional += notional;
    tally.firstTakeoverAtUs = earliest(tally.firstTakeoverAtUs, nowUs);
    if (equity >= 0) tally.fundTakeoverGain += equity;
    else tally.fundTakeoverLoss -= equity;
  }

  #recordDeleveraging(nowUs: SimTimeUs, account: number, instrument: number, notional: QuoteQuanta): void {
    const { tally } = this;
    tally.deleveragings += 1;
    tally.deleveragedNotional += notional;
    tally.deleveragedByInstrument[instrument] += notional;
    tally.firstDeleveragingAtUs = earliest(tally.firstDeleveragingAtUs, nowUs);
    if (this.#deleveraged[account] !== 0) return;
    this.#deleveraged[account] = 1;
    tally.accountsDeleveraged += 1;
  }
}

/** What accounts of a role have together beyond what they began with. */
function profitOf(wanted: number, { role, equity }: Population, exchange: ExchangePort): QuoteQuanta {
  let profit = 0;
  for (let account = role.indexOf(wanted); account >= 0; account = role.indexOf(wanted, account + 1)) {
    profit += exchange.equityOf(account) - equity[account];
  }
  return profit;
}

function recordFunding(
  tally: PathTally,
  instrument: number,
  paid: QuoteQuanta,
  rate: number,
  toFund: QuoteQuanta,
): void {
  tally.fundingPaid += paid;
  tally.fundFunding += toFund;
  tally.longFundingByInstrument[instrument] += rate < 0 ? -paid : paid;
}

function earliest(sofar: SimTimeUs, nowUs: SimTimeUs): SimTimeUs {
  return sofar === NEVER ? nowUs : sofar;
}
