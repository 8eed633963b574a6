/**
 * Overrides from the command line, worked into the document before it is checked: an overridden scenario meets the
 * same checks as a written one, and a problem in an override points into its text.
 */
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  Pair,
  parseDocument,
  Scalar,
  visit,
  YAMLMap,
  type Node,
  type YAMLSeq,
} from 'yaml';
import { plural } from '../base/format.ts';
import type { Problem, SourcePlace } from '../base/problem.ts';
import { OVERRIDES_MAX, TEXT_LENGTH_MAX } from './limits.ts';
import { hintAmong } from './nearest.ts';
import { parseOverrideKey, type Segment } from './override-key.ts';
import { entriesOf, followAlias } from './yaml-nodes.ts';
import { parseYamlText, PARSE_OPTIONS, yamlProblem, type YamlSource } from './yaml-source.ts';

export interface Override {
  readonly key: string;
  /** A YAML value: a scalar, or a list or map in brackets. */
  readonly value: string;
}

/** An override as it was given: with the flag in front, for places, and whether its value is plain text. */
interface Given extends Override {
  readonly flag: string;
  readonly literal: boolean;
}

/** Keys by which an item of a list may be named. */
const NAMING_KEYS = ['symbol', 'name'];

/** Edits the document in place and returns what could not be done. */
export function applyOverrides(
  source: YamlSource,
  overrides: readonly Override[],
  flags: { readonly seed?: string; readonly paths?: number },
): readonly Problem[] {
  if (overrides.length > OVERRIDES_MAX) {
    const hint = 'put them into the scenario itself';
    return [{ code: 'too-many-overrides', message: `more than ${OVERRIDES_MAX} overrides`, key: '', hint }];
  }
  const given: Given[] = overrides.map((override) => ({ ...override, flag: '--set', literal: false }));
  if (flags.seed !== undefined) given.push({ key: 'run.seed', value: flags.seed, flag: '--seed', literal: true });
  if (flags.paths !== undefined) {
    given.push({ key: 'run.paths', value: String(flags.paths), flag: '--paths', literal: false });
  }
  return given.flatMap((override) => applyOne(source, override));
}

function applyOne(source: YamlSource, given: Given): readonly Problem[] {
  const segments = parseOverrideKey(given.key);
  if (segments === undefined) {
    const place = placeIn(given, 0, given.key.length);
    return [
      {
        code: 'bad-override',
        message: `"${given.key.slice(0, 80)}" is no key`,
        key: '',
        expected: 'a key such as venue.insuranceFund.initial',
        place,
      },
    ];
  }
  const value = parseValue(given);
  if (!('node' in value)) return [value];
  visit(value.node, { Node: (_, node) => void source.foreign.set(node, valuePlace(given, node)) });
  let container = source.doc.contents as Node;
  for (const segment of segments.slice(0, -1)) {
    const next = descend(source, given, container, segment);
    if (!('node' in next)) return [next];
    container = next.node;
  }
  const problem = assign(source, given, container, segments.at(-1)!, value.node);
  return problem === undefined ? [] : [problem];
}

/** The section or list below `container`, made where it is missing, and cut off from what it shares with others. */
function descend(source: YamlSource, given: Given, container: Node, segment: Segment): { node: Node } | Problem {
  const slot = findSlot(source, given, container, segment);
  if ('code' in slot) return slot;
  const written = slot.value;
  const present = followAlias(source.doc, written) ?? null;
  if (isMap(present) || isSeq(present)) {
    // Written here, not shared through an alias or a merge: it can be edited in place.
    if (present === written && !slot.merged) return { node: present };
    const own = present.clone() as Node;
    slot.put(own);
    return { node: own };
  }
  const isSwitchedOff = present === null || (isScalar(present) && (present.value === null || present.value === 'off'));
  if (!isSwitchedOff) {
    const message = `"${segment.name}" has a value of its own and no keys below it`;
    return problemAt(given, segment, 'not-a-section', message, 'end the key there, or leave out what follows it');
  }
  const made = new YAMLMap();
  source.foreign.set(made, segmentPlace(given, segment));
  slot.put(made);
  return { node: made };
}

function assign(source: YamlSource, given: Given, container: Node, segment: Segment, value: Node): Problem | undefined {
  const slot = findSlot(source, given, container, segment);
  if ('code' in slot) return slot;
  slot.put(value);
  return undefined;
}

interface Slot {
  readonly value: Node | null;
  readonly merged: boolean;
  readonly put: (node: Node) => void;
}

function findSlot(source: YamlSource, given: Given, container: Node, segment: Segment): Slot | Problem {
  return isSeq(container)
    ? slotInList(source, given, container, segment)
    : slotInMap(source, given, container as YAMLMap, segment);
}

function slotInMap(source: YamlSource, given: Given, map: YAMLMap, segment: Segment): Slot {
  const entry = entriesOf(source.doc, map).find(({ key }) => key === segment.name);
  const pair = map.items.find((item) => item.key === entry?.keyNode);
  if (entry !== undefined && pair !== undefined && !entry.merged) {
    return { value: entry.value, merged: false, put: (node) => void (pair.value = node) };
  }
  const put = (node: Node): void => {
    const key = new Scalar(segment.name);
    source.foreign.set(key, segmentPlace(given, segment));
    map.items.push(new Pair<unknown, unknown>(key, node));
  };
  return { value: entry?.value ?? null, merged: entry !== undefined, put };
}

function slotInList(source: YamlSource, given: Given, list: YAMLSeq, segment: Segment): Slot | Problem {
  const names = list.items.map((item) => nameOf(source, item as Node));
  const byName = names.indexOf(segment.name);
  const index = byName >= 0 ? byName : (segment.index ?? -1);
  if (index >= 0 && index < list.items.length) {
    return { value: list.items[index] as Node, merged: false, put: (node) => void (list.items[index] = node) };
  }
  if (segment.index !== undefined) {
    const { length } = list.items;
    const message =
      length === 0 ? 'the list is empty' : `the list has ${plural(length, 'item')}, the last is [${length - 1}]`;
    return problemAt(given, segment, 'unknown-item', message, 'to add an item, set the whole list');
  }
  const known = names.filter((name) => name !== undefined);
  return problemAt(
    given,
    segment,
    'unknown-item',
    `no item of the list is called "${segment.name}"`,
    hintAmong(segment.name, known) ?? 'name it by its place, such as [0]',
  );
}

function nameOf(source: YamlSource, item: Node): string | undefined {
  const node = followAlias(source.doc, item);
  if (!isMap(node)) return undefined;
  const named = entriesOf(source.doc, node).find(({ key }) => NAMING_KEYS.includes(key));
  const value = followAlias(source.doc, named?.value ?? null);
  return isScalar(value) ? (value.source ?? String(value.value)) : undefined;
}

function parseValue(given: Given): { node: Node } | Problem {
  const place = placeIn(given, given.key.length + 1, Math.max(1, given.value.length));
  const bad = (message: string, hint?: string): Problem => ({
    code: 'bad-override',
    message,
    key: given.key,
    expected: 'a value, or a list or section in brackets',
    place,
    ...(hint === undefined ? {} : { hint }),
  });
  if (given.value.length > TEXT_LENGTH_MAX)
    return bad(`the value of ${given.key} is longer than ${TEXT_LENGTH_MAX} characters`);
  if (given.literal) {
    const node = new Scalar(given.value);
    node.range = [0, given.value.length, given.value.length];
    return { node };
  }
  // Bounds of depth and content are those of a file.
  const checked =
    given.value.trim() === ''
      ? undefined
      : parseYamlText(`value: [${given.value}\n]`, '--set').problems.find(
          ({ code }) => code === 'too-deep' || code === 'not-text',
        );
  if (checked !== undefined) return bad(`the value of ${given.key} cannot be read: ${checked.message}`);
  const lineCounter = new LineCounter();
  const doc = parseDocument(given.value, { ...PARSE_OPTIONS, lineCounter });
  const [error] = doc.errors;
  if (error !== undefined) {
    return bad(
      `the value of ${given.key} is no YAML: ${yamlProblem({ text: given.value, lines: lineCounter, file: '--set' }, error).message}`,
    );
  }
  const node = doc.contents as Node | null;
  if (node === null) return { node: new Scalar(null) };
  if ((isMap(node) || isSeq(node)) && node.flow !== true)
    return bad(`the value of ${given.key} must be on one line`, 'lists are written [a, b], sections {key: value}');
  return { node };
}

function problemAt(given: Given, segment: Segment, code: string, message: string, hint?: string): Problem {
  return {
    code,
    message,
    key: given.key,
    found: segment.name,
    place: segmentPlace(given, segment),
    ...(hint === undefined ? {} : { hint }),
  };
}

function segmentPlace(given: Given, segment: Segment): SourcePlace {
  return placeIn(given, segment.start, segment.name.length);
}

function valuePlace(given: Given, node: { range?: readonly number[] | null | undefined }): SourcePlace {
  const [start, end] = node.range ?? [0, given.value.length];
  return placeIn(given, given.key.length + 1 + start!, Math.max(1, end! - start!));
}

/** Place in `--set key=value`, or in `--seed value` where the key is not written. */
function placeIn(given: Given, offset: number, length: number): SourcePlace {
  const isSet = given.flag === '--set';
  const lineText = isSet ? `--set ${given.key}=${given.value}` : `${given.flag} ${given.value}`;
  const shift = given.flag.length + 1 - (isSet ? 0 : given.key.length + 1);
  const column = Math.max(1, offset + shift + 1);
  const place = { file: given.flag, line: 1, column, length: Math.max(1, length) };
  return lineText.length > TEXT_LENGTH_MAX ? place : { ...place, lineText: lineText.replaceAll('\n', ' ') };
}
