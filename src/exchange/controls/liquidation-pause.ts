/**
 * Pause of liquidations: no account is liquidated for a while after the fund has lost too much, after too many liquidations
 * in a window, or when the whole market halts. Accounts in breach wait for its end; the fund goes on selling its inventory.
 */
import type { QuoteQuanta, SimTimeUs } from '../../base/units.ts';
import { RollingMean } from '../../numeric/rolling-mean.ts';
import type { ExchangeContext } from '../context.ts';
import type { MechanismParts, VenueMechanism } from '../venue-mechanism.ts';
import { recordControl } from './control-kinds.ts';
import type { LiquidationPauseRules } from './control-rules.ts';
import { FundDrawdown } from './fund-drawdown.ts';
import { onMarketWideHalt } from './market-wide-signal.ts';
import { SWITCH_PARTIES } from '../venue-switches.ts';

const [RUNNING, PAUSED, PROLONGED] = [0, 1, 2];
/** What tripped it: the figure of its facts. */
const [BY_FUND, BY_RATE, BY_MARKET] = [1, 2, 3];
const [DECIDE, END] = [0, 1];

class LiquidationPause implements VenueMechanism {
  readonly #context: ExchangeContext;
  readonly #rules: LiquidationPauseRules;
  readonly #wakeAt: MechanismParts['wakeAt'];
  readonly #fund: FundDrawdown | null;
  readonly #filled: RollingMean;
  #state = RUNNING;
  #untilUs: SimTimeUs = 0;
  #extensions = 0;
  /** Highest equity of the fund when the pause began. */
  #peak: QuoteQuanta = 0;

  constructor({ context, wakeAt }: MechanismParts, rules: LiquidationPauseRules) {
    this.#context = context;
    this.#rules = rules;
    this.#wakeAt = wakeAt;
    this.#fund = rules.fundSharePpm === null ? null : new FundDrawdown(context, rules.fundSharePpm, rules.fundWindowUs);
    this.#filled = new RollingMean(rules.rateWindowUs);
    if (rules.notionalMax !== null) {
      context.tap!.listen((kind, _, value) => {
        if (kind === 'liquidationFill') this.#count(Math.abs(value), rules.notionalMax!);
      });
    }
    if (rules.onMarketWideHalt) onMarketWideHalt(context, () => this.#trip(BY_MARKET));
  }

  afterMarks(): void {
    if (this.#fund?.isDeep() === true) this.#trip(BY_FUND);
  }

  onTimer(what: number): void {
    if (what === END) return this.#end();
    const { fundSharePpm, extensionsMax, pauseUs } = this.#rules;
    const isShort = fundSharePpm !== null && !this.#fund!.isBackAt(fundSharePpm, this.#peak);
    if (!isShort || this.#extensions >= extensionsMax) return this.#wakeAt(this.#untilUs, END);
    this.#extensions += 1;
    this.#stopUntil(this.#untilUs + pauseUs);
    this.#enter(PROLONGED, this.#extensions);
  }

  appendState(out: number[]): void {
    out.push(this.#state, this.#untilUs, this.#extensions, this.#peak);
  }

  #count(notional: QuoteQuanta, notionalMax: QuoteQuanta): void {
    if (this.#state !== RUNNING) return;
    const { nowUs } = this.#context;
    this.#filled.add(nowUs, notional);
    if (this.#filled.sumAt(nowUs) > notionalMax) this.#trip(BY_RATE);
  }

  #trip(cause: number): void {
    if (this.#state !== RUNNING) return;
    this.#extensions = 0;
    this.#peak = this.#fund?.peak() ?? 0;
    this.#stopUntil(this.#context.nowUs + this.#rules.pauseUs);
    this.#enter(PAUSED, cause);
  }

  /** What comes next is decided a microsecond before the end: timers come last at their instant. */
  #stopUntil(untilUs: SimTimeUs): void {
    this.#untilUs = untilUs;
    this.#context.switches.stop('liquidations', SWITCH_PARTIES.liquidationPause, untilUs);
    this.#wakeAt(untilUs - 1, DECIDE);
  }

  /** Both windows start anew: what tripped it once does not trip it again. */
  #end(): void {
    this.#fund?.restart();
    this.#filled.clear();
    this.#enter(RUNNING, 0);
  }

  #enter(state: number, figure: number): void {
    this.#state = state;
    recordControl(this.#context, 'liquidationPause', state, undefined, figure);
  }
}

export function createLiquidationPause(parts: MechanismParts): VenueMechanism | null {
  const rules = parts.context.rules.controls.liquidationPause;
  return rules === null ? null : new LiquidationPause(parts, rules);
}
