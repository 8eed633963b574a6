/** Positions closed by auto-deleveraging over time, by instrument. */
import type { RunResult } from '../../experiment/run-result.ts';
import type { ChartSpec } from './chart-spec.ts';
import { buildFlowChart } from './flow-over-time.ts';

export function buildAutoDeleveragingChart(result: RunResult): ChartSpec {
  return buildFlowChart(result, {
    id: 'auto-deleveraging',
    title: 'Auto-deleveraging',
    verb: 'closed by auto-deleveraging',
    empty: 'No auto-deleveraging on any path',
    column: 'deleveraged',
  });
}
