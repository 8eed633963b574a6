/**
 * Facts as what they did to the books. A trade in a book moved it by what the book says right after. A call auction moves
 * it once for all who took part: the move is theirs who were on the side that had more, by lots.
 */
import type { InstrumentIndex, Lots, SimTimeUs } from '../../base/units.ts';
import { CONTROL_KINDS } from '../../exchange/controls/control-kinds.ts';
import type { ExchangePort } from '../../exchange/exchange-port.ts';
import type { FactObserver } from '../../simulation/kernel.ts';
import { causeOf, type Cause, type CauseBook } from './cause.ts';
import type { FillLog } from './fill-log.ts';

type Fact = Parameters<FactObserver>[2];

const REOPENING = CONTROL_KINDS.indexOf('reopening');

interface Auction {
  readonly instrument: InstrumentIndex;
  /** Of the book, where the two sides were not even. */
  readonly moveLog: number;
  readonly fills: { readonly cause: number; readonly lots: Lots }[];
}

export class BookFills {
  readonly #causes: CauseBook;
  readonly #log: FillLog;
  #auction: Auction | null = null;

  constructor(causes: CauseBook, log: FillLog) {
    this.#causes = causes;
    this.#log = log;
  }

  /** Returns who traded in a book, null when nobody did. */
  take(nowUs: SimTimeUs, exchange: ExchangePort, { kind, account, instrument, lots, a, b }: Fact): Cause | null {
    if (kind === 'auction') {
      this.#auction = { instrument, moveLog: exchange.lastMoveLogOf(instrument), fills: [] };
    } else if (kind === 'controlState' && a === REOPENING && b === 0) this.#endAuction(nowUs);
    const cause = causeOf(kind, account, lots, a, b);
    if (cause === null) return null;
    const number = this.#causes.numberOf(cause);
    if (this.#auction?.instrument === instrument) this.#auction.fills.push({ cause: number, lots });
    else this.#log.add(nowUs, number, instrument, exchange.lastMoveLogOf(instrument));
    return cause;
  }

  #endAuction(nowUs: SimTimeUs): void {
    if (this.#auction === null) return;
    const { instrument, moveLog, fills } = this.#auction;
    this.#auction = null;
    const net = fills.reduce((sum, { lots }) => sum + lots, 0);
    if (net === 0) return;
    const side = fills.filter(({ lots }) => lots * net > 0);
    const total = side.reduce((sum, { lots }) => sum + lots, 0);
    for (const { cause, lots } of side) this.#log.add(nowUs, cause, instrument, moveLog * (lots / total));
  }
}
