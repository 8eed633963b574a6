/** Margin models as data, which can be sent to a thread, and the model that each stands for. */
import { createGridModel } from './grid/grid-model.ts';
import type { GridParameters } from './grid/grid-parameters.ts';
import type { MarginModel } from './margin-model.ts';
import { createRiskModel } from './risk/risk-model.ts';
import type { RiskParameters } from './risk/risk-parameters.ts';
import { createSpanModel } from './span/span-model.ts';
import type { SpanParameters } from './span/span-parameters.ts';
import { createTieredModel } from './tiered/tiered-model.ts';
import type { TieredParameters } from './tiered/tiered-parameters.ts';

export type MarginParameters =
  | { readonly family: 'tiered'; readonly parameters: TieredParameters }
  | { readonly family: 'grid'; readonly parameters: GridParameters }
  | { readonly family: 'span'; readonly parameters: SpanParameters }
  | { readonly family: 'risk'; readonly parameters: RiskParameters };

/** Throws InvalidInputError with everything that is wrong with the parameters. */
export function createMarginModel(margin: MarginParameters): MarginModel {
  switch (margin.family) {
    case 'tiered':
      return createTieredModel(margin.parameters);
    case 'grid':
      return createGridModel(margin.parameters);
    case 'span':
      return createSpanModel(margin.parameters);
    case 'risk':
      return createRiskModel(margin.parameters);
  }
}
