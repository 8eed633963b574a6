/**
 * Margin models by name: dated presets of the package, presets/margin/<name>.yaml, and files of the same form. A file has a
 * head that all share and, by its `family`, the parameters of one kind of model.
 */
import type { Environment } from '../../base/environment.ts';
import { InvalidInputError, type Problem } from '../../base/problem.ts';
import type { MarginModel } from '../../margin/margin-model.ts';
import { Findings } from '../findings.ts';
import { hintAmong } from '../nearest.ts';
import { readNamedText } from '../named-file.ts';
import { placeOf, parseYamlText, plainTreeOf, type YamlSource } from '../yaml-source.ts';
import type { MarginFamily } from './family.ts';

/** Names of all presets; a test compares them with the folder. */
export const MARGIN_PRESETS: readonly string[] = [];

export const MARGIN_FAMILIES: readonly MarginFamily[] = [];

export interface MarginModelOptions {
  /** File of prices of the past, for models that estimate from them. */
  readonly history: string | null;
}

/** @throws InvalidInputError with every problem of the preset */
export function loadMarginModel(environment: Environment, name: string, options: MarginModelOptions): MarginModel {
  const { text, file } = readNamedText(environment, name, 'presets/margin', MARGIN_PRESETS, 'margin model');
  const { source, problems } = parseYamlText(text, file);
  if (source === undefined) throw new InvalidInputError(problems.map(asPreset));
  const { value, problems: faults } = plainTreeOf(source);
  const findings = new Findings(source, value);
  findings.add([...problems, ...faults].map(asPreset));
  const family = familyOf(value, source);
  void family;
  void options;
  throw new InvalidInputError(findings.problems);
}

function familyOf(value: unknown, source: YamlSource): MarginFamily {
  const written = typeof value === 'object' && value !== null && 'family' in value ? String(value.family) : '';
  const family = MARGIN_FAMILIES.find(({ name }) => name === written);
  if (family !== undefined) return family;
  const names = MARGIN_FAMILIES.map(({ name }) => name);
  const hint = hintAmong(written, names);
  throw new InvalidInputError([
    {
      code: written === '' ? 'missing-key' : 'unknown-value',
      message: written === '' ? 'family is missing' : `family has a value that is not known: ${written}`,
      key: 'family',
      expected: `one of ${names.join(', ')}`,
      ...(hint === undefined ? {} : { hint }),
      place: placeOf(source, ['family'], 'value'),
    },
  ]);
}

function asPreset(problem: Problem): Problem {
  return problem.expected?.startsWith('a scenario') === true ? { ...problem, expected: 'a margin model' } : problem;
}
