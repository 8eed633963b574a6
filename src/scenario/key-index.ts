/** Where each key of the scenario belongs, for a key that stands in the wrong section. */
import { buildJsonSchema } from './json-schema.ts';

type SchemaNode = Readonly<Record<string, unknown>>;

let index: ReadonlyMap<string, string | null> | undefined;

/** Section that a key belongs to; undefined when no section, or more than one, has it. */
export function sectionOfKey(key: string): string | undefined {
  index ??= buildIndex();
  return index.get(key) ?? undefined;
}

function buildIndex(): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties, items, anyOf, oneOf } = node as SchemaNode;
    for (const [key, inner] of Object.entries(properties ?? {})) {
      if (path !== '') found.set(key, found.has(key) && found.get(key) !== path ? null : path);
      walk(inner, path === '' ? key : `${path}.${key}`);
    }
    walk(items, path);
    for (const branch of [anyOf, oneOf]) {
      if (Array.isArray(branch)) for (const inner of branch) walk(inner, path);
    }
  };
  walk(buildJsonSchema(), '');
  return found;
}
