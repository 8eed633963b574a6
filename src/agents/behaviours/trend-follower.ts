/**
 * Trend follower: buys what breaks out of its range upward and sells what breaks out downward, one position at a time,
 * with a stop that trails the best mark since. How often it may enter in all is limited.
 */
import type { AccountIndex, InstrumentIndex, SimTimeUs } from '../../base/units.ts';
import { log } from '../../numeric/math.ts';
import { RollingExtreme } from '../../numeric/rolling-extreme.ts';
import type { TrendFollowerClass } from '../agent-class.ts';
import type { AccountRange, AgentView, Behaviour, CommandSink } from '../behaviour.ts';
import { OrdersUnderWay } from './orders-under-way.ts';

const NOTHING = -1;

export function createTrendFollower(
  range: AccountRange,
  rules: TrendFollowerClass,
  instrumentCount: number,
  wakeIntervalUs: SimTimeUs,
): Behaviour {
  const breakouts = new Breakouts(rules, instrumentCount);
  const underWay = new OrdersUnderWay(range);
  const count = range.end - range.first;
  /** By account: instrument of its position, best mark since it entered, entries so far. */
  const held = new Int16Array(count).fill(NOTHING);
  const best = new Float64Array(count);
  const entries = new Uint32Array(count);

  const enter = (view: AgentView, account: AccountIndex, i: InstrumentIndex, commands: CommandSink): void => {
    const slot = account - range.first;
    const notional = view.equityOf(account) * view.appetiteOf(account);
    const lots = Math.floor(notional / view.markPerLotOf(i));
    if (lots <= 0) return;
    held[slot] = i;
    best[slot] = view.markTicksOf(i);
    entries[slot] += 1;
    underWay.sent(account);
    commands.order(account, i, breakouts.sign[i] * lots, 'trendEntry', view.reactionUsOf(account));
  };

  /** Trails the stop and closes at it; a fill in part is asked for again at the next look. */
  const trail = (view: AgentView, account: AccountIndex, lots: number, commands: CommandSink): void => {
    const slot = account - range.first;
    const i = held[slot];
    const mark = view.markTicksOf(i);
    best[slot] = lots > 0 ? Math.max(best[slot], mark) : Math.min(best[slot], mark);
    const against = lots > 0 ? log(best[slot] / mark) : log(mark / best[slot]);
    if (against < view.triggerOf(account)) return;
    underWay.sent(account);
    commands.order(account, i, -lots, 'trendStop', view.reactionUsOf(account));
  };

  const look = (view: AgentView, account: AccountIndex, commands: CommandSink): void => {
    const slot = account - range.first;
    if (underWay.has(account) || !view.isActive(account)) return;
    const lots = held[slot] === NOTHING ? 0 : view.lotsOf(account, held[slot]);
    if (lots !== 0) return trail(view, account, lots, commands);
    held[slot] = NOTHING;
    if (entries[slot] < rules.entriesMax && breakouts.first !== NOTHING) {
      enter(view, account, breakouts.first, commands);
    }
  };

  return {
    wakeIntervalUs,
    onOrder: (account) => underWay.arrived(account),
    onWake: (view, commands) => {
      breakouts.look(view);
      for (let account = range.first; account < range.end; account += 1) look(view, account, commands);
    },
  };
}

/** Marks above the highest, or below the lowest, of the lookback that ended with the look before. */
class Breakouts {
  /** [instrumentCount] 1 up, -1 down, 0 none that the class trades. */
  readonly sign: Int8Array;
  /** Lowest instrument with one, NOTHING without. */
  first = NOTHING;
  readonly #rules: TrendFollowerClass;
  readonly #highs: RollingExtreme[];
  readonly #lows: RollingExtreme[];
  readonly #high: Float64Array;
  readonly #low: Float64Array;
  #sinceUs = -1;

  constructor(rules: TrendFollowerClass, instrumentCount: number) {
    this.#rules = rules;
    this.sign = new Int8Array(instrumentCount);
    this.#highs = Array.from(this.sign, () => new RollingExtreme(rules.lookbackUs, 1));
    this.#lows = Array.from(this.sign, () => new RollingExtreme(rules.lookbackUs, -1));
    this.#high = new Float64Array(instrumentCount);
    this.#low = new Float64Array(instrumentCount);
  }

  look(view: AgentView): void {
    const { instrumentWeights, lookbackUs, directions } = this.#rules;
    if (this.#sinceUs < 0) this.#sinceUs = view.nowUs;
    // A range of less than the lookback is none yet.
    const isKnown = view.nowUs - this.#sinceUs >= lookbackUs;
    this.first = NOTHING;
    for (let i = 0; i < this.sign.length; i += 1) {
      const mark = view.markTicksOf(i);
      const isUp = isKnown && directions !== 'short' && mark > this.#high[i];
      const isDown = isKnown && directions !== 'long' && mark < this.#low[i];
      this.sign[i] = instrumentWeights[i] <= 0 ? 0 : isUp ? 1 : isDown ? -1 : 0;
      if (this.sign[i] !== 0 && this.first === NOTHING) this.first = i;
      this.#high[i] = this.#highs[i].add(view.nowUs, mark);
      this.#low[i] = this.#lows[i].add(view.nowUs, mark);
    }
  }
}
