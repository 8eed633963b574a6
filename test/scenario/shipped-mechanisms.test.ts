// Goal: whatever a scenario can switch on stands in some scenario that ships, from which a user can copy it. Method: the keys
// and choices of the published schema, in the sections that hold mechanisms, are held against what the files below scenarios/ and the
// presets of venues say. A key that is switched off there does not count; a choice that is the default need not be written.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildJsonSchema } from '../../src/scenario/json-schema.ts';
import { VENUE_PRESETS } from '../../src/scenario/venue-presets/preset-names.ts';
import { repository } from './test-environment.ts';

/** Sections each of whose keys is a mechanism, or what it cannot be without. */
const SECTIONS = [
  'venue',
  'venue.markPrice',
  'venue.liquidation',
  'venue.insuranceFund',
  'venue.autoDeleveraging',
  'venue.defaultFund',
  'venue.circuitBreakers',
  'venue.controls',
  'market',
  'market.prices',
  'market.impact',
  'market.impact.cross',
  'market.impact.recovery',
  'market.withdrawal',
  'market.externalLiquidity',
  'agents',
];
/** Keys whose values are one of several mechanisms. */
const CHOICES = [
  'venue.instruments[]',
  'venue.markPrice.rule',
  'venue.funding.formula',
  'venue.funding.average',
  'venue.liquidation.accountOrder',
  'venue.liquidation.legOrder',
  'venue.liquidation.sizing',
  'venue.liquidation.limit',
  'venue.liquidation.feeCap',
  'venue.takeover[]',
  'venue.waterfall[]',
  'venue.autoDeleveraging.ranking',
  'venue.autoDeleveraging.price',
  'venue.autoDeleveraging.allocation',
  'faults[]',
  'agents.classes[]',
];
/** What no file that ships has, and why. */
const ABSENT = new Map([
  ['venue.marginHistory', "a history of prices, which is the user's"],
  ['market.prices.file', 'the same'],
  ['market.prices.symbols', 'of such a file'],
  ['market.prices.until', 'of such a file'],
  ['venue.instruments[]=perpetual', 'what an instrument without a kind is'],
  ['venue.funding.average=even', 'what it is where nothing is said'],
  ['venue.liquidation.enabled', 'switched off by `counterfactual` alone'],
]);

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly default?: unknown;
}

/** `kind: x` in a section and x alone are two ways to say the same. */
const choiceOf = (path: string, value: unknown): string => `${path.replace(/\.kind$/, '')}=${String(value)}`;
const below = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
const isOff = (value: unknown): boolean => value === null || value === 'off' || value === false;

/** Keys and choices that a value of a file has. */
function collect(value: unknown, path: string, into: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) collect(one, `${path}[]`, into);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value).filter(([, one]) => !isOff(one))) {
      into.add(below(path, key));
      collect(one, below(path, key), into);
    }
  } else into.add(choiceOf(path, value));
}

/** Keys and choices that the schema has; what is a default goes to `used`. */
function walk(node: SchemaNode, path: string, known: Set<string>, used: Set<string>): void {
  if (node.default !== undefined) collect(node.default, path, used);
  for (const one of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) walk(one, path, known, used);
  for (const value of node.enum ?? []) known.add(choiceOf(path, value));
  if (typeof node.const === 'string' && !isOff(node.const)) known.add(choiceOf(path, node.const));
  if (node.items !== undefined) walk(node.items, `${path}[]`, known, used);
  for (const [key, one] of Object.entries(node.properties ?? {})) {
    known.add(below(path, key));
    walk(one, below(path, key), known, used);
  }
}

const filesOf = (folder: string): string[] =>
  readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(join(repository, folder, file), 'utf8'));

const isMechanism = (one: string): boolean => {
  const [path, value] = one.split('=') as [string, string?];
  return value === undefined ? SECTIONS.includes(path.slice(0, path.lastIndexOf('.'))) : CHOICES.includes(path);
};

describe('a mechanism', () => {
  const known = new Set<string>();
  const used = new Set<string>();
  walk(buildJsonSchema() as SchemaNode, '', known, used);
  // Keys are used where a file has them: a default switches nothing on.
  for (const one of [...used].filter((key) => !key.includes('='))) used.delete(one);
  for (const text of filesOf('scenarios')) collect(parse(text), '', used);
  for (const text of filesOf('presets/venues')) collect({ venue: (parse(text) as { venue: unknown }).venue }, '', used);
  const mechanisms = [...known].filter(isMechanism);

  it('stands in some scenario that ships', () => {
    expect(mechanisms.length).toBeGreaterThan(150);
    expect(mechanisms.filter((one) => !used.has(one)).toSorted()).toEqual([...ABSENT.keys()].toSorted());
  });

  it.each(VENUE_PRESETS)('of the rules of %s is in force in some scenario', (name) => {
    expect(used).toContain(`venue.preset=${name}`);
  });

  it.each([...SECTIONS, ...CHOICES])('is looked for at %s, which the schema has', (path) => {
    expect([...known].some((one) => one.startsWith(`${path}.`) || one.startsWith(`${path}=`))).toBe(true);
  });
});
