/**
 * Rules of real venues as dated data: presets/venues/<name>.yaml. A file has a head that says where its figures come from and
 * which of them are assumptions, and under `venue` any keys of a scenario's venue but its instruments. They are checked where
 * they are used, together with the scenario's own.
 */
import { isMap, type YAMLMap } from 'yaml';
import { z } from 'zod';
import type { Problem } from '../../base/problem.ts';
import type { FileReader } from '../file-reader.ts';
import { PRESET_BYTES_MAX } from '../limits.ts';
import { joinPath } from '../paths.ts';
import { section } from '../schema-shapes.ts';
import { text } from '../schema-values.ts';
import { checkStructure } from '../structure.ts';
import { textOf } from '../unit-result.ts';
import { findNode } from '../yaml-nodes.ts';
import { parseYamlText, plainTreeOf, startOf, type YamlSource } from '../yaml-source.ts';

/** What a preset says about itself. */
export interface VenuePresetHead {
  readonly name: string;
  readonly title: string;
  /** Day, month or year of the rules. */
  readonly asOf: string;
  readonly sources: readonly string[];
  /** What of it is published by the venue, and what is assumed; a sentence each. */
  readonly published: readonly string[];
  readonly assumptions: readonly string[];
}

export interface VenuePreset {
  readonly head: VenuePresetHead;
  readonly source: YamlSource;
  readonly venue: YAMLMap;
}

const sentences = (about: string) =>
  z.array(text({ about: 'One of them.', example: 'Fee 0.5 %', noun: 'text' })).describe(about);

const presetFile = section({
  version: z.literal(1).describe('Version of the file format: 1.'),
  name: text({ about: 'Name of the preset, equal to its file name.', example: 'okx-like-2025', noun: 'a name' }),
  title: text({ about: 'One line for people.', example: 'OKX, unified account', noun: 'text' }),
  asOf: text({ about: 'Date of the rules.', example: '2025-10', noun: 'a date' }),
  sources: sentences('Where the rules and figures come from.').min(1),
  published: sentences('What the venue publishes.'),
  assumptions: sentences('What is assumed.'),
  venue: z.record(z.string(), z.unknown()).describe('Keys of the venue section of a scenario.'),
});

/** Reads a preset that is known by name. */
export function loadVenuePreset(
  name: string,
  files: FileReader,
): VenuePreset | { readonly problems: readonly Problem[] } {
  const relative = `presets/venues/${name}.yaml`;
  const path = joinPath(files.environment.packageFolder, relative);
  const bytes = files.environment.fileSize(path);
  if (bytes === undefined || bytes > PRESET_BYTES_MAX) {
    const message = `${relative} is ${bytes === undefined ? 'missing from' : 'too large in'} the installed package`;
    const hint = 'install the package again';
    return { problems: [{ code: 'preset-unreadable', message, key: '', found: path, hint, place: startOf(path) }] };
  }
  const { source, problems: early } = parseYamlText(files.read(path, relative), relative);
  if (source === undefined) return { problems: early };
  const { value, problems: faults } = plainTreeOf(source);
  const { draft, problems: structural } = checkStructure(presetFile, value, source);
  const problems = [...early, ...faults, ...structural];
  const venue = findNode(source.doc, ['venue']).value;
  if (problems.length > 0 || draft === undefined || !isMap(venue)) return { problems };
  const plain = (written: unknown): string => textOf(written) ?? '';
  const all = (list: readonly unknown[] | undefined): readonly string[] => (list ?? []).map(plain);
  const { title, asOf, sources, published, assumptions } = draft;
  const head = {
    name,
    title: plain(title),
    asOf: plain(asOf),
    sources: all(sources),
    published: all(published),
    assumptions: all(assumptions),
  };
  return { head, source, venue };
}
