// Goal: JSON on disk is whole, stable and never silently wrong. Method: small values, and places that refuse.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { InvalidInputError } from '../../src/base/problem.ts';
import { findNonFinite, formatJson, readJsonFile, writeJsonFile } from '../../src/results/json-files.ts';
import { OutputError } from '../../src/results/output-error.ts';
import { makeScratchFolder } from './scratch.ts';

describe('JSON', () => {
  it('keeps the order of keys and ends in a newline', () => {
    expect(formatJson({ b: 1, a: [true, null, 'x'], '10': 0.1 })).toBe(
      '{\n  "10": 0.1,\n  "b": 1,\n  "a": [\n    true,\n    null,\n    "x"\n  ]\n}\n',
    );
  });

  it('refuses numbers that it cannot hold, by name', () => {
    const value = { measures: [{ mean: 1 }, { mean: NaN, values: [1, Infinity] }], deep: { low: -Infinity } };
    expect(findNonFinite(value)).toEqual(['measures[1].mean', 'measures[1].values[1]', 'deep.low']);
    expect(() => formatJson(value)).toThrow(InvariantError);
    expect(() => formatJson(value)).toThrow('JSON cannot hold the number at measures[1].mean');
    expect(() => formatJson(NaN)).toThrow(InvariantError);
  });

  it('is written whole or not at all', () => {
    const folder = makeScratchFolder();
    const path = join(folder, 'a.json');
    writeJsonFile(path, { a: 1 });
    expect(() => writeJsonFile(path, { a: NaN })).toThrow(InvariantError);
    expect(readFileSync(path, 'utf8')).toBe('{\n  "a": 1\n}\n');
    mkdirSync(join(folder, 'taken.json'));
    expect(() => writeJsonFile(join(folder, 'taken.json'), {})).toThrow(OutputError);
    expect(() => writeJsonFile(join(folder, 'missing', 'a.json'), {})).toThrow(OutputError);
    expect(readdirSync(folder).sort()).toEqual(['a.json', 'taken.json']);
  });

  it('that is missing or damaged is an input problem', () => {
    const folder = makeScratchFolder();
    expect(() => readJsonFile(join(folder, 'a.json'), 'manifest')).toThrow(InvalidInputError);
    writeFileSync(join(folder, 'a.json'), '{"a": 1');
    expect(() => readJsonFile(join(folder, 'a.json'), 'manifest')).toThrow(/the manifest at .* is damaged/);
  });
});
