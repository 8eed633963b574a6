// Who may import what from outside: each package and each part of Node has one gateway.

import { importsOf } from './layers.ts';
import type { Source } from './source.ts';

/**
 * Where a module may be imported, as path prefixes below src/. A package that is not named here may be imported
 * nowhere: adding a dependency means choosing its gateway.
 */
export const gateways: Readonly<Record<string, readonly string[]>> = {
  yargs: ['cli/'],
  'cli-progress': ['cli/'],
  'cli-table3': ['cli/', 'report/'],
  'fastest-levenshtein': ['cli/', 'scenario/', 'experiment/', 'base/'],
  piscina: ['workers/'],
  bullmq: ['workers/'],
  ioredis: ['workers/'],
  '@duckdb/node-api': ['results/'],
  'chartjs-node-canvas': ['report/'],
  'chart.js': ['report/'],
  '@napi-rs/canvas': ['report/'],
  uplot: ['report/browser/'],
  hyparquet: ['report/browser/'],
  zod: ['scenario/'],
  yaml: ['scenario/'],
  'ml-matrix': ['numeric/'],
  seedrandom: ['numeric/'],

  // report/files.ts is the report's one reader of built assets and writer of pages.
  'node:fs': ['cli/', 'results/', 'main.ts', 'report/files.ts'],
  'node:os': ['cli/', 'results/', 'main.ts'],
  'node:process': ['cli/', 'main.ts'],
  'node:perf_hooks': ['cli/'],
  'node:crypto': ['base/'],
  'node:worker_threads': ['workers/'],
  'node:inspector': ['workers/'],
  'node:zlib': ['report/', 'results/'],
  'node:module': ['cli/', 'report/', 'workers/', 'main.ts'],
  'node:path': ['cli/', 'report/', 'workers/', 'results/', 'main.ts'],
  'node:url': ['cli/', 'report/', 'workers/', 'results/', 'main.ts'],
  'node:timers': ['cli/', 'report/', 'workers/'],
  'node:util': ['cli/', 'report/'],
};

/** Node modules that only the seam to the machine uses need no line above. */
const machineSeam = ['cli/', 'main.ts'];

export function findGatewayBreaches(sources: readonly Source[]): string[] {
  const breaches: string[] = [];
  for (const source of sources) {
    for (const { specifier, line, byUrl } of importsOf(source)) {
      if (byUrl || specifier.startsWith('.')) continue;
      const name = packageOf(specifier);
      const allowed = gateways[name] ?? (name.startsWith('node:') ? machineSeam : []);
      if (!allowed.some((prefix) => source.path.startsWith(`src/${prefix}`))) {
        breaches.push(`${source.path}:${line}: imports ${name}, allowed in: ${allowed.join(', ') || 'no folder yet'}`);
      }
    }
  }
  return breaches;
}

/** `node:fs/promises` is `node:fs`, `@duckdb/node-api/lib/x` is `@duckdb/node-api`, `yargs/helpers` is `yargs`. */
function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}
