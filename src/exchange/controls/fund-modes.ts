/**
 * What the venue does while its fund is low: it raises margins, stops liquidations, or lets agents only reduce positions, or
 * several of these. It ends when the fund is back, or after the longest time.
 */
import { PPM_PER_UNIT, type QuoteQuanta } from '../../base/units.ts';
import type { ExchangeContext } from '../context.ts';
import { raiseLayer } from '../margin-terms.ts';
import type { MechanismParts, VenueMechanism } from '../venue-mechanism.ts';
import { recordControl } from './control-kinds.ts';
import type { FundModeRules } from './control-rules.ts';
import { FundDrawdown } from './fund-drawdown.ts';
import { RollingStop } from './rolling-stop.ts';
import { SWITCH_PARTIES } from '../venue-switches.ts';

const [NORMAL, RESTRICTED] = [0, 1];
const PROLONG = -1;

class FundMode implements VenueMechanism {
  readonly #context: ExchangeContext;
  readonly #rules: FundModeRules;
  readonly #wakeAt: MechanismParts['wakeAt'];
  readonly #fund: FundDrawdown;
  readonly #stop: RollingStop;
  #state = NORMAL;
  #epoch = 0;
  /** Highest equity of the fund when the mode began. */
  #peak: QuoteQuanta = 0;

  constructor({ context, wakeAt }: MechanismParts, rules: FundModeRules) {
    this.#context = context;
    this.#rules = rules;
    this.#wakeAt = wakeAt;
    this.#fund = new FundDrawdown(context, rules.sharePpm, rules.windowUs);
    this.#stop = new RollingStop(context, SWITCH_PARTIES.fundMode, (atUs) => wakeAt(atUs, PROLONG));
  }

  afterMarks(): void {
    const isDeep = this.#fund.isDeep();
    if (this.#state === NORMAL && isDeep) this.#restrict();
    else if (this.#state === RESTRICTED && this.#fund.isBackAt(this.#rules.recoverPpm, this.#peak)) this.#relax();
  }

  onTimer(epoch: number): void {
    if (epoch === PROLONG) this.#stop.prolong();
    else if (epoch === this.#epoch && this.#state === RESTRICTED) this.#relax();
  }

  appendState(out: number[]): void {
    out.push(this.#state, this.#epoch, this.#peak);
  }

  #restrict(): void {
    const { longestUs, pausesLiquidations, closeOnly, marginMultiplePpm } = this.#rules;
    this.#peak = this.#fund.peak();
    this.#enter(RESTRICTED);
    if (longestUs !== null) this.#wakeAt(this.#context.nowUs + longestUs, this.#epoch);
    if (pausesLiquidations) this.#stop.begin();
    if (closeOnly) this.#context.switches.stop('opening', SWITCH_PARTIES.fundMode, Infinity);
    this.#setMargins(marginMultiplePpm);
  }

  /** The window starts anew: the fund is judged by what it has from here on. */
  #relax(): void {
    this.#fund.restart();
    this.#enter(NORMAL);
    this.#stop.end();
    this.#context.switches.release('opening', SWITCH_PARTIES.fundMode);
    this.#setMargins(PPM_PER_UNIT);
  }

  #setMargins(multiplePpm: number): void {
    if (this.#rules.marginMultiplePpm === PPM_PER_UNIT) return;
    for (let i = 0; i < this.#context.state.instrumentCount; i += 1) {
      raiseLayer(this.#context, 'fundMode', i, multiplePpm, multiplePpm);
    }
  }

  #enter(state: number): void {
    this.#state = state;
    this.#epoch += 1;
    recordControl(this.#context, 'fundMode', state, undefined, this.#peak);
  }
}

export function createFundMode(parts: MechanismParts): VenueMechanism | null {
  const rules = parts.context.rules.controls.fundMode;
  return rules === null ? null : new FundMode(parts, rules);
}
