// Goal: a manifest comes back as it was written, and anything else is an input problem that says what is wrong.
// Method: write one, damage it in each way, read it.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvalidInputError, type Problem } from '../../src/base/problem.ts';
import { readManifest } from '../../src/results/manifest-reader.ts';
import { MANIFEST_SCHEMA_VERSION, writeManifest, type Manifest } from '../../src/results/manifest.ts';
import { manifest } from './sample-manifest.ts';
import { makeScratchFolder } from './scratch.ts';

function problemsOf(text: string): readonly Problem[] {
  const folder = makeScratchFolder();
  writeFileSync(join(folder, 'manifest.json'), text);
  try {
    readManifest(folder);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInputError);
    return (error as InvalidInputError).problems;
  }
  throw new Error('was read');
}

const whole: Manifest = { schemaVersion: MANIFEST_SCHEMA_VERSION, ...manifest };

describe('the manifest', () => {
  it('comes back as it was written, schema version first', () => {
    const folder = makeScratchFolder();
    writeManifest(folder, manifest);
    expect(readManifest(folder)).toEqual(whole);
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toMatch(/^\{\n {2}"schemaVersion": 1,\n/);
  });

  it('may have keys that this version does not know', () => {
    const folder = makeScratchFolder();
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...whole, colour: 'red' }));
    expect(readManifest(folder).seed).toBe('007');
  });

  it('of another schema version names the version that can read it', () => {
    const [problem] = problemsOf(JSON.stringify({ schemaVersion: 99, version: '7.0.0' }));
    expect(problem).toMatchObject({ code: 'manifest-version', found: '99', expected: '1' });
    expect(problem?.hint).toContain('7.0.0');
  });

  it.each(Object.keys(whole))('without %s is damaged', (key) => {
    const { [key as keyof Manifest]: _, ...rest } = whole;
    expect(problemsOf(JSON.stringify(rest))).toMatchObject([{ code: 'manifest-damaged', key, found: 'nothing' }]);
  });

  it('says everything that is wrong at once', () => {
    const bad = { ...whole, seed: 7, pathDigests: [{ path: '0' }], options: { paths: null }, execution: [] };
    expect(problemsOf(JSON.stringify(bad)).map(({ key, expected, found }) => `${key}: ${expected}, ${found}`)).toEqual([
      'seed: text, a number',
      'options: options, an object',
      'pathDigests[0].path: number, a string',
      'pathDigests[0].digest: text, nothing',
      'execution: an object, a list',
    ]);
  });

  it.each(['', '{', 'null', '[]', '3', '"text"', '\0\0\0'])('is no crash when the file is %j', (text) => {
    expect(problemsOf(text)).toHaveLength(1);
  });
});
