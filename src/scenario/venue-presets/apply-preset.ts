/**
 * Puts a venue preset under what the scenario says itself: sections are merged key by key, and a value, a list or a section of
 * another `kind` of the scenario's own stands in the preset's place. It is worked into the document before anything is checked, so
 * that a problem in a setting of the preset points into the preset.
 */
import { isMap, isScalar, Pair, visit, type Node, type YAMLMap } from 'yaml';
import type { Problem } from '../../base/problem.ts';
import type { FileReader } from '../file-reader.ts';
import { nearest } from '../nearest.ts';
import { entriesOf, findNode, followAlias, keyText, type Doc, type Entry, type Path } from '../yaml-nodes.ts';
import { placeAt, placeOf, type YamlSource } from '../yaml-source.ts';
import { loadVenuePreset, type VenuePreset, type VenuePresetHead } from './load-preset.ts';
import { VENUE_PRESETS } from './preset-names.ts';

/** A preset as it entered a scenario. Keys are dotted, below `venue`, in file order. */
export interface AppliedVenuePreset extends VenuePresetHead {
  /** Settings that are the preset's. */
  readonly given: readonly string[];
  /** Settings of the preset in whose place the scenario has its own. */
  readonly replaced: readonly string[];
}

export interface PresetResult {
  /** Null where the scenario names none, or where it cannot be used. */
  readonly preset: AppliedVenuePreset | null;
  readonly problems: readonly Problem[];
}

const NAME: Path = ['venue', 'preset'];

/** Edits the document in place. */
export function applyVenuePreset(source: YamlSource, files: FileReader): PresetResult {
  const name = nameOf(source);
  if (name === undefined) return { preset: null, problems: [] };
  if (!VENUE_PRESETS.includes(name)) return { preset: null, problems: [unknownPreset(source, name)] };
  const preset = loadVenuePreset(name, files);
  if (!('head' in preset)) return { preset: null, problems: preset.problems };
  rememberPlaces(source, preset);
  const merge = new Merge(source.doc, preset.source.doc);
  merge.under(ownVenue(source), preset.venue, '');
  return { preset: { ...preset.head, given: merge.given, replaced: merge.replaced }, problems: [] };
}

/** Undefined where there is none, or something that is no text: the schema says so then. */
function nameOf(source: YamlSource): string | undefined {
  const { value, found } = findNode(source.doc, NAME);
  const node = followAlias(source.doc, value);
  return found === NAME.length && isScalar(node) && typeof node.value === 'string' ? node.value.trim() : undefined;
}

function unknownPreset(source: YamlSource, name: string): Problem {
  const venueOf = (word: string): string => word.split(/[-_ ]/)[0];
  const venue = nearest(venueOf(name), VENUE_PRESETS.map(venueOf));
  const meant = VENUE_PRESETS.filter((preset) => venueOf(preset) === venue);
  return {
    code: 'unknown-preset',
    message: `venue.preset names a preset that does not exist: ${name}`,
    key: 'venue.preset',
    found: name,
    expected: `one of ${VENUE_PRESETS.join(', ')}`,
    ...(meant.length === 0 ? {} : { hint: `did you mean ${meant.map((preset) => `"${preset}"`).join(' or ')}?` }),
    place: placeOf(source, NAME, 'value'),
  };
}

/** The scenario's own venue section, cut off from what it shares through an alias. */
function ownVenue({ doc }: YamlSource): YAMLMap {
  const top = doc.contents as YAMLMap;
  return ownSection(doc, top, entriesOf(doc, top).find(({ key }) => key === 'venue')!);
}

/** A section that can be edited: not one that an alias or a merge shares with others. */
function ownSection(doc: Doc, parent: YAMLMap, entry: Entry): YAMLMap {
  const present = followAlias(doc, entry.value) as YAMLMap;
  if (present === entry.value && !entry.merged) return present;
  const own = present.clone() as YAMLMap;
  const pair = entry.merged ? undefined : parent.items.find(({ key }) => keyText(key) === entry.key);
  if (pair === undefined) parent.items.push(new Pair<unknown, unknown>(entry.keyNode, own));
  else pair.value = own;
  return own;
}

/** Nodes of the preset stand in its own file. */
function rememberPlaces({ foreign }: YamlSource, { source, venue }: VenuePreset): void {
  visit(venue, {
    Node: (_, node) => {
      const [start, end] = node.range ?? [0, 0];
      foreign.set(node, placeAt(source.text, source.lines, source.file, start, end));
    },
  });
}

class Merge {
  readonly given: string[] = [];
  readonly replaced: string[] = [];
  readonly #doc: Doc;
  readonly #presetDoc: Doc;

  constructor(doc: Doc, presetDoc: Doc) {
    this.#doc = doc;
    this.#presetDoc = presetDoc;
  }

  under(own: YAMLMap, preset: YAMLMap, prefix: string): void {
    for (const pair of preset.items as Pair<Node | null, Node | null>[]) {
      const key = keyText(pair.key);
      const path = prefix === '' ? key : `${prefix}.${key}`;
      const entry = entriesOf(this.#doc, own).find((one) => one.key === key);
      const present = followAlias(this.#doc, entry?.value ?? null) ?? null;
      if (entry === undefined) {
        own.items.push(pair);
        this.given.push(...leavesOf(this.#presetDoc, pair.value, path));
      } else if (isMap(present) && isMap(pair.value) && isSameKind(this.#doc, present, pair.value)) {
        this.under(ownSection(this.#doc, own, entry), pair.value, path);
      } else this.replaced.push(path);
    }
  }
}

/** A section with a `kind` of its own is another thing, and takes nothing over. */
function isSameKind(doc: Doc, own: YAMLMap, preset: YAMLMap): boolean {
  const kindOf = (map: YAMLMap): unknown => {
    const node = followAlias(doc, entriesOf(doc, map).find(({ key }) => key === 'kind')?.value ?? null);
    return isScalar(node) ? node.value : undefined;
  };
  const kind = kindOf(own);
  return kind === undefined || kind === kindOf(preset);
}

function leavesOf(doc: Doc, node: Node | null, path: string): string[] {
  if (!isMap(node)) return [path];
  return entriesOf(doc, node).flatMap(({ key, value }) => leavesOf(doc, value, `${path}.${key}`));
}
