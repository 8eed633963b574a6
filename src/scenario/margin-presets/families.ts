/** The kinds of margin models that a preset may choose, each with the keys that it reads. */
import type { z } from 'zod';
import { createMarginModel, type MarginParameters } from '../../margin/create-margin-model.ts';
import type { MarginModel } from '../../margin/margin-model.ts';
import type { PriceHistory } from '../price-history.ts';
import { section } from '../schema-shapes.ts';
import { compileGrid, gridFamily } from './grid-family.ts';
import type { PresetIdentity } from './preset-values.ts';
import { compileRisk } from './risk-family.ts';
import { riskFamily } from './risk-schema.ts';
import { createRiskPresetModel, riskParametersOf } from './risk-source.ts';
import { compileSpan, spanFamily } from './span-family.ts';
import { compileTiered, tieredFamily } from './tiered-family.ts';

/** What a model may need besides its file. */
export interface FamilyContext {
  /** Prices of the past; null where none were given. */
  readonly history: PriceHistory | null;
}

export interface MarginFamily {
  /** Checks the keys beside the head. */
  readonly body: z.ZodObject;
  /** The model as data. `body` has passed the check. Throws InvalidInputError. */
  compile(identity: PresetIdentity, body: unknown, context: FamilyContext): MarginParameters;
  create(identity: PresetIdentity, body: unknown, context: FamilyContext): MarginModel;
}

type Compile<Schema extends z.ZodType, Result> = (
  identity: PresetIdentity,
  parameters: z.output<Schema>,
  context: FamilyContext,
) => Result;

/** A model's keys below `parameters`. */
function below<Schema extends z.ZodType>(
  schema: Schema,
  compile: Compile<Schema, MarginParameters>,
  create: Compile<Schema, MarginModel> = (...from) => createMarginModel(compile(...from)),
): MarginFamily {
  const parametersOf = (body: unknown) => (body as { readonly parameters: z.output<Schema> }).parameters;
  return {
    body: section({ parameters: schema }),
    compile: (identity, body, context) => compile(identity, parametersOf(body), context),
    create: (identity, body, context) => create(identity, parametersOf(body), context),
  };
}

const tiered = (identity: PresetIdentity, body: unknown): MarginParameters => ({
  family: 'tiered',
  parameters: compileTiered(identity, body as z.output<typeof tieredFamily>),
});

export const MARGIN_FAMILIES: Readonly<Record<string, MarginFamily>> = {
  tiered: {
    body: tieredFamily,
    compile: tiered,
    create: (identity, body) => createMarginModel(tiered(identity, body)),
  },
  grid: below(gridFamily, (identity, parameters) => ({
    family: 'grid',
    parameters: compileGrid(identity, parameters),
  })),
  span: below(spanFamily, (identity, parameters) => ({
    family: 'span',
    parameters: compileSpan(identity, parameters),
  })),
  risk: below(
    riskFamily,
    (identity, parameters, { history }) => ({
      family: 'risk',
      parameters: riskParametersOf(compileRisk(identity, parameters), history),
    }),
    (identity, parameters, { history }) => createRiskPresetModel(compileRisk(identity, parameters), history),
  ),
};
