/** The halt rule at work: instruments whose mark has moved too far stop trading. */
import { PPM_PER_UNIT } from '../base/units.ts';
import { log } from '../numeric/math.ts';
import type { HaltMonitor } from './circuit-breakers.ts';
import { isHalted, type ExchangeContext } from './context.ts';
import { raiseMargins } from './margin-terms.ts';

/** Halts every instrument that its monitor says must be, and raises its margins where the rule says so. */
export function tripHalts(context: ExchangeContext, halts: HaltMonitor): void {
  const { state, rules, nowUs } = context;
  const { durationUs, marginMultiplePpm } = rules.halt!;
  for (let i = 0; i < state.instrumentCount; i += 1) {
    if (isHalted(context, i)) continue;
    const mark = state.markTicks[i];
    const from = halts.observe(i, nowUs, mark);
    if (from === 0) continue;
    const untilUs = nowUs + durationUs;
    context.halts.start('rollingHalt', i, untilUs, log(mark / from));
    if (marginMultiplePpm !== PPM_PER_UNIT) raiseMargins(context, i, marginMultiplePpm);
  }
}
