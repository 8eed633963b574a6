// Goal: the published JSON Schema is current, explains every key, and agrees with the reader.
// Method: the committed file is a snapshot of the generated one (`vitest -u` renews it); ajv checks scenarios by it.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildJsonSchema } from '../../src/scenario/json-schema.ts';
import { readScenario } from '../../src/scenario/read-scenario.ts';
import { baseText, edited } from './base-scenario.ts';
import { environmentWith, problemsOf, readShipped, repository } from './test-environment.ts';

const schema = buildJsonSchema();
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
const accepts = (text: string): boolean => validate(parse(text, { merge: true }));

const shipped = readdirSync(join(repository, 'scenarios'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => `scenarios/${file}`);

interface Node {
  readonly [key: string]: unknown;
}

/** Every property of the schema, with its path. */
function propertiesOf(node: unknown, path: string): [path: string, property: Node][] {
  if (typeof node !== 'object' || node === null) return [];
  const { properties, items, anyOf, oneOf, additionalProperties } = node as Node;
  const own = Object.entries((properties ?? {}) as Node).flatMap(([key, inner]): [string, Node][] => [
    [`${path}.${key}`, inner as Node],
    ...propertiesOf(inner, `${path}.${key}`),
  ]);
  const branches = [...((anyOf ?? []) as unknown[]), ...((oneOf ?? []) as unknown[])];
  return [
    ...own,
    ...propertiesOf(items, `${path}[]`),
    ...propertiesOf(additionalProperties, `${path}.*`),
    ...branches.flatMap((branch) => propertiesOf(branch, path)),
  ];
}

describe('the JSON Schema', () => {
  it('is committed as it is generated', async () => {
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../schema/scenario.schema.json');
  });

  it('describes every key', () => {
    const properties = propertiesOf(schema, '');
    expect(properties.length).toBeGreaterThan(150);
    expect(properties.filter(([, { description }]) => typeof description !== 'string').map(([path]) => path)).toEqual(
      [],
    );
  });

  it('gives every quantity an example that it accepts', () => {
    const ajv = new Ajv2020({ allowUnionTypes: true });
    // Many keys share one way of writing: each is compiled once.
    const checks = new Map<string, ReturnType<typeof ajv.compile>>();
    for (const [path, { description: _, examples, default: preset, ...rules }] of propertiesOf(schema, '')) {
      if (!Array.isArray(examples)) continue;
      const key = JSON.stringify(rules);
      const check = checks.get(key) ?? ajv.compile(rules);
      checks.set(key, check);
      for (const example of examples) expect(check(example), `${path}: ${example}`).toBe(true);
      if (preset !== undefined) expect(check(preset), `${path}: ${JSON.stringify(preset)}`).toBe(true);
    }
  });

  it('prints the defaults', () => {
    const fee = propertiesOf(schema, '').find(([path]) => path === '.venue.liquidation.fee');
    expect(fee?.[1].default).toBe('0.5 %');
  });

  it.each(shipped)('accepts %s, as the reader does', (file) => {
    expect(accepts(readShipped(file)), JSON.stringify(validate.errors)).toBe(true);
    expect(readScenario(environmentWith(), join(repository, file)).name).not.toBe('');
  });

  it.each([
    ['an unknown key', 'tick: 1 s', 'tik: 1 s'],
    ['a bare amount', 'initial: 1 M USD', 'initial: 5'],
    ['a bare duration', 'tick: 1 s', 'tick: 1'],
    ['a wrong unit', 'min: 2x, max: 20x', 'min: 2 %, max: 20x'],
    ['an unknown kind', 'kind: marketMaker', 'kind: maker'],
    ['a missing key', '    initial: 1 M USD', '    {}'],
    ['another version', 'version: 1', 'version: 2'],
    ['a bad name', 'name: base', 'name: Base Case'],
  ])('rejects %s, as the reader does', (_, from, to) => {
    const text = edited(from, to);
    expect(accepts(text)).toBe(false);
    expect(problemsOf(text)).not.toEqual([]);
  });

  it('accepts the base scenario of these tests', () => {
    expect(accepts(baseText), JSON.stringify(validate.errors)).toBe(true);
  });
});
