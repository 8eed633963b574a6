/**
 * Margin models by name: dated presets of the package, presets/margin/<name>.yaml, and files of the same form. A file has a
 * head that all share and, by its `family`, the parameters of one kind of model.
 */
import { z } from 'zod';
import type { Environment } from '../../base/environment.ts';
import { InvalidInputError, type Problem } from '../../base/problem.ts';
import { createMarginModel, type MarginParameters } from '../../margin/create-margin-model.ts';
import type { MarginModel } from '../../margin/margin-model.ts';
import { readNamedText } from '../named-file.ts';
import { choice, section } from '../schema-shapes.ts';
import { text } from '../schema-values.ts';
import { checkStructure } from '../structure.ts';
import { textOf } from '../unit-result.ts';
import { placeOf, parseYamlText, plainTreeOf, type YamlSource } from '../yaml-source.ts';
import { MARGIN_FAMILIES, type FamilyContext } from './families.ts';
import { MARGIN_PRESETS } from './preset-names.ts';
import type { PresetIdentity } from './preset-values.ts';

const FAMILY_NAMES = Object.keys(MARGIN_FAMILIES) as [string, ...string[]];

/** What every preset says about itself. */
const head = {
  version: z.literal(1).describe('Version of the file format: 1.'),
  name: text({ about: 'Name in results.', example: 'deribit-pm-2025', noun: 'a name' }),
  title: text({ about: 'One line for people.', example: 'Deribit portfolio margin', noun: 'text' }),
  asOf: text({ about: 'Day of the rules and figures.', example: '2025-10-10', noun: 'a day' }),
  sources: z
    .array(text({ about: 'Where the rules and figures come from.', example: 'Rulebook, section 5', noun: 'text' }))
    .min(1)
    .describe('Where the rules and figures come from.'),
  family: choice(FAMILY_NAMES, 'Kind of model, which says what other keys there are.'),
};

/** @throws InvalidInputError with every problem of the preset, and of the history where one is needed */
export function loadMarginModel(environment: Environment, name: string, context: FamilyContext): MarginModel {
  const { text: written, file } = readNamedText(environment, name, 'presets/margin', MARGIN_PRESETS, 'margin model');
  const parameters = parseMarginModel(written, file, context);
  try {
    return createMarginModel(parameters);
  } catch (error) {
    throw placedIn(parseYamlText(written, file).source, error);
  }
}

/**
 * A margin model as data, from the text of a file.
 * @throws InvalidInputError with every problem of the text, and of the history where one is needed
 */
export function parseMarginModel(written: string, file: string, context: FamilyContext): MarginParameters {
  const { source, problems: early } = parseYamlText(written, file);
  if (source === undefined) throw new InvalidInputError(early.map(asPreset));
  const { value, problems: faults } = plainTreeOf(source);
  const { identity, rest, problems } = readHead(value, source);
  const family = MARGIN_FAMILIES[identity.family ?? ''];
  const body = family === undefined ? undefined : checkStructure(family.body, rest, source);
  const all = [...early, ...faults, ...problems, ...(body?.problems ?? [])];
  if (all.length > 0 || family === undefined) throw new InvalidInputError(all.map(asPreset));
  try {
    return family.compile(identity as PresetIdentity, body!.draft, context);
  } catch (error) {
    throw placedIn(source, error);
  }
}

function readHead(
  value: unknown,
  source: YamlSource,
): {
  readonly identity: Partial<PresetIdentity & { family: string }>;
  readonly rest: Record<string, unknown>;
  readonly problems: readonly Problem[];
} {
  const [own, rest]: Record<string, unknown>[] = [{}, {}];
  for (const [key, inner] of Object.entries(value as object)) (Object.hasOwn(head, key) ? own : rest)[key] = inner;
  const { draft, problems } = checkStructure(section(head), own, source);
  const { name, title, asOf, sources, family } = draft ?? {};
  const plain = (written: unknown): string => textOf(written) ?? '';
  return {
    identity: {
      name: plain(name),
      title: plain(title),
      asOf: plain(asOf),
      sources: (sources ?? []).map(plain),
      ...(family === undefined ? {} : { family }),
    },
    rest,
    problems,
  };
}

/** What a model refuses as a whole stands in its file, at the key that it names. */
function placedIn(source: YamlSource | undefined, error: unknown): unknown {
  if (!(error instanceof InvalidInputError) || source === undefined) return error;
  return new InvalidInputError(error.problems.map((problem) => placed(problem, source)));
}

function placed(problem: Problem, source: YamlSource): Problem {
  if (problem.place !== undefined) return problem;
  const steps = problem.key.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const path = problem.key === '' ? [] : ['parameters', ...steps];
  return { ...problem, place: placeOf(source, path, 'key') };
}

function asPreset(problem: Problem): Problem {
  const message = problem.message.replace('is not a key of the scenario', 'is not a key of a margin model');
  const isWhole = problem.expected?.startsWith('a scenario') === true;
  return { ...problem, message, ...(isWhole ? { expected: 'a margin model' } : {}) };
}
