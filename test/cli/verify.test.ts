// Goal: `verify` says identical only when everything is, and otherwise names what differs. Method: a real run, stored,
// then one thing in its folder is changed at a time.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { digestOfText } from '../../src/base/fingerprint.ts';
import { combineDigests } from '../../src/results/fingerprint-check.ts';
import type { Manifest } from '../../src/results/manifest.ts';
import { aftershock, makeFolder, oneCascade, small, storeRun } from './fake-io.ts';

interface Stored {
  readonly folder: string;
  readonly fingerprint: string;
}

let files: Map<string, Buffer>;
let fingerprint: string;

beforeAll(async () => {
  const { folder, json } = await storeOnce();
  fingerprint = json.fingerprint as string;
  const names = ['manifest.json', 'summary.json', 'report.html', 'junit.xml', 'tables.json', 'inputs/scenario.yaml'];
  const tables = ['paths', 'instruments', 'series', 'fund', 'liquidations', 'deleveraging', 'breakers', 'journal'];
  files = new Map(
    [...names, ...tables.map((name) => `${name}.parquet`)].map((name) => [name, readFileSync(join(folder, name))]),
  );
});

/** Outside any test: the folder is read at once and may go. */
async function storeOnce() {
  const { mkdtempSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const output = mkdtempSync(join(tmpdir(), 'aftershock-cli-'));
  const { stdout } = await aftershock(['run', oneCascade, '--out', output, '--json', '--paths', '2']);
  const json = JSON.parse(stdout) as Record<string, unknown>;
  return { folder: json.folder as string, json };
}

/** A fresh copy of the run. */
function copyRun(): Stored {
  const folder = join(makeFolder(), 'run');
  mkdirSync(join(folder, 'inputs'), { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  return { folder, fingerprint };
}

function editManifest(folder: string, edit: (manifest: Record<string, unknown> & Manifest) => object): void {
  const file = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown> & Manifest;
  writeFileSync(file, JSON.stringify({ ...manifest, ...edit(manifest) }));
}

async function editTable(folder: string, table: string, replacement: string): Promise<void> {
  const file = join(folder, `${table}.parquet`);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`CREATE TABLE t AS SELECT * ${replacement} FROM read_parquet('${file}')`);
  await connection.run(`COPY t TO '${file}' (FORMAT parquet, COMPRESSION zstd)`);
  connection.closeSync();
}

describe('verify', () => {
  it('says identical, with the fingerprint and what was compared', async () => {
    const { folder } = copyRun();
    const { code, stdout } = await aftershock(['verify', folder, '--workers', '1']);
    expect(code).toBe(0);
    expect(stdout).toContain('identical: 2 paths, fingerprint');
    expect(stdout).toContain(fingerprint);
    for (const name of ['journal.parquet', 'summary.json', 'report.html', 'junit.xml']) expect(stdout).toContain(name);
  });

  it('does not need the original scenario', async () => {
    const output = makeFolder();
    const scenario = join(output, 'mine.yaml');
    cpSync(small, scenario);
    const { folder } = await storeRun(scenario, ['--paths', '1', '--no-report', '--set', 'market.tick=60 s']);
    rmSync(scenario);
    expect((await aftershock(['verify', folder])).code).toBe(0);
  });

  it('names the first event that differs when a journal was edited', async () => {
    const { folder } = copyRun();
    await editTable(
      folder,
      'journal',
      'REPLACE (CASE WHEN path = 1 AND n = 18 THEN value + 1 ELSE value END AS value)',
    );
    const { code, stdout } = await aftershock(['verify', folder]);
    expect(code).toBe(112);
    expect(stdout).toContain('DIFFERENT: 1 difference in 2 paths');
    expect(stdout).toContain('path 1: the first event that differs is 18 (n in journal.parquet)');
    expect(stdout).toMatch(/\n {2}stored {2}\d:\d\d:\d\d\.\d{6} \w+/);
    expect(stdout).toMatch(/\n {2}fresh {3}\d:\d\d:\d\d\.\d{6} \w+/);
    expect(stdout).toContain('the stored journal was changed');
  });

  it('names the events between which prices came apart', async () => {
    const { folder } = copyRun();
    await editTable(
      folder,
      'journal',
      'REPLACE (CASE WHEN path = 1 AND n >= 18 THEN prices + 1 ELSE prices END AS prices)',
    );
    const { code, stdout } = await aftershock(['verify', folder]);
    expect(code).toBe(112);
    expect(stdout).toMatch(
      /path 1: prices are not the same from here on\n {2}after {3}\d.* liquidationFill,[^]*\n {2}before {2}\d.* liquidationFill,/,
    );
  });

  it('names the last event when prices came apart behind it', async () => {
    const { folder } = copyRun();
    await editTable(folder, 'paths', 'REPLACE (CASE WHEN path = 0 THEN prices + 1 ELSE prices END AS prices)');
    editManifest(folder, ({ pathDigests }) => {
      const forged = pathDigests.map((one, i) => (i === 0 ? { ...one, digest: 'ab'.repeat(32) } : one));
      return { pathDigests: forged, fingerprint: combineDigests(forged) };
    });
    const { code, stdout } = await aftershock(['verify', folder]);
    expect(code).toBe(112);
    expect(stdout).toMatch(
      /path 0: prices are not the same from here on\n {2}after {3}\d.* quote,[^]*\n {2}before {2}the end of the path\n/,
    );
  });

  it('finds events that were added or cut off', async () => {
    const { folder } = copyRun();
    const file = join(folder, 'journal.parquet');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`CREATE TABLE t AS SELECT * FROM read_parquet('${file}') WHERE NOT (path = 0 AND n >= 20)`);
    await connection.run(`COPY t TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
    const { code, stdout } = await aftershock(['verify', folder, '--json']);
    expect(code).toBe(112);
    expect(JSON.parse(stdout)).toMatchObject({
      identical: false,
      differences: [{ kind: 'path', path: 0, first: { index: 20, stored: null } }],
      exitCode: 112,
    });
  });

  it('names the cell of another table that was edited', async () => {
    const { folder } = copyRun();
    await editTable(folder, 'paths', 'REPLACE (fund_min_usd + 1 AS fund_min_usd)');
    const { code, stdout } = await aftershock(['verify', folder]);
    expect(code).toBe(112);
    expect(stdout).toContain('paths.parquet: row 0, column fund_min_usd is not what the run gives');
  });

  it('takes the same rows written in another way', async () => {
    const { folder } = copyRun();
    await editTable(folder, 'paths', '');
    const journal = join(folder, 'journal.parquet');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`COPY (SELECT * FROM read_parquet('${journal}')) TO '${journal}.new' (FORMAT parquet)`);
    connection.closeSync();
    cpSync(`${journal}.new`, journal);
    expect((await aftershock(['verify', folder])).code).toBe(0);
  });

  it.each(['report.html', 'junit.xml', 'summary.json'])('notices an edited %s', async (name) => {
    const { folder } = copyRun();
    const file = join(folder, name);
    writeFileSync(file, `${readFileSync(file, 'utf8').trimEnd()} \n`);
    const { code, stdout } = await aftershock(['verify', folder]);
    expect(code).toBe(112);
    expect(stdout).toContain(`${name}: its text is not what the run gives`);
  });

  it('notices digests that were made up, even consistently', async () => {
    const { folder } = copyRun();
    editManifest(folder, ({ pathDigests }) => {
      const forged = pathDigests.map((one, i) => (i === 0 ? { ...one, digest: 'ab'.repeat(32) } : one));
      return { pathDigests: forged, fingerprint: combineDigests(forged) };
    });
    const { code, stdout } = await aftershock(['verify', folder]);
    expect(code).toBe(112);
    expect(stdout).toContain('path 0: every stored event is the same, but its digest is not');
  });

  it('notices another seed', async () => {
    const { folder } = await storeRun(small, ['--paths', '1', '--no-report']);
    editManifest(folder, () => ({ seed: '8' }));
    const { code, stdout } = await aftershock(['verify', folder]);
    expect(code).toBe(112);
    expect(stdout).toContain('the run came out differently');
  });
});

describe('a folder that cannot be verified', () => {
  it.each([
    ['is none', (folder: string) => rmSync(folder, { recursive: true }), 'there is no readable manifest'],
    [
      'has a manifest that is no JSON',
      (folder: string) => writeFileSync(join(folder, 'manifest.json'), '{"a":'),
      'is damaged',
    ],
    [
      'has half a manifest',
      (folder: string) => writeFileSync(join(folder, 'manifest.json'), '{"schemaVersion":1}'),
      'manifest-damaged',
    ],
    [
      'has a fingerprint that does not follow',
      (folder: string) => editManifest(folder, () => ({ fingerprint: 'ff' })),
      'fingerprint of the manifest',
    ],
    [
      'has fewer planned paths than paths',
      (folder: string) => editManifest(folder, () => ({ pathsPlanned: 1 })),
      'pathsPlanned of the manifest',
    ],
    [
      'has an override that is none',
      (folder: string) => editManifest(folder, () => ({ overrides: ['x'] })),
      'overrides of the manifest',
    ],
    [
      'has a further override',
      (folder: string) => editManifest(folder, () => ({ overrides: ['market.tick=5 s'] })),
      'scenario.digest of the manifest',
    ],
    [
      'has an edited scenario',
      (folder: string) =>
        writeFileSync(join(folder, 'inputs/scenario.yaml'), `${readFileSync(oneCascade, 'utf8')}# x\n`),
      'is not what the run read',
    ],
    [
      'has an edited scenario, with its digest',
      (folder: string) => {
        const text = readFileSync(oneCascade, 'utf8').replace('5,000 USD', '6,000 USD');
        writeFileSync(join(folder, 'inputs/scenario.yaml'), text);
        editManifest(folder, ({ inputs }) => ({
          inputs: inputs.map((one) => ({ ...one, digest: digestOfText(text) })),
        }));
      },
      'scenario.digest of the manifest',
    ],
    [
      'lacks its journal',
      (folder: string) => rmSync(join(folder, 'journal.parquet')),
      'there is no table journal.parquet',
    ],
    ['lacks another table', (folder: string) => rmSync(join(folder, 'fund.parquet')), 'there is no table fund.parquet'],
    [
      'has a table that is none',
      (folder: string) => writeFileSync(join(folder, 'fund.parquet'), 'x'),
      'fund.parquet cannot be read',
    ],
    ['lacks its summary', (folder: string) => rmSync(join(folder, 'summary.json')), 'there is no readable summary'],
  ])('because it %s ends with 104', async (_, damage, message) => {
    const { folder } = copyRun();
    damage(folder);
    const { code, stdout, stderr } = await aftershock(['verify', folder, '--quiet']);
    expect(code).toBe(104);
    expect(stdout).toBe('');
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(message);
    expect(stderr).not.toContain('    at ');
  });
});
