/** The margin models of a venue: by name, from a file beside the scenario, as written, or by the instruments' tiers. */
import { InvalidInputError } from '../base/problem.ts';
import type { MarginParameters } from '../margin/create-margin-model.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { tieredByInstrument } from './default-margin.ts';
import type { ScenarioFiles } from './file-reader.ts';
import { allOf, type Findings } from './findings.ts';
import { PRESET_BYTES_MAX, PRICE_FILE_BYTES_MAX } from './limits.ts';
import { MARGIN_FAMILIES, type FamilyContext } from './margin-presets/families.ts';
import { MARGIN_PRESETS } from './margin-presets/preset-names.ts';
import { parseMarginModel } from './margin-presets/registry.ts';
import { didYouMean } from './nearest.ts';
import { joinPath } from './paths.ts';
import { readPriceHistory, type PriceHistory } from './price-history.ts';
import { findScenarioFile, readScenarioFile } from './scenario-file.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import type { Path } from './yaml-nodes.ts';

type VenueDraft = Draft<ScenarioFile['venue']>;
type MarginDraft = NonNullable<VenueDraft['margin']>;
type OwnDraft = Exclude<MarginDraft, string | number>;

/** What is a file and not the name of a preset. */
const FILE = /[\\/]|\.(?:ya?ml|json)$/i;

export function compileMarginModel(
  draft: VenueDraft,
  instruments: CompiledInstruments,
  history: PriceHistory | null,
  files: ScenarioFiles,
  findings: Findings,
): MarginParameters | undefined {
  if (Object.hasOwn(draft, 'margin')) return compileOne(draft.margin, ['venue', 'margin'], history, files, findings);
  const { contracts, tiers } = instruments;
  checkOptionTiers(instruments, findings);
  if (contracts === undefined || tiers === undefined) return undefined;
  return { family: 'tiered', parameters: tieredByInstrument(contracts, tiers) };
}

/** Each under a name of its own, so that results can tell them apart. */
export function compileComparedModels(
  { comparedMargins }: VenueDraft,
  margin: MarginParameters | undefined,
  history: PriceHistory | null,
  files: ScenarioFiles,
  findings: Findings,
): readonly MarginParameters[] | undefined {
  const base: Path = ['venue', 'comparedMargins'];
  const models = (comparedMargins ?? []).map((draft, at) => compileOne(draft, [...base, at], history, files, findings));
  const names = [margin, ...models].map((model) => (model === undefined ? undefined : nameOf(model)));
  names.forEach((name, at) => {
    if (at === 0 || name === undefined || names.indexOf(name) === at) return;
    findings.report({
      code: 'duplicate-name',
      path: [...base, at - 1],
      says: `is a second model called "${name}"`,
      hint: 'leave it out, or give it a name of its own with "name:"',
    });
  });
  return allOf(models);
}

function nameOf({ family, parameters }: MarginParameters): string {
  return family === 'risk' ? parameters.specification.id : parameters.id;
}

function compileOne(
  draft: MarginDraft | undefined,
  path: Path,
  history: PriceHistory | null,
  files: ScenarioFiles,
  findings: Findings,
): MarginParameters | undefined {
  if (draft === undefined) return undefined;
  if (typeof draft === 'object') return compileOwn(draft, path, history, findings);
  const name = textOf(draft);
  const text = name === undefined ? undefined : readModel(name, path, files, findings);
  if (name === undefined || text === undefined) return undefined;
  return adopting(findings, path, () => parseMarginModel(text, name, contextOf(history)));
}

/** Text of a preset or a file. */
function readModel(name: string, key: Path, context: ScenarioFiles, findings: Findings): string | undefined {
  const terms = { code: 'margin-file', key, noun: 'a margin model', bytesMax: PRESET_BYTES_MAX };
  if (FILE.test(name)) {
    const path = findScenarioFile(name, terms, context, findings);
    return path === undefined ? undefined : readScenarioFile(path, name, terms, context, findings);
  }
  if (!MARGIN_PRESETS.includes(name)) {
    findings.report({
      code: 'unknown-preset',
      path: key,
      says: `names a margin model that does not exist: ${name}`,
      expected: `a file in the scenario's folder that ends in .yaml, or one of ${MARGIN_PRESETS.join(', ')}`,
      hint: didYouMean(name, MARGIN_PRESETS),
    });
    return undefined;
  }
  const relative = `presets/margin/${name}.yaml`;
  return readScenarioFile(
    joinPath(context.files.environment.packageFolder, relative),
    relative,
    terms,
    context,
    findings,
  );
}

function compileOwn(
  draft: OwnDraft,
  path: Path,
  history: PriceHistory | null,
  findings: Findings,
): MarginParameters | undefined {
  const family = MARGIN_FAMILIES[draft.family ?? ''];
  if (family === undefined || draft.parameters === undefined) return undefined;
  const name = Object.hasOwn(draft, 'name') ? textOf(draft.name) : draft.family;
  const parameters = findings.checkPart(family.parameters, [...path, 'parameters']);
  if (parameters === undefined || name === undefined) return undefined;
  const identity = { name, title: name, asOf: 'its start', sources: ['the scenario'] };
  return adopting(findings, path, () => family.compile(identity, { parameters }, contextOf(history)));
}

function contextOf(history: PriceHistory | null): FamilyContext {
  return { history };
}

/** Prices of the past that the venue's models are estimated from; null without any. */
export function compileHistory(draft: VenueDraft, files: ScenarioFiles, findings: Findings): PriceHistory | null {
  const name = Object.hasOwn(draft, 'marginHistory') ? textOf(draft.marginHistory) : undefined;
  if (name === undefined) return null;
  const key: Path = ['venue', 'marginHistory'];
  const terms = { code: 'margin-history', key, noun: 'a CSV file of daily closes', bytesMax: PRICE_FILE_BYTES_MAX };
  const path = findScenarioFile(name, terms, files, findings);
  const text = path === undefined ? undefined : readScenarioFile(path, name, terms, files, findings);
  if (text === undefined) return null;
  return adopting(findings, key, () => readPriceHistory(text, name)) ?? null;
}

/** What `make` makes, or undefined after taking over why it could not. */
function adopting<T>(findings: Findings, path: Path, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const isHistoryMissing = error.problems.some(({ code }) => code === 'history-missing');
    if (!isHistoryMissing) findings.adopt(error.problems, path);
    else {
      findings.report({
        code: 'history-missing',
        path,
        says: 'is estimated from prices, and the venue names none',
        expected: "a CSV file of daily closes in the scenario's folder",
        hint: 'add "marginHistory: closes.csv" to venue',
      });
    }
    return undefined;
  }
}

/** The rule for options has one rate for every size. */
function checkOptionTiers({ links, tiers }: CompiledInstruments, findings: Findings): void {
  links.forEach(({ kind }, index) => {
    if (kind !== 'option' || tiers === undefined || tiers[index].brackets.length === 1) return;
    findings.report({
      code: 'tiers-inconsistent',
      path: ['venue', 'instruments', index, 'tiers'],
      says: 'has more than one bracket, and short options are margined at one rate',
      hint: 'keep one bracket, or give the venue a margin model that margins options by size',
    });
  });
}
