/** Every chart of a run, in the order in which a report shows them. */
import type { RunResult } from '../../experiment/run-result.ts';
import { buildAutoDeleveragingChart } from './auto-deleveraging.ts';
import type { ChartSpec } from './chart-spec.ts';
import { buildClosingStepsChart, buildLossWaterfallChart } from './flows.ts';
import { buildFundUseChart } from './fund-use.ts';
import { buildInsuranceFundChart } from './insurance-fund.ts';
import { buildLiquidationsChart } from './liquidations.ts';
import { buildMarginRequirementChart } from './margin-requirement.ts';
import { buildOpenInterestChart } from './open-interest.ts';
import { buildPricesChart } from './prices.ts';

export function buildCharts(result: RunResult): readonly ChartSpec[] {
  const { margin } = result.summary;
  return [
    buildPricesChart(result),
    buildLiquidationsChart(result),
    buildInsuranceFundChart(result),
    buildFundUseChart(result),
    buildAutoDeleveragingChart(result),
    buildClosingStepsChart(result),
    buildLossWaterfallChart(result),
    buildOpenInterestChart(result),
    ...(margin === null ? [] : [buildMarginRequirementChart(result, margin)]),
  ];
}
