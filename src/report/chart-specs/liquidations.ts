/** Liquidation orders filled over time, by instrument. */
import type { RunResult } from '../../experiment/run-result.ts';
import type { ChartSpec } from './chart-spec.ts';
import { buildFlowChart } from './flow-over-time.ts';

export function buildLiquidationsChart(result: RunResult): ChartSpec {
  return buildFlowChart(result, {
    id: 'liquidations',
    title: 'Liquidations',
    verb: 'filled by liquidation orders',
    empty: 'No liquidation on any path',
    column: 'liquidated',
  });
}
