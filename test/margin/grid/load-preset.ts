/** Models of the shipped presets, read as a scenario's files are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createGridModel } from '../../../src/margin/grid/grid-model.ts';
import type { GridParameters } from '../../../src/margin/grid/grid-parameters.ts';
import type { MarginModel } from '../../../src/margin/margin-model.ts';
import { createSpanModel } from '../../../src/margin/span/span-model.ts';
import type { SpanParameters } from '../../../src/margin/span/span-parameters.ts';
import { compileGrid, gridFamily } from '../../../src/scenario/margin-presets/grid-family.ts';
import { compileSpan, spanFamily } from '../../../src/scenario/margin-presets/span-family.ts';
import { compileStandard, standardFamily } from '../../../src/scenario/margin-presets/standard-family.ts';
import { createStandardModel } from '../../../src/margin/grid/standard-model.ts';
import type { StandardParameters } from '../../../src/margin/grid/standard-parameters.ts';
import { section } from '../../../src/scenario/schema-shapes.ts';
import { checkStructure } from '../../../src/scenario/structure.ts';
import { parseYamlText, plainTreeOf } from '../../../src/scenario/yaml-source.ts';

export const PRESETS_FOLDER = join(import.meta.dirname, '../../../presets/margin');

const head = {
  version: z.literal(1),
  name: z.string(),
  title: z.string(),
  asOf: z.coerce.string(),
  sources: z.array(z.string()).min(1),
};
const gridFile = section({ ...head, family: z.literal('grid'), parameters: gridFamily });
const standardFile = section({ ...head, family: z.literal('standard'), parameters: standardFamily });
const spanFile = section({ ...head, family: z.literal('span'), parameters: spanFamily });

export type FamilyParameters =
  | { readonly family: 'grid'; readonly parameters: GridParameters }
  | { readonly family: 'span'; readonly parameters: SpanParameters }
  | { readonly family: 'standard'; readonly parameters: StandardParameters };

/** Throws with all problems of the text. */
export function readPresetText(text: string, file: string): FamilyParameters {
  const { source, problems } = parseYamlText(text, file);
  if (source === undefined) throw new Error(JSON.stringify(problems));
  const { value, problems: treeProblems } = plainTreeOf(source);
  const fail = (more: readonly unknown[]): void => {
    const all = [...problems, ...treeProblems, ...more];
    if (all.length > 0) throw new Error(all.map((each) => (each as { message: string }).message).join('\n'));
  };
  if (/^family: grid$/m.test(text)) {
    const structured = checkStructure(gridFile, value, source);
    fail(structured.problems);
    const sound = structured.draft as z.output<typeof gridFile>;
    return { family: 'grid', parameters: compileGrid(sound, sound.parameters) };
  }
  if (/^family: standard$/m.test(text)) {
    const structured = checkStructure(standardFile, value, source);
    fail(structured.problems);
    const sound = structured.draft as z.output<typeof standardFile>;
    return { family: 'standard', parameters: compileStandard(sound, sound.parameters) };
  }
  const structured = checkStructure(spanFile, value, source);
  fail(structured.problems);
  const sound = structured.draft as z.output<typeof spanFile>;
  return { family: 'span', parameters: compileSpan(sound, sound.parameters) };
}

export function presetParameters(name: string): FamilyParameters {
  return readPresetText(readFileSync(join(PRESETS_FOLDER, `${name}.yaml`), 'utf8'), `${name}.yaml`);
}

export function gridPreset(name: string): GridParameters {
  const preset = presetParameters(name);
  if (preset.family !== 'grid') throw new Error(`${name} is no grid`);
  return preset.parameters;
}

export function presetModel(name: string): MarginModel {
  const preset = presetParameters(name);
  if (preset.family === 'grid') return createGridModel(preset.parameters);
  return preset.family === 'span' ? createSpanModel(preset.parameters) : createStandardModel(preset.parameters);
}

export const GRID_PRESETS = [
  'paradex-pm-2026',
  'deribit-spm-2024',
  'deribit-xpm-2024',
  'deribit-pm-2020',
  'deribit-pm-2018',
  'derive-pm-2024',
  'okx-pm-2024-12',
  'okx-pm-2025-01',
  'bybit-uta-pm-2025',
  'occ-tims-2026',
] as const;

export const OTHER_PRESETS = ['span-nse-2018', 'span-cbot-grains-example', 'derive-standard-2024'] as const;
