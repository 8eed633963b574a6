/** Reads `manifest.json` as unknown data: it may be damaged, edited, or written by another version. */
import { join } from 'node:path';
import { InvalidInputError, type Problem } from '../base/problem.ts';
import { readJsonFile } from './json-files.ts';
import { MANIFEST_SCHEMA_VERSION, type Manifest } from './manifest.ts';
import { MANIFEST_FILE } from './run-folder.ts';

/** What a value must be: a type, a list of a shape, or an object with at least these keys. */
type Shape =
  | 'text'
  | 'number'
  | 'boolean'
  | 'text or null'
  | 'options'
  | { readonly list: Shape }
  | { readonly object: Readonly<Record<string, Shape>> };

const MANIFEST_SHAPE: Shape = {
  object: {
    schemaVersion: 'number',
    version: 'text',
    scenario: { object: { name: 'text', title: 'text', digest: 'text' } },
    seed: 'text',
    overrides: { list: 'text' },
    options: 'options',
    fingerprint: 'text',
    partial: 'boolean',
    pathsPlanned: 'number',
    pathDigests: { list: { object: { path: 'number', digest: 'text' } } },
    failedPaths: { list: { object: { path: 'number', kind: 'text', message: 'text' } } },
    instruments: { list: 'text' },
    inputs: {
      list: {
        object: {
          relative: 'text',
          packaged: 'text or null',
          original: 'text',
          digest: 'text',
          bytes: 'number',
          stored: 'text or null',
        },
      },
    },
    execution: {
      object: {
        node: 'text',
        v8: 'text',
        platform: 'text',
        startedAt: 'text',
        finishedAt: 'text',
        wallTimeS: 'number',
        workers: 'number',
        peakMemoryBytes: 'number',
        argv: { list: 'text' },
      },
    },
  },
};

/** @throws InvalidInputError with every problem found, when `folder` holds no manifest that this version can read. */
export function readManifest(folder: string): Manifest {
  const file = join(folder, MANIFEST_FILE);
  const value = readJsonFile(file, 'manifest');
  const place = { file, line: 1, column: 1, length: 0 };
  const version = isObject(value) ? value.schemaVersion : undefined;
  if (typeof version === 'number' && version !== MANIFEST_SCHEMA_VERSION) {
    const writer = isObject(value) && typeof value.version === 'string' ? value.version : 'another version';
    const problem: Problem = {
      code: 'manifest-version',
      message: `the manifest at ${file} has schema version ${version}; this version of Aftershock reads ${MANIFEST_SCHEMA_VERSION}`,
      key: 'schemaVersion',
      found: String(version),
      expected: String(MANIFEST_SCHEMA_VERSION),
      hint: `use the version of Aftershock that wrote it: ${writer}`,
      place,
    };
    throw new InvalidInputError([problem]);
  }
  const mismatches = findMismatches(value, MANIFEST_SHAPE, '');
  if (mismatches.length > 0) {
    throw new InvalidInputError(
      mismatches.map(({ key, expected, found }) => ({
        code: 'manifest-damaged',
        message: `the manifest at ${file} is damaged: ${key === '' ? 'it' : key} should be ${expected}`,
        key,
        expected,
        found,
        hint: 'run the scenario again to rebuild the folder',
        place,
      })),
    );
  }
  return value as Manifest;
}

interface Mismatch {
  readonly key: string;
  readonly expected: string;
  readonly found: string;
}

function findMismatches(value: unknown, shape: Shape, key: string): Mismatch[] {
  const mismatch = (expected: string): Mismatch[] => [{ key, expected, found: nameType(value) }];
  if (typeof shape === 'string') return isSimple(value, shape) ? [] : mismatch(shape);
  if ('list' in shape) {
    if (!Array.isArray(value)) return mismatch('a list');
    return value.flatMap((item, i) => findMismatches(item, shape.list, `${key}[${i}]`));
  }
  if (!isObject(value)) return mismatch('an object');
  return Object.entries(shape.object).flatMap(([name, field]) =>
    findMismatches(value[name], field, key === '' ? name : `${key}.${name}`),
  );
}

function isSimple(value: unknown, shape: Extract<Shape, string>): boolean {
  switch (shape) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'text or null':
      return value === null || typeof value === 'string';
    case 'options':
      return (
        isObject(value) && Object.values(value).every((item) => ['string', 'number', 'boolean'].includes(typeof item))
      );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameType(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
