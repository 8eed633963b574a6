/**
 * The first check of a scenario: does it have the keys, kinds and units that the schema asks for? Its answer is the
 * file with defaults filled in, or as much of it as is sound, so that the checks of meaning can go on and every
 * problem is listed at once.
 */
import { z } from 'zod';
import type { Problem } from '../base/problem.ts';
import { sectionOfKey } from './key-index.ts';
import { didYouMean, nearest } from './nearest.ts';
import { ALLOWED_KEYS } from './schema-shapes.ts';
import type { ValueFault } from './schema-values.ts';
import { schemaAt, sectionOf, SWITCHED_ON, type SectionForm } from './section-form.ts';
import type { Written } from './unit-result.ts';
import type { Path } from './yaml-nodes.ts';
import { foundText, placeOf, type YamlSource } from './yaml-source.ts';

/** A checked tree in which every value that failed, and every section without its required keys, may be missing. */
export type Draft<T> = T extends Written | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly (Draft<Item> | undefined)[]
    : { readonly [Key in keyof T]?: Draft<T[Key]> | undefined };

export interface Structured<T> {
  readonly draft: Draft<T> | undefined;
  readonly problems: readonly Problem[];
}

/** With the union that it is of, and what could stand there in place of a word. */
type Issue = z.core.$ZodIssue & { readonly union?: z.core.$ZodType | undefined; readonly section?: SectionForm };

/** @param part of the tree that the schema is for; the whole of it when left out. */
export function checkStructure<Schema extends z.ZodType>(
  schema: Schema,
  raw: unknown,
  source: YamlSource,
  part: Path = [],
): Structured<z.output<Schema>> {
  // `safeParse` drops the output as soon as one value fails; the core's own entry keeps it, with defaults filled in.
  const payload = schema._zod.run({ value: valueAt(raw, part), issues: [] }, { async: false });
  if (payload instanceof Promise) throw new TypeError('the schema has an asynchronous check');
  const issues = payload.issues.flatMap((issue) => {
    const union = issue.inst as z.core.$ZodType | undefined;
    return settle({ ...z.core.util.finalizeIssue(issue, {}, z.config()), union }, part, raw);
  });
  const problems = withoutEchoes(issues.flatMap((issue) => toProblems(issue, raw, source)));
  const tree: unknown = issues.length === 0 ? payload.value : structuredClone(payload.value);
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') removeAt(tree, (issue.path as Path).slice(part.length));
  }
  const lost = issues.some((issue) => issue.path.length === part.length && issue.code !== 'unrecognized_keys');
  return { draft: lost ? undefined : (tree as Draft<z.output<Schema>>), problems };
}

/** Replaces the failure of a union by the failures of the branch that the file most likely means. */
function settle(issue: Issue, prefix: Path, raw: unknown): Issue[] {
  const path = [...prefix, ...(issue.path as Path)];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ ...issue, path }];
  const isOfOtherKind = (branch: readonly Issue[]): boolean =>
    branch.some((inner) => inner.path.length === 0 && inner.code !== 'unrecognized_keys' && inner.code !== 'custom');
  const matches = issue.errors.filter((branch) => !isOfOtherKind(branch));
  // Among scalars a value's own parser says most: it comes with an example.
  const scalar = issue.errors.find((branch) =>
    branch.some((inner) => inner.code === 'custom' && inner.path.length === 0),
  );
  const written = valueAt(raw, path);
  const isCollection = typeof written === 'object' && written !== null;
  const structural = matches.find((branch) => branch !== scalar);
  const merged = (): readonly Issue[] =>
    mergeValues(issue.errors).map((inner) => (isCollection ? inner : withSection(inner, issue.union)));
  const chosen = (isCollection ? structural : scalar) ?? structural ?? scalar ?? merged();
  // Issues within a union have lost the schema that they are of.
  return chosen.flatMap((inner) => settle({ union: schemaAt(issue.union, inner.path as Path), ...inner }, path, raw));
}

function withSection(issue: Issue, union: z.core.$ZodType | undefined): Issue {
  const section = sectionOf(union);
  return section === undefined ? issue : { ...issue, section };
}

/** All words that the branches of a union would take, as one failure. */
function mergeValues(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const values = branches.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values : []));
  return values.length === 0
    ? branches[0]
    : [{ code: 'invalid_value', values, path: [], message: '', input: undefined }];
}

/** A mistyped key is one mistake: the required key that it stands for is not missing besides. */
function withoutEchoes(problems: readonly Problem[]): readonly Problem[] {
  const meant = new Set<string>();
  for (const { code, key, found, expected } of problems) {
    if (code !== 'unknown-key' || found === undefined) continue;
    const best = nearest(found, expected?.replace(/^one of /, '').split(', ') ?? []);
    if (best !== undefined) meant.add(key.slice(0, key.length - found.length) + best);
  }
  return problems.filter(({ code, key }) => code !== 'missing-key' || !meant.has(key));
}

function toProblems(issue: Issue, raw: unknown, source: YamlSource): Problem[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    const allowed = issue.message.startsWith(ALLOWED_KEYS) ? issue.message.slice(ALLOWED_KEYS.length).split(',') : [];
    return issue.keys.map((key) => unknownKey(key, allowed, path, raw, source));
  }
  const key = keyName(path, raw);
  const found = foundText(source, path);
  const base = { key, place: placeOf(source, path, 'value'), ...(found === undefined ? {} : { found }) };
  if (valueAt(raw, path) === undefined) {
    const { expected, example } = expectedOf(issue);
    const name = String(path.at(-1) ?? '');
    const hint = example === undefined ? `add "${name}:"` : `add "${name}: ${example}"`;
    const place = placeOf(source, path.slice(0, -1), 'key');
    return [{ code: 'missing-key', message: `${key} is missing`, key, expected, hint, place }];
  }
  return [{ ...base, ...describe(issue, key, found) }];
}

function describe(
  issue: Issue,
  key: string,
  found: string | undefined,
): Pick<Problem, 'code' | 'message' | 'expected' | 'hint'> {
  const { expected } = expectedOf(issue);
  const shown = found === undefined ? '' : `: ${found}`;
  switch (issue.code) {
    case 'custom': {
      const { code, hint } = issue.params as unknown as ValueFault;
      return {
        code,
        message: `${key} ${SENTENCES[code] ?? 'cannot be used'}${shown}`,
        expected,
        ...(hint === undefined ? {} : { hint }),
      };
    }
    case 'invalid_value':
    case 'invalid_union': {
      const word = (found ?? '').replace(/^(["'])(.*)\1$/, '$2');
      // "on" is near "off", and means the opposite; null is no word.
      const known = knownValues(issue);
      const isWord = !SWITCHED_ON.test(word) && word !== 'null';
      const meant = isWord && (known.length > 1 || issue.section !== undefined) ? didYouMean(word, known) : undefined;
      const hint = meant ?? issue.section?.hint(word);
      return {
        code: 'unknown-value',
        message: `${key} has a value that is not known${shown}`,
        expected,
        ...(hint === undefined ? {} : { hint }),
      };
    }
    case 'too_small':
      return { code: 'too-few', message: `${key} has too few items`, expected: `at least ${issue.minimum}` };
    case 'too_big':
      return { code: 'too-many', message: `${key} has too many items`, expected: `at most ${issue.maximum}` };
    default:
      return { code: 'wrong-type', message: `${key} is of the wrong kind${shown}`, expected };
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  'missing-unit': 'has no unit',
  'unknown-unit': 'has an unknown unit',
  'not-a-quantity': 'cannot be read',
  'too-precise': 'has more digits than can be kept',
  'out-of-range': 'is out of range',
  'not-whole': 'is not a whole number',
  'wrong-type': 'is not text',
  'too-long': 'is too long',
  'bad-text': 'is not well formed',
  'one-of-keys': 'does not say exactly one thing',
};

function unknownKey(key: string, allowed: readonly string[], path: Path, raw: unknown, source: YamlSource): Problem {
  const section = path.length === 0 ? 'the scenario' : keyName(path, raw);
  // Inside { } a comma ends the value: what follows a thousands separator looks like a key of its own.
  const isCutNumber = /^\d{3}(\b|\s|$)/.test(key);
  const hint = isCutNumber
    ? 'inside { } a comma ends a value: put the amount in quotes'
    : (didYouMean(key, allowed) ?? sectionHint(key));
  return {
    code: 'unknown-key',
    message: `"${key.slice(0, 80)}" is not a key of ${section}`,
    key: keyName([...path, key], raw),
    found: key.slice(0, 80),
    place: placeOf(source, [...path, key], 'key'),
    ...(allowed.length === 0 ? {} : { expected: `one of ${allowed.join(', ')}` }),
    ...(hint === undefined ? {} : { hint }),
  };
}

function sectionHint(key: string): string | undefined {
  const section = sectionOfKey(key);
  return section === undefined ? undefined : `"${key}" belongs under ${section}`;
}

function expectedOf(issue: Issue): { expected: string; example?: Written } {
  switch (issue.code) {
    case 'custom':
      return issue.params as unknown as ValueFault;
    case 'invalid_value':
    case 'invalid_union': {
      const known = knownValues(issue);
      if (known.length === 0) return { expected: 'a value' };
      const words = known.length === 1 ? known[0] : `one of ${known.join(', ')}`;
      const or = issue.section === undefined ? '' : `, or ${issue.section.expected}`;
      return { expected: `${words}${or}`, example: known[0] };
    }
    case 'invalid_type':
      return { expected: KINDS[issue.expected] ?? issue.expected };
    default:
      return { expected: 'a value' };
  }
}

const KINDS: Readonly<Record<string, string>> = {
  object: 'a section with keys of its own',
  record: 'a section with one value for each symbol',
  array: 'a list',
  boolean: 'true or false',
  string: 'text',
  number: 'a number',
};

/** The words that would do. A key that may be left out has none for that. */
function knownValues(issue: Issue): string[] {
  const { options } = issue as { options?: readonly unknown[] };
  const values = issue.code === 'invalid_value' ? issue.values : (options ?? []);
  return values.filter((value) => value !== undefined).map(String);
}

/** Dotted key in which an item of a list goes by its symbol or name. */
export function keyName(path: Path, raw: unknown): string {
  let name = '';
  path.forEach((step, depth) => {
    if (typeof step !== 'number') {
      name += name === '' ? step : `.${step}`;
      return;
    }
    const item = valueAt(raw, path.slice(0, depth + 1));
    const label =
      typeof item === 'object' && item !== null
        ? Object.entries(item).find(([key]) => key === 'symbol' || key === 'name')?.[1]
        : undefined;
    name += typeof label === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(label) ? `.${label}` : `[${step}]`;
  });
  return name;
}

export function valueAt(tree: unknown, path: Path): unknown {
  let value = tree;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function removeAt(tree: unknown, path: Path): void {
  const parent = valueAt(tree, path.slice(0, -1));
  const last = path.at(-1);
  if (typeof parent === 'object' && parent !== null && last !== undefined && Object.hasOwn(parent, last)) {
    (parent as Record<string | number, unknown>)[last] = undefined;
  }
}
