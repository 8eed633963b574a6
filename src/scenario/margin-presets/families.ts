/** The kinds of margin models that a preset may choose, each with the keys that it reads. */
import type { z } from 'zod';
import type { MarginParameters } from '../../margin/create-margin-model.ts';
import type { PriceHistory } from '../price-history.ts';
import { section } from '../schema-shapes.ts';
import { compileGrid, gridFamily } from './grid-family.ts';
import type { PresetIdentity } from './preset-values.ts';
import { compileRisk } from './risk-family.ts';
import { riskFamily } from './risk-schema.ts';
import { riskParametersOf } from './risk-source.ts';
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
  /** Checks what stands below `parameters` alone. */
  readonly parameters: z.ZodType;
  /** `body` has passed the check. Throws InvalidInputError. */
  compile(identity: PresetIdentity, body: unknown, context: FamilyContext): MarginParameters;
}

/** Ties a schema to what is made of its output; both stand below the file's key `parameters`. */
function marginFamily<Schema extends z.ZodType>(
  schema: Schema,
  compile: (identity: PresetIdentity, parameters: z.output<Schema>, context: FamilyContext) => MarginParameters,
): MarginFamily {
  return {
    body: section({ parameters: schema }),
    parameters: schema,
    compile: (identity, body, context) =>
      compile(identity, (body as { readonly parameters: z.output<Schema> }).parameters, context),
  };
}

export const MARGIN_FAMILIES: Readonly<Record<string, MarginFamily>> = {
  tiered: {
    body: tieredFamily,
    parameters: tieredFamily,
    compile: (identity, body) => ({
      family: 'tiered',
      parameters: compileTiered(
        identity,
        (typeof body === 'object' && body !== null && 'parameters' in body ? body.parameters : body) as z.output<
          typeof tieredFamily
        >,
      ),
    }),
  },
  grid: marginFamily(gridFamily, (identity, parameters) => ({
    family: 'grid',
    parameters: compileGrid(identity, parameters),
  })),
  span: marginFamily(spanFamily, (identity, parameters) => ({
    family: 'span',
    parameters: compileSpan(identity, parameters),
  })),
  risk: marginFamily(riskFamily, (identity, parameters, { history }) => ({
    family: 'risk',
    parameters: riskParametersOf(compileRisk(identity, parameters), history),
  })),
};
