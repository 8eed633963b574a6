/**
 * One way of walking a YAML document for all who need it: aliases are followed and merge keys unfolded here, so that
 * the plain tree, the places of problems and the overrides agree on what stands where.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  visit,
  type Alias,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';

export type Doc = Document.Parsed | Document;
export type Path = readonly (string | number)[];
type KeyPair = Pair<Node | null, Node | null>;

/** Key by which a map takes over the keys of others. */
export const MERGE_KEY = '<<';

/** One key of a map; `from` is the map it was written in, another one when it came through a merge key. */
export interface Entry {
  readonly key: string;
  readonly keyNode: Node | null;
  readonly value: Node | null;
  readonly merged: boolean;
}

/** What each alias stands for: looking it up in the document takes as long as the document is. */
const aliasTargets = new WeakMap<Alias, Node>();

/** Finds what every alias of a new document stands for; returns how many there are. */
export function resolveAliases(doc: Doc): number {
  const anchors = new Map<string, Node>();
  let count = 0;
  visit(doc, {
    Node: (_, node) => {
      if (isAlias(node)) {
        count += 1;
        const target = anchors.get(node.source);
        if (target !== undefined) aliasTargets.set(node, target);
      } else if (node.anchor !== undefined) {
        anchors.set(node.anchor, node);
      }
    },
  });
  return count;
}

/** The node that an alias stands for, or the node itself. Undefined for an alias without an anchor. */
export function followAlias(doc: Doc, node: Node | null): Node | null | undefined {
  return isAlias(node) ? (aliasTargets.get(node) ?? node.resolve(doc) ?? undefined) : node;
}

/** Entries of a map in file order, a merged map's after its own; a key of its own hides a merged one. */
export function entriesOf(doc: Doc, map: YAMLMap): Entry[] {
  const entries: Entry[] = [];
  collectEntries(doc, map, false, entries, new Set(), new Set());
  return entries;
}

/** A map is merged once, however often it is named: its keys are there already, and a map may merge itself. */
function collectEntries(
  doc: Doc,
  map: YAMLMap,
  merged: boolean,
  entries: Entry[],
  keys: Set<string>,
  visited: Set<YAMLMap>,
): void {
  visited.add(map);
  const sources: YAMLMap[] = [];
  for (const pair of map.items as KeyPair[]) {
    if (isMergeKey(pair.key)) {
      sources.push(...mergeSources(doc, pair.value));
      continue;
    }
    const key = keyText(pair.key);
    if (merged && keys.has(key)) continue;
    keys.add(key);
    entries.push({ key, keyNode: pair.key, value: pair.value, merged });
  }
  for (const source of sources) {
    if (!visited.has(source)) collectEntries(doc, source, true, entries, keys, visited);
  }
}

/** Text of a key as the file writes it; an empty text for a key that is no scalar. */
export function keyText(key: unknown): string {
  if (!isScalar(key)) return '';
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

/** Deepest entry that exists along `path`, and how much of the path it covers. */
export function findNode(doc: Doc, path: Path): { keyNode: Node | null; value: Node | null; found: number } {
  let keyNode: Node | null = null;
  let value: Node | null = followAlias(doc, doc.contents) ?? null;
  for (let found = 0; found < path.length; found += 1) {
    const step = childOf(doc, value, path[found]);
    if (step === undefined) return { keyNode, value, found };
    keyNode = step.keyNode;
    value = found === path.length - 1 ? step.value : (followAlias(doc, step.value) ?? null);
  }
  return { keyNode, value, found: path.length };
}

/** Child of a collection: by key in a map, by index in a list. */
export function childOf(
  doc: Doc,
  parent: Node | null,
  step: string | number,
): { keyNode: Node | null; value: Node | null } | undefined {
  const node = followAlias(doc, parent);
  if (isMap(node) && step === MERGE_KEY) {
    const merge = mergePairsOf(node)[0];
    return merge === undefined ? undefined : { keyNode: merge.key, value: merge.value };
  }
  if (isMap(node)) return entriesOf(doc, node).find((entry) => entry.key === String(step));
  if (!isSeq(node) || typeof step !== 'number' || step >= node.items.length) return undefined;
  const item = node.items[step] as Node | null;
  return { keyNode: item, value: item };
}

function isMergeKey(key: unknown): boolean {
  if (!isScalar(key)) return false;
  const { value } = key;
  return typeof value === 'symbol' ? value.description === MERGE_KEY : value === MERGE_KEY && key.type === 'PLAIN';
}

/** What a map would merge: sections, or what stands where they should; undefined for an alias without an anchor. */
export function mergedNodes(doc: Doc, map: YAMLMap): readonly (Node | null | undefined)[] {
  return mergePairsOf(map).flatMap(({ value }) => mergeTargets(doc, value));
}

function mergePairsOf(map: YAMLMap): readonly KeyPair[] {
  return (map.items as KeyPair[]).filter(({ key }) => isMergeKey(key));
}

function mergeTargets(doc: Doc, value: Node | null): readonly (Node | null | undefined)[] {
  const source = followAlias(doc, value);
  return isSeq(source) ? source.items.map((item) => followAlias(doc, item as Node)) : [source];
}

function mergeSources(doc: Doc, value: Node | null): YAMLMap[] {
  return mergeTargets(doc, value).filter((item) => isMap(item));
}
