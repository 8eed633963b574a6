// Goal: the structure that ARCHITECTURE.md promises is true of every file. Method: each rule is first shown to catch
// its own breach in a source of a line or two, then finds nothing in src/.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBans } from './tidy/bans.ts';
import { findGatewayBreaches } from './tidy/gateways.ts';
import { findCircles, findLayerBreaches, findUnknownFolders } from './tidy/layers.ts';
import { longFunctions } from './tidy/long-functions.ts';
import { compareScenarios, findUntold } from './tidy/scenarios.ts';
import { compareWithAllowed, findLongFiles, findLongFunctions, maxFileLines } from './tidy/sizes.ts';
import { parseSource, type Source } from './tidy/source.ts';

const root = join(import.meta.dirname, '..');

function filesBelow(folder: string, ending: RegExp): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => ending.test(path))
    .sort();
}

const sources: Source[] = filesBelow('src', /\.ts$/).map((path) =>
  parseSource(path, readFileSync(join(root, path), 'utf8')),
);

function fixture(files: Record<string, string>): Source[] {
  return Object.entries(files).map(([path, text]) => parseSource(path, text));
}

describe('layers', () => {
  const breachesOf = (path: string, text: string) => findLayerBreaches(fixture({ [path]: text }));

  it.each([
    ['a static import', `import { a } from '../exchange/a.ts';`],
    ['a type import', `import type { A } from '../exchange/a.ts';`],
    ['a re-export', `export { a } from '../exchange/a.ts';`],
    ['a re-export of everything', `export * from '../exchange/a.ts';`],
    ['a lazy import', `const a = await import('../exchange/a.ts');`],
    ['an inline type', `type A = import('../exchange/a.ts').A;`],
    ['a required file', `const a = require('../exchange/a.ts');`],
    ['a worker URL', `const a = new URL('../exchange/a.ts', import.meta.url);`],
    ['an entry point', `import { a } from '../index.ts';`],
  ])('refuse to look left: %s', (_, text) => {
    expect(breachesOf('src/margin/b.ts', `\n${text}`)).toEqual([
      expect.stringMatching(/^src\/margin\/b\.ts:2: imports src\/(exchange\/a|index)\.ts$/),
    ]);
  });

  it('allow the own folder, folders to the right, what is built, and anything to an entry point', () => {
    expect(breachesOf('src/exchange/b.ts', `import './a.ts'; import '../margin/a.ts'; import '../base/a.ts';`)).toEqual(
      [],
    );
    expect(breachesOf('src/report/b.ts', `new URL('../../dist/vendor/a.cjs', import.meta.url);`)).toEqual([]);
    expect(breachesOf('src/index.ts', `export * from './cli/a.ts';`)).toEqual([]);
  });

  it('know every folder', () => {
    expect(findUnknownFolders(['src/utils/a.ts', 'src/stray.ts', 'src/main.ts', 'src/base/a.ts'])).toEqual([
      'src/utils/a.ts: lies in no layer',
      'src/stray.ts: lies in no layer',
    ]);
    expect(findUnknownFolders(sources.map(({ path }) => path))).toEqual([]);
  });

  it('hold in src', () => {
    expect(findLayerBreaches(sources)).toEqual([]);
  });

  it('have no circle of files', () => {
    const circle = fixture({
      'src/base/a.ts': `import './b.ts';`,
      'src/base/b.ts': `import type { C } from './c.ts';`,
      'src/base/c.ts': `export * from './a.ts';`,
      'src/base/d.ts': `import './a.ts';`,
    });
    expect(findCircles(circle)).toEqual(['src/base/a.ts -> src/base/b.ts -> src/base/c.ts -> src/base/a.ts']);
    expect(findCircles(sources)).toEqual([]);
  });
});

describe('gateways', () => {
  const breachesOf = (path: string, text: string) => findGatewayBreaches(fixture({ [path]: text }));

  it.each([
    ['src/report/a.ts', `import yargs from 'yargs';`],
    ['src/experiment/a.ts', `import { hideBin } from 'yargs/helpers';`],
    ['src/experiment/a.ts', `const { Piscina } = await import('piscina');`],
    ['src/scenario/a.ts', `import { DuckDBInstance } from '@duckdb/node-api';`],
    ['src/market/a.ts', `import seedrandom from 'seedrandom';`],
    ['src/market/a.ts', `import type { Matrix } from 'ml-matrix';`],
    ['src/simulation/a.ts', `import { readFile } from 'node:fs/promises';`],
    ['src/exchange/a.ts', `import { createHash } from 'node:crypto';`],
    ['src/simulation/a.ts', `import { Session } from 'node:inspector';`],
    ['src/exchange/a.ts', `import process from 'node:process';`],
    ['src/cli/a.ts', `import leftPad from 'left-pad';`],
    ['src/base/a.ts', `import fs from 'fs';`],
  ])('refuse %s: %s', (path, text) => {
    expect(breachesOf(path, text)).toHaveLength(1);
  });

  it('let each module in where it belongs', () => {
    expect(breachesOf('src/cli/a.ts', `import yargs from 'yargs'; import 'node:readline';`)).toEqual([]);
    expect(breachesOf('src/results/a.ts', `import '@duckdb/node-api'; import 'node:fs';`)).toEqual([]);
    expect(breachesOf('src/workers/path.worker.ts', `import 'node:worker_threads'; import 'piscina';`)).toEqual([]);
  });

  it('hold in src', () => {
    expect(findGatewayBreaches(sources)).toEqual([]);
  });
});

describe('bans', () => {
  const bansIn = (text: string, path = 'src/margin/a.ts') => findBans(parseSource(path, text));

  it.each([
    ['Math.random', 'const a = Math.random();'],
    ['Math.exp', 'const a = Math.exp(1);'],
    ['Math.pow', `const a = Math['pow'](2, 3);`],
    ['Math.hypot', 'const a = Math\n  .hypot(2, 3);'],
    ['Math with a computed member', 'const a = Math[name](2);'],
    ['Math as a value', 'const { log } = Math;'],
    ['**', 'const a = x ** 1.5;'],
    ['**=', 'x **= 3;'],
    ['Date', 'const a = new Date();'],
    ['Date', 'const a = Date.now();'],
    ['performance', 'const a = performance.now();'],
    ['process', 'const a = process.env.HOME;'],
    ['globalThis', 'const a = globalThis.Date;'],
    ['Intl', `const a = new Intl.NumberFormat('en');`],
    ['console', `console.log('a');`],
    ['crypto', 'const a = crypto.randomUUID();'],
    ['.toLocaleString', 'const a = x.toLocaleString();'],
    ['.localeCompare', 'const a = x.localeCompare(y);'],
    ['any', 'const a = x as any;'],
    ['TODO', '// TODO: later'],
    ['FIXME', '/* FIXME */'],
    ['@ts-ignore', '// @ts-ignore'],
  ])('find %s in: %s', (what, text) => {
    expect(bansIn(text)).toEqual([expect.stringContaining(`: ${what}`)]);
  });

  it('leave alone what is exact, and names that only look alike', () => {
    expect(bansIn('const a = Math.sqrt(x ** 2) + Math.floor(y) + Math.PI; y **= 2;')).toEqual([]);
    expect(bansIn('const a = { performance: 1, date: x.process, console() {} }; a.performance = Dates;')).toEqual([]);
    expect(bansIn(`// Math.random, Date.now() and x ** 3\nconst a = 'process.env and console.log';`)).toEqual([]);
  });

  it('let numeric/math.ts compute, but neither raise to a power nor draw', () => {
    expect(bansIn('Math.exp(1)', 'src/numeric/math.ts')).toEqual([]);
    expect(bansIn('Math.pow(1, 2)', 'src/numeric/math.ts')).toHaveLength(1);
    expect(bansIn('Math.random()', 'src/numeric/math.ts')).toHaveLength(1);
  });

  it('let the seam and the browser have a clock, but no any', () => {
    for (const path of ['src/cli/a.ts', 'src/main.ts', 'src/report/browser/a.ts']) {
      expect(bansIn('Date.now(); Math.exp(1); console.log(1)', path)).toEqual([]);
      expect(bansIn('x as any', path)).toHaveLength(1);
    }
  });

  it('hold in src', () => {
    expect(sources.flatMap(findBans)).toEqual([]);
  });
});

describe('sizes', () => {
  const lines = (count: number) => 'x();\n'.repeat(count);

  it('count the lines of a file', () => {
    expect(findLongFiles([parseSource('src/base/a.ts', lines(maxFileLines))])).toEqual([]);
    expect(findLongFiles([parseSource('src/base/a.ts', lines(maxFileLines + 1))])).toEqual([
      'src/base/a.ts: 301 lines',
    ]);
  });

  it('name long functions however they are written', () => {
    const [short, long] = [lines(68), lines(69)];
    const text = `function a() {\n${long}}
      const b = () => {\n${long}};
      class C { d() {\n${long}} }
      const e = { f: function () {\n${long}} };
      g(() => {\n${long}});
      function h() {\n${short}}`;
    expect([...findLongFunctions([parseSource('src/base/a.ts', text)])]).toEqual(
      ['a', 'b', 'd', 'f', 'anonymous'].map((name) => [`src/base/a.ts#${name}`, 71]),
    );
  });

  it('want a reason for each long function, and no reason left over', () => {
    expect(compareWithAllowed(new Map([['a', 71]]), {})).toEqual(['a: 71 lines, above 70 and not in the allow-list']);
    expect(compareWithAllowed(new Map(), { a: 'hot loop' })).toEqual(['a: in the allow-list, but not long any more']);
    expect(compareWithAllowed(new Map([['a', 71]]), { a: 'hot loop' })).toEqual([]);
  });

  it('hold in src', () => {
    expect(findLongFiles(sources)).toEqual([]);
    expect(compareWithAllowed(findLongFunctions(sources), longFunctions)).toEqual([]);
  });
});

describe('scenarios', () => {
  it('are found missing, and found left over', () => {
    expect(compareScenarios(['scenarios/a.yaml'], [])).toEqual(['scenarios/a.yaml: not in the register']);
    expect(compareScenarios([], { 'scenarios/a.yaml': {} })).toEqual([
      'scenarios/a.yaml: in the register, but neither below scenarios/ nor test/golden/scenarios/',
    ]);
  });

  it('say what comes from outside and what is left to the model', () => {
    expect(findUntold('a.yaml', '# Outside: a price. Left to the\n# model: the rest.\nversion: 1')).toEqual([]);
    expect(findUntold('a.yaml', '# A fall.\nversion: 1\n# outside: left to the model: ')).toHaveLength(2);
    const made = filesBelow('scenarios', /\.ya?ml$/).filter((path) => !path.startsWith('scenarios/reference/'));
    expect(made.length).toBeGreaterThan(0);
    expect(made.flatMap((path) => findUntold(path, readFileSync(join(root, path), 'utf8')))).toEqual([]);
  });

  const register = join(root, 'test/golden/scenarios.json');
  it.runIf(existsSync(register))('all have a golden result', () => {
    const listed: unknown = JSON.parse(readFileSync(register, 'utf8'));
    expect(compareScenarios(filesBelow('scenarios', /\.ya?ml$/), listed)).toEqual([]);
  });
});

it('reads src at all', () => {
  expect(sources.length).toBeGreaterThan(0);
});
