/** What balances of spot assets count as margin. */
import { formatUsd, withArticle } from '../base/format.ts';
import { PPM_PER_UNIT, QUANTA_PER_USD } from '../base/units.ts';
import type { CollateralBracket, CollateralRules } from '../exchange/portfolio-rules.ts';
import type { InstrumentLinks } from './compile-links.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { indexOfSymbol } from './instrument-index.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import { parseMoney, parsePpm } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type CollateralDraft = Draft<ScenarioFile['venue']['collateral']>;
type AssetDraft = NonNullable<NonNullable<CollateralDraft>[number]>;

interface SpotInstruments {
  readonly symbols: readonly (string | undefined)[];
  readonly links: readonly InstrumentLinks[];
}

const BASE: Path = ['venue', 'collateral'];

/** Counts for nothing when held, in full when owed. */
const UNLISTED: Omit<CollateralRules, 'instrument'> = {
  brackets: [{ valueMax: Infinity, assetWeightPpm: 0 }],
  liabilityWeightPpm: PPM_PER_UNIT,
};

/** One entry for each spot instrument, in the order of instruments. */
export function compileCollateralRules(
  drafts: CollateralDraft,
  instruments: SpotInstruments,
  findings: Findings,
): readonly CollateralRules[] | undefined {
  const listed = (drafts ?? []).map((draft, at) => spotOf(draft, [...BASE, at, 'instrument'], instruments, findings));
  listed.forEach((spot, at) => {
    if (spot === undefined || listed.indexOf(spot) === at) return;
    const path = [...BASE, at, 'instrument'];
    const says = `is a second entry of ${instruments.symbols[spot]}`;
    findings.report({
      code: 'duplicate-symbol',
      path,
      says,
      hint: 'keep one of the two: weights by size are its brackets',
    });
  });
  const compiled = (drafts ?? []).map((draft, at) => compileAsset(draft, listed[at], [...BASE, at], findings));
  if (compiled.includes(undefined)) return undefined;
  return instruments.links.flatMap(({ kind }, index) => {
    if (kind !== 'spot') return [];
    return [compiled[listed.indexOf(index)] ?? { instrument: index, ...UNLISTED }];
  });
}

/** Place of a spot instrument, or undefined after reporting what is wrong with the name. */
export function spotOf(
  draft: { readonly instrument?: unknown } | undefined,
  path: Path,
  { symbols, links }: SpotInstruments,
  findings: Findings,
): number | undefined {
  const index = indexOfSymbol(textOf(draft?.instrument), symbols, path, findings);
  if (index === undefined || links[index].kind === undefined) return undefined;
  if (links[index].kind === 'spot') return index;
  findings.report({
    code: 'not-a-spot-asset',
    path,
    says: `names ${symbols[index]}, which is ${withArticle(links[index].kind)}: only assets are collateral`,
    hint: 'name an instrument of "kind: spot"',
  });
  return undefined;
}

function compileAsset(
  draft: AssetDraft | undefined,
  instrument: number | undefined,
  path: Path,
  findings: Findings,
): CollateralRules | undefined {
  if (draft === undefined) return undefined;
  const { brackets: drafts = [] } = draft;
  const brackets = drafts.map((bracket, at): CollateralBracket | undefined => {
    if (bracket === undefined) return undefined;
    const isLast = at === drafts.length - 1;
    if (!isLast && !Object.hasOwn(bracket, 'valueMax')) {
      findings.report({
        code: 'missing-key',
        path: [...path, 'brackets', at],
        says: 'needs a valueMax: only the last bracket may leave it out',
        hint: 'add "valueMax: 20 M USD"',
      });
    }
    if (isLast && Object.hasOwn(bracket, 'valueMax')) {
      findings.report({
        code: 'brackets-inconsistent',
        path: [...path, 'brackets', at, 'valueMax'],
        says: 'ends the last bracket: more than that would have no weight',
        hint: 'leave it out, or add a bracket "{ weight: 0 % }"',
      });
    }
    return complete<CollateralBracket>({
      valueMax: isLast ? Infinity : read(parseMoney, bracket.valueMax),
      assetWeightPpm: read(parsePpm, bracket.weight),
    });
  });
  brackets.forEach((bracket, at) => {
    const before = brackets[at - 1];
    if (bracket === undefined || before === undefined) return;
    const hint = 'sort brackets by size, the smallest first: the larger the balance, the less of it counts';
    const report = (key: string, says: string, expected: string): void =>
      findings.report({ code: 'brackets-inconsistent', path: [...path, 'brackets', at, key], says, expected, hint });
    if (bracket.valueMax <= before.valueMax) {
      const least = formatUsd(before.valueMax / QUANTA_PER_USD);
      report('valueMax', 'does not rise from bracket to bracket', `more than ${least}`);
    }
    if (bracket.assetWeightPpm > before.assetWeightPpm) {
      report('weight', 'rises from bracket to bracket', `at most ${before.assetWeightPpm / 10_000} %`);
    }
  });
  const hasLiability = Object.hasOwn(draft, 'liabilityWeight');
  return complete<CollateralRules>({
    instrument,
    brackets: draft.brackets === undefined ? undefined : allOf(brackets),
    liabilityWeightPpm: hasLiability ? read(parsePpm, draft.liabilityWeight) : PPM_PER_UNIT,
  });
}
