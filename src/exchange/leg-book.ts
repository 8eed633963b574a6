/**
 * Copies of accounts that rank in one deleveraging queue, laid end to end so that all of them can be scored anew at
 * other marks in one run through memory. A copy holds as long as the ledger does not touch its account; a touched
 * account is added again, and the older copy is void.
 */
import type { AccountIndex, InstrumentIndex } from '../base/units.ts';
import { DELEVERAGING_RANKS, type DeleveragingRanking, type RankedLeg } from '../margin/deleveraging-rank.ts';
import { computeMaintenanceMargin } from '../margin/tier-table.ts';
import { findPosition, firstIdOf, firstPositionOf, positionsOf } from './account-records.ts';
import { NO_LEG } from './leg-scorer.ts';
import type { RankingHeap } from './ranked-accounts.ts';
import { cashOf, settledOf, type ExchangeState } from './state.ts';

const CAPACITY_INITIAL = 256;

type Figures = { -readonly [K in keyof RankedLeg]: RankedLeg[K] };

export class LegBook {
  count = 0;
  readonly #state: ExchangeState;
  readonly #rank: (leg: RankedLeg) => number;
  readonly #instrument: InstrumentIndex;
  readonly #side: number;
  readonly #leg: Figures = { profit: 0, notional: 0, entryValue: 0, cash: 0, equity: 0, maintenance: 0 };
  /** By copy: its account, the touch of the ledger that it holds since, and where its legs begin. */
  #accounts = new Int32Array(CAPACITY_INITIAL);
  #touches = new Int32Array(CAPACITY_INITIAL);
  #firstLeg = new Int32Array(CAPACITY_INITIAL + 1);
  #settled = new Float64Array(CAPACITY_INITIAL);
  #cash = new Float64Array(CAPACITY_INITIAL);
  /** Lots and cost of the leg that ranks. */
  #lots = new Float64Array(CAPACITY_INITIAL);
  #cost = new Float64Array(CAPACITY_INITIAL);
  /** By leg, of all copies. */
  #legInstruments = new Uint8Array(CAPACITY_INITIAL);
  #legLots = new Float64Array(CAPACITY_INITIAL);

  /** `side` +1: longs rank. */
  constructor(state: ExchangeState, ranking: DeleveragingRanking, instrument: InstrumentIndex, side: number) {
    this.#state = state;
    this.#rank = DELEVERAGING_RANKS[ranking];
    this.#instrument = instrument;
    this.#side = side;
  }

  clear(): void {
    this.count = 0;
  }

  /** Adds an account as it is now, if it has a leg that ranks. */
  add(account: AccountIndex): void {
    const { records, costs, changes } = this.#state;
    const position = findPosition(records, account, this.#instrument);
    if (position < 0 || records.doubles[position] * this.#side <= 0) return;
    if (this.count === this.#accounts.length) this.#grow();
    const n = this.count;
    this.#accounts[n] = account;
    this.#touches[n] = changes.touchCount;
    this.#settled[n] = settledOf(this.#state, account);
    this.#cash[n] = cashOf(this.#state, account);
    this.#lots[n] = records.doubles[position];
    this.#cost[n] = costs[position];
    const first = firstPositionOf(records, account);
    const ids = firstIdOf(records, account);
    let leg = this.#firstLeg[n];
    const held = positionsOf(records, account);
    while (leg + held > this.#legLots.length) this.#growLegs();
    for (let k = 0; k < held; k += 1) {
      if (records.doubles[first + k] === 0) continue;
      this.#legInstruments[leg] = records.bytes[ids + k];
      this.#legLots[leg] = records.doubles[first + k];
      leg += 1;
    }
    this.#firstLeg[n + 1] = leg;
    this.count += 1;
  }

  /** Scores all copies at the present marks; those not void that score go to `out`. */
  scoreInto(out: RankingHeap): void {
    const { changes } = this.#state;
    for (let n = 0; n < this.count; n += 1) {
      const account = this.#accounts[n];
      if (changes.hasChangedSince(account, this.#touches[n])) continue;
      const score = this.#scoreOf(n);
      if (score !== NO_LEG) out.push(account, score);
    }
  }

  #scoreOf(n: number): number {
    const { markPerLot, tiers } = this.#state;
    let equity = this.#settled[n];
    let maintenance = 0;
    const end = this.#firstLeg[n + 1];
    for (let leg = this.#firstLeg[n]; leg < end; leg += 1) {
      const i = this.#legInstruments[leg];
      const value = this.#legLots[leg] * markPerLot[i];
      equity += value;
      maintenance += computeMaintenanceMargin(tiers[i], Math.abs(value));
    }
    if (equity <= 0) return NO_LEG;
    const leg = this.#leg;
    const value = this.#lots[n] * markPerLot[this.#instrument];
    leg.profit = value - this.#cost[n];
    leg.notional = Math.abs(value);
    leg.entryValue = Math.abs(this.#cost[n]);
    leg.cash = this.#cash[n];
    leg.equity = equity;
    leg.maintenance = maintenance;
    return this.#rank(leg);
  }

  #grow(): void {
    const capacity = 2 * this.count;
    this.#accounts = copyInto(new Int32Array(capacity), this.#accounts);
    this.#touches = copyInto(new Int32Array(capacity), this.#touches);
    this.#firstLeg = copyInto(new Int32Array(capacity + 1), this.#firstLeg);
    this.#settled = copyInto(new Float64Array(capacity), this.#settled);
    this.#cash = copyInto(new Float64Array(capacity), this.#cash);
    this.#lots = copyInto(new Float64Array(capacity), this.#lots);
    this.#cost = copyInto(new Float64Array(capacity), this.#cost);
  }

  #growLegs(): void {
    const capacity = 2 * this.#legLots.length;
    this.#legInstruments = copyInto(new Uint8Array(capacity), this.#legInstruments);
    this.#legLots = copyInto(new Float64Array(capacity), this.#legLots);
  }
}

function copyInto<T extends Int32Array | Uint8Array | Float64Array>(larger: T, column: T): T {
  larger.set(column);
  return larger;
}
