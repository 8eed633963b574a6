/** Margin tiers of an instrument: a table of a preset, or the brackets in the scenario itself. */
import type { TierTable } from '../margin/tier-table.ts';
import { compileBrackets, type TiersDraft } from './compile-brackets.ts';
import type { FileReader } from './file-reader.ts';
import type { Findings } from './findings.ts';
import { didYouMean, hintAmong } from './nearest.ts';
import { loadTierPreset, TIER_PRESETS } from './tier-presets.ts';
import type { Path } from './yaml-nodes.ts';

export function compileTiers(
  draft: TiersDraft | undefined,
  path: Path,
  symbol: string | undefined,
  files: FileReader,
  findings: Findings,
): TierTable | undefined {
  if (draft === undefined || typeof draft === 'number') return undefined;
  if (typeof draft !== 'string')
    return compileBrackets(draft, path, `brackets of ${symbol ?? 'the instrument'}`, findings);
  const reference = draft.trim();
  const [name = '', table = ''] = reference.split('/');
  if (!TIER_PRESETS.includes(name)) {
    findings.report({
      code: 'unknown-preset',
      path,
      says: `names a preset that does not exist: ${name}`,
      expected: `one of ${TIER_PRESETS.join(', ')}`,
      hint: didYouMean(name, TIER_PRESETS),
    });
    return undefined;
  }
  const preset = loadTierPreset(name, files);
  if (!('tables' in preset)) {
    findings.add(preset.problems);
    return undefined;
  }
  const found = preset.tables.get(table);
  if (found === undefined) {
    findings.report({
      code: 'unknown-preset-symbol',
      path,
      says: `names a symbol that preset ${name} does not have: ${table}`,
      hint: hintAmong(table, [...preset.tables.keys()]),
    });
  }
  return found;
}
