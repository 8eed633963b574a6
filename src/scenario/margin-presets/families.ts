/** The kinds of margin models that a preset may choose, each with the keys that it reads. */
import type { z } from 'zod';
import type { Environment } from '../../base/environment.ts';
import { createGridModel } from '../../margin/grid/grid-model.ts';
import type { MarginModel } from '../../margin/margin-model.ts';
import { createSpanModel } from '../../margin/span/span-model.ts';
import { compileGrid, gridFamily } from './grid-family.ts';
import type { PresetIdentity } from './preset-values.ts';
import { compileSpan, spanFamily } from './span-family.ts';

/** What a model may need besides its file. */
export interface FamilyContext {
  readonly environment: Environment;
  /** File of prices of the past, as the user gave it; null where none was given. */
  readonly history: string | null;
}

export interface MarginFamily {
  /** Checks the keys beside the head. */
  readonly parameters: z.ZodType;
  /** `parameters` has passed the check. Throws InvalidInputError. */
  create(identity: PresetIdentity, parameters: unknown, context: FamilyContext): MarginModel;
}

/** Ties a schema to what is made of its output. */
export function marginFamily<Schema extends z.ZodType>(
  parameters: Schema,
  create: (identity: PresetIdentity, parameters: z.output<Schema>, context: FamilyContext) => MarginModel,
): MarginFamily {
  return {
    parameters,
    create: (identity, checked, context) => create(identity, checked as z.output<Schema>, context),
  };
}

export const MARGIN_FAMILIES: Readonly<Record<string, MarginFamily>> = {
  grid: marginFamily(gridFamily, (identity, file) => createGridModel(compileGrid(identity, file))),
  span: marginFamily(spanFamily, (identity, file) => createSpanModel(compileSpan(identity, file))),
};
