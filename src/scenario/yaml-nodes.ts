/**
 * One way of walking a YAML document for all who need it: aliases are followed and merge keys unfolded here, so that
 * the plain tree, the places of problems and the overrides agree on what stands where.
 */
import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair, type YAMLMap } from 'yaml';

export type Doc = Document.Parsed | Document;
export type Path = readonly (string | number)[];

/** One key of a map; `from` is the map it was written in, another one when it came through a merge key. */
export interface Entry {
  readonly key: string;
  readonly keyNode: Node | null;
  readonly value: Node | null;
  readonly merged: boolean;
}

/** The node that an alias stands for, or the node itself. Undefined for an alias without an anchor. */
export function followAlias(doc: Doc, node: Node | null): Node | null | undefined {
  return isAlias(node) ? (node.resolve(doc) ?? undefined) : node;
}

/** Entries of a map in file order, a merged map's after its own; a key of its own hides a merged one. */
export function entriesOf(doc: Doc, map: YAMLMap, depth = 0): Entry[] {
  const entries: Entry[] = [];
  const mergedMaps: YAMLMap[] = [];
  for (const pair of map.items as Pair<Node | null, Node | null>[]) {
    if (isMergeKey(pair.key)) mergedMaps.push(...mergeSources(doc, pair.value));
    else entries.push({ key: keyText(pair.key), keyNode: pair.key, value: pair.value, merged: false });
  }
  // A map that merges itself has no bottom.
  if (depth > 8) return entries;
  const seen = new Set(entries.map((entry) => entry.key));
  for (const source of mergedMaps) {
    for (const entry of entriesOf(doc, source, depth + 1)) {
      if (seen.has(entry.key)) continue;
      seen.add(entry.key);
      entries.push({ ...entry, merged: true });
    }
  }
  return entries;
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
    const step = childOf(doc, value, path[found]!);
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
  if (isMap(node)) return entriesOf(doc, node).find((entry) => entry.key === String(step));
  if (!isSeq(node) || typeof step !== 'number' || step >= node.items.length) return undefined;
  const item = node.items[step] as Node | null;
  return { keyNode: item, value: item };
}

function isMergeKey(key: unknown): boolean {
  if (!isScalar(key)) return false;
  const { value } = key;
  return typeof value === 'symbol' ? value.description === '<<' : value === '<<' && key.type === 'PLAIN';
}

function mergeSources(doc: Doc, value: Node | null): YAMLMap[] {
  const source = followAlias(doc, value);
  if (isMap(source)) return [source];
  if (!isSeq(source)) return [];
  return source.items.map((item) => followAlias(doc, item as Node)).filter((item) => isMap(item));
}
