/** Dated margin tiers of real venues, shipped with the package: presets/tiers/<name>.yaml. */
import { digestOfText } from '../base/fingerprint.ts';
import type { Problem } from '../base/problem.ts';
import type { TierTable } from '../margin/tier-table.ts';
import { compileBrackets } from './compile-brackets.ts';
import type { FileReader } from './file-reader.ts';
import { Findings } from './findings.ts';
import { PRESET_BYTES_MAX } from './limits.ts';
import { joinPath } from './paths.ts';
import { tierPresetFile } from './schema.ts';
import { checkStructure } from './structure.ts';
import { parseYamlText, plainTreeOf, startOf } from './yaml-source.ts';

/** Names of all presets; a test compares them with the folder. */
export const TIER_PRESETS: readonly string[] = ['binance-usdm-2020', 'binance-usdm-2024-10'];

export type TierPreset =
  | { readonly tables: ReadonlyMap<string, TierTable> }
  | { readonly problems: readonly Problem[] };

/** Tables by digest of the preset's text: a sweep reads the same preset with every scenario. */
const parsedTables = new Map<string, ReadonlyMap<string, TierTable>>();

/** The tables of one preset, by symbol; read once, however many instruments use it. */
export function loadTierPreset(name: string, files: FileReader): TierPreset {
  return files.once(`tiers/${name}`, () => readTierPreset(name, files));
}

function readTierPreset(name: string, files: FileReader): TierPreset {
  const relative = `presets/tiers/${name}.yaml`;
  const path = joinPath(files.environment.packageFolder, relative);
  const bytes = files.environment.fileSize(path);
  if (bytes === undefined || bytes > PRESET_BYTES_MAX) {
    const message = `${relative} is ${bytes === undefined ? 'missing from' : 'too large in'} the installed package`;
    return {
      problems: [
        {
          code: 'preset-unreadable',
          message,
          key: '',
          found: path,
          hint: 'install the package again',
          place: startOf(path),
        },
      ],
    };
  }
  const text = files.read(path, relative);
  const digest = digestOfText(text);
  const known = parsedTables.get(digest);
  if (known !== undefined) return { tables: known };
  const { source, problems } = parseYamlText(text, path);
  if (source === undefined) return { problems };
  const { value, problems: treeProblems } = plainTreeOf(source);
  const structured = checkStructure(tierPresetFile, value, source);
  const findings = new Findings(source, value);
  findings.add([...problems, ...treeProblems, ...structured.problems]);
  const tables = new Map<string, TierTable>();
  for (const [symbol, brackets] of Object.entries(structured.draft?.tables ?? {})) {
    if (brackets === undefined) continue;
    const table = compileBrackets(brackets, ['tables', symbol], `${name}/${symbol}`, findings);
    if (table !== undefined) tables.set(symbol, table);
  }
  if (findings.problems.length > 0) return { problems: findings.problems };
  parsedTables.set(digest, tables);
  return { tables };
}
