/** Checks of settings that are sound alone and make no sense together. */
import type { AgentRules } from '../agents/agent-class.ts';
import type { MarketRules } from '../market/market-rules.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import type { Findings } from './findings.ts';

/** Parts that were refused are undefined and not looked at. */
export function checkTogether(
  venue: VenueRules | undefined,
  market: MarketRules | undefined,
  agents: AgentRules | undefined,
  findings: Findings,
): void {
  // A tick that is refused already is not compared: one cause, one problem.
  const hasSoundTick = !findings.problems.some(({ key }) => key === 'market.tick');
  if (hasSoundTick && venue !== undefined && market !== undefined && venue.markPrice.latencyUs >= market.tickUs) {
    findings.report({
      code: 'latency-beyond-tick',
      path: ['venue', 'markPrice', 'latency'],
      says: 'is not shorter than market.tick, so that marks would skip prices instead of being late',
      expected: 'less than market.tick',
      hint: 'shorten the latency, or lengthen the tick',
    });
  }
  if (venue?.waterfall[0] === 'autoDeleveraging' && venue.waterfall.length > 1) {
    findings.report({
      code: 'waterfall-order',
      path: ['venue', 'waterfall'],
      says: 'puts the fund after auto-deleveraging, which leaves it nothing to bear',
      expected: '[insuranceFund, autoDeleveraging], or one of them alone',
    });
  }
  agents?.classes.forEach((agentClass, index) => {
    if (agentClass.kind !== 'marginCallPayer' && agentClass.kind !== 'hedger') return;
    if (agentClass.topUpRatio >= agents.warningRatio) return;
    findings.report({
      code: 'top-up-below-warning',
      path: ['agents', 'classes', index, 'topUpRatio'],
      says: 'lies below agents.warningRatio, so that a payment would not end the margin call',
      expected: `at least ${agents.warningRatio}x`,
      hint: 'raise topUpRatio, or lower agents.warningRatio',
    });
  });
}
