/** Withdrawal gate: nothing can be withdrawn for a while after the fund has lost too much, an index has fallen, or a market-wide halt. */
import { PPM_PER_UNIT, type SimTimeUs } from '../../base/units.ts';
import { RollingExtreme } from '../../numeric/rolling-extreme.ts';
import type { ExchangeContext } from '../context.ts';
import type { MechanismParts, VenueMechanism } from '../venue-mechanism.ts';
import { recordControl } from './control-kinds.ts';
import type { WithdrawalGateRules } from './control-rules.ts';
import { FundDrawdown } from './fund-drawdown.ts';
import { onMarketWideHalt } from './market-wide-signal.ts';
import { SWITCH_PARTIES } from '../venue-switches.ts';

const [OPEN, CLOSED] = [0, 1];
const [BY_FUND, BY_FALL, BY_MARKET] = [1, 2, 3];

class WithdrawalGate implements VenueMechanism {
  readonly #context: ExchangeContext;
  readonly #rules: WithdrawalGateRules;
  readonly #wakeAt: MechanismParts['wakeAt'];
  readonly #fund: FundDrawdown | null;
  readonly #highs: readonly RollingExtreme[];
  #state = OPEN;
  #untilUs: SimTimeUs = 0;

  constructor({ context, wakeAt }: MechanismParts, rules: WithdrawalGateRules) {
    this.#context = context;
    this.#rules = rules;
    this.#wakeAt = wakeAt;
    this.#fund = rules.fundSharePpm === null ? null : new FundDrawdown(context, rules.fundSharePpm, rules.fundWindowUs);
    const { instrumentCount } = context.state;
    this.#highs = Array.from({ length: instrumentCount }, () => new RollingExtreme(rules.fallWindowUs, 1));
    if (rules.onMarketWideHalt) onMarketWideHalt(context, () => this.#close(BY_MARKET));
  }

  afterMarks(): void {
    if (this.#fund?.isDeep() === true) this.#close(BY_FUND);
    if (this.#rules.fallPpm !== null && this.#hasFallen(this.#rules.fallPpm)) this.#close(BY_FALL);
  }

  /** The windows start anew: what closed it once does not close it again. */
  onTimer(): void {
    this.#fund?.restart();
    for (const high of this.#highs) high.clear();
    this.#state = OPEN;
    recordControl(this.#context, 'withdrawalGate', OPEN);
  }

  appendState(out: number[]): void {
    out.push(this.#state, this.#untilUs);
  }

  #hasFallen(fallPpm: number): boolean {
    const { state, nowUs } = this.#context;
    let hasFallen = false;
    for (let i = 0; i < state.instrumentCount; i += 1) {
      const index = state.indexTicks[i];
      const high = this.#highs[i].add(nowUs, index);
      hasFallen ||= state.isSpot[i] === 0 && index * PPM_PER_UNIT <= high * (PPM_PER_UNIT - fallPpm);
    }
    return hasFallen;
  }

  #close(cause: number): void {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    this.#untilUs = this.#context.nowUs + this.#rules.closedUs;
    this.#context.switches.stop('withdrawals', SWITCH_PARTIES.withdrawalGate, this.#untilUs);
    this.#wakeAt(this.#untilUs);
    recordControl(this.#context, 'withdrawalGate', CLOSED, undefined, cause);
  }
}

export function createWithdrawalGate(parts: MechanismParts): VenueMechanism | null {
  const rules = parts.context.rules.controls.withdrawalGate;
  return rules === null ? null : new WithdrawalGate(parts, rules);
}
