/** The kinds of margin models that a preset may choose, each with the keys that it reads. */
import type { z } from 'zod';
import { createGridModel } from '../../margin/grid/grid-model.ts';
import type { MarginModel } from '../../margin/margin-model.ts';
import { createSpanModel } from '../../margin/span/span-model.ts';
import { createTieredModel } from '../../margin/tiered/tiered-model.ts';
import type { PriceHistory } from '../price-history.ts';
import { section } from '../schema-shapes.ts';
import { compileGrid, gridFamily } from './grid-family.ts';
import type { PresetIdentity } from './preset-values.ts';
import { compileRisk } from './risk-family.ts';
import { riskFamily } from './risk-schema.ts';
import { createRiskPresetModel } from './risk-source.ts';
import { compileSpan, spanFamily } from './span-family.ts';
import { compileTiered, tieredFamily } from './tiered-family.ts';

/** What a model may need besides its file. */
export interface FamilyContext {
  /** Prices of the past; null where none were given. */
  readonly history: PriceHistory | null;
}

export interface MarginFamily {
  /** Checks the keys beside the head. */
  readonly body: z.ZodType;
  /** `body` has passed the check. Throws InvalidInputError. */
  create(identity: PresetIdentity, body: unknown, context: FamilyContext): MarginModel;
}

/** A model's keys below `parameters`. */
function below<Schema extends z.ZodType>(
  schema: Schema,
  create: (identity: PresetIdentity, parameters: z.output<Schema>, context: FamilyContext) => MarginModel,
): MarginFamily {
  return {
    body: section({ parameters: schema }),
    create: (identity, body, context) =>
      create(identity, (body as { readonly parameters: z.output<Schema> }).parameters, context),
  };
}

export const MARGIN_FAMILIES: Readonly<Record<string, MarginFamily>> = {
  tiered: {
    body: tieredFamily,
    create: (identity, body) => createTieredModel(compileTiered(identity, body as z.output<typeof tieredFamily>)),
  },
  grid: below(gridFamily, (identity, parameters) => createGridModel(compileGrid(identity, parameters))),
  span: below(spanFamily, (identity, parameters) => createSpanModel(compileSpan(identity, parameters))),
  risk: below(riskFamily, (identity, parameters, { history }) =>
    createRiskPresetModel(compileRisk(identity, parameters), history),
  ),
};
