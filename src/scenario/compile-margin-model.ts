/** The margin model of a venue, by name, from a file or as written. */
import type { MarginParameters } from '../margin/create-margin-model.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import type { ScenarioFiles } from './file-reader.ts';
import type { Findings } from './findings.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';

type VenueDraft = Draft<ScenarioFile['venue']>;

export function compileMarginModel(
  _draft: VenueDraft,
  _instruments: CompiledInstruments,
  _files: ScenarioFiles,
  _findings: Findings,
): MarginParameters | undefined {
  return null as never;
}

export function compileComparedModels(
  _draft: VenueDraft,
  _instruments: CompiledInstruments,
  _files: ScenarioFiles,
  _findings: Findings,
): readonly MarginParameters[] | undefined {
  return [];
}
