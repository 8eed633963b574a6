/**
 * A YAML document as plain values, within bounds. It differs from the library's own conversion on purpose: aliases
 * are counted as they expand, so a small file cannot become a large tree, and a number whose digits a double would
 * lose or whose spelling matters (`007`, `1.50`, twenty digits) stays the text that the file has.
 */
import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { ALIASES_MAX, DEPTH_MAX, NODES_MAX } from './limits.ts';
import { entriesOf, followAlias, MERGE_KEY, mergedNodes, type Doc, type Path } from './yaml-nodes.ts';

export interface TreeFault {
  readonly code: 'too-deep' | 'too-many-nodes' | 'too-many-aliases' | 'bad-key' | 'unresolved-alias' | 'bad-merge';
  readonly message: string;
  readonly path: Path;
  readonly hint: string;
}

export interface PlainTree {
  readonly value: unknown;
  readonly faults: readonly TreeFault[];
}

/** Keys that JavaScript objects treat in their own way. */
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

interface Walk {
  readonly doc: Doc;
  readonly faults: TreeFault[];
  readonly path: (string | number)[];
  nodes: number;
  aliases: number;
  stopped: boolean;
}

export function toPlainTree(doc: Doc): PlainTree {
  const walk: Walk = { doc, faults: [], path: [], nodes: 0, aliases: 0, stopped: false };
  const value = convert(walk, doc.contents as Node | null);
  return { value, faults: walk.faults };
}

function convert(walk: Walk, written: Node | null): unknown {
  if (walk.stopped) return null;
  walk.nodes += 1;
  if (walk.nodes > NODES_MAX)
    return stop(walk, 'too-many-nodes', `the file has more than ${NODES_MAX} values once its aliases are expanded`);
  if (walk.path.length > DEPTH_MAX)
    return stop(walk, 'too-deep', `the file is nested more than ${DEPTH_MAX} levels deep`);
  if (isAlias(written)) {
    walk.aliases += 1;
    if (walk.aliases > ALIASES_MAX)
      return stop(walk, 'too-many-aliases', `the file uses more than ${ALIASES_MAX} aliases`);
  }
  const node = followAlias(walk.doc, written);
  if (node === undefined) {
    addFault(walk, 'unresolved-alias', `the alias *${isAlias(written) ? written.source : ''} has no anchor before it`);
    return null;
  }
  if (isScalar(node)) return scalarOf(node.value, node.source);
  if (isSeq(node)) return node.items.map((item, index) => inside(walk, index, item as Node | null));
  if (!isMap(node)) return null;
  checkMerges(walk, node);
  const result: Record<string, unknown> = {};
  for (const entry of entriesOf(walk.doc, node)) {
    if (walk.stopped) break;
    if (entry.key === '' || UNSAFE_KEYS.has(entry.key)) {
      addFault(walk, 'bad-key', entry.key === '' ? 'a key must be a word' : `"${entry.key}" cannot be a key`, [
        entry.key,
      ]);
      continue;
    }
    result[entry.key] = inside(walk, entry.key, entry.value);
  }
  return result;
}

/** A merge of anything but sections would silently be none. */
function checkMerges(walk: Walk, map: YAMLMap): void {
  const merged = mergedNodes(walk.doc, map);
  if (merged.includes(undefined))
    addFault(walk, 'unresolved-alias', 'a merged alias has no anchor before it', [MERGE_KEY]);
  if (merged.some((node) => node !== undefined && !isMap(node))) {
    addFault(walk, 'bad-merge', 'only sections of keys can be merged', [MERGE_KEY]);
  }
}

function inside(walk: Walk, step: string | number, node: Node | null): unknown {
  walk.path.push(step);
  const value = convert(walk, node);
  walk.path.pop();
  return value;
}

function scalarOf(value: unknown, source: string | undefined): unknown {
  if (typeof value === 'bigint') return source ?? value.toString();
  if (typeof value === 'number') return source === undefined || String(value) === source ? value : source;
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

function stop(walk: Walk, code: TreeFault['code'], message: string): null {
  walk.stopped = true;
  addFault(walk, code, message);
  return null;
}

const HINTS: Readonly<Record<TreeFault['code'], string>> = {
  'too-deep': 'look for a section that holds itself',
  'too-many-nodes': 'put long lists into a file of their own, or use fewer aliases',
  'too-many-aliases': 'write the values out',
  'bad-key': 'choose another name',
  'unresolved-alias': 'write "&name" before the value that it stands for, further up',
  'bad-merge': 'write "<<: *name", where &name stands before a section of keys',
};

function addFault(walk: Walk, code: TreeFault['code'], message: string, key: readonly string[] = []): void {
  walk.faults.push({ code, message, path: [...walk.path, ...key], hint: HINTS[code] });
}
