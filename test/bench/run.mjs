/**
 * Benchmarks: what a run costs, against the naive way of doing the same work. `npm run bench -- --help` says how to
 * use them. Each part of each benchmark runs in a process of its own; this file starts them in turn and prints what
 * they report.
 */
import { fork } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { compareFiles } from './harness/compare.mjs';
import { HELP, readOptions, UsageError } from './harness/options.mjs';
import { printResult, unequal } from './harness/print.mjs';

const ORDER = [
  'watch',
  'watch-books',
  'kernel',
  'spawn',
  'simulate',
  'ensemble',
  'account-steps',
  'tiered-margin',
  'risk',
  'portfolio-margin',
  'portfolio-watch',
  'growth',
  'release',
];
const folder = new URL('./benchmarks/', import.meta.url);

try {
  process.exitCode = await main(readOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${HELP}`);
  process.exitCode = 2;
}

async function main(options) {
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  if (options.compare !== null) return compareFiles(...options.compare) ? 0 : 1;
  const names = choose(options);
  const results = [];
  const failures = [];
  const load = loadavg()[0].toFixed(1);
  console.log(`${cpus().length} x ${cpus()[0].model.trim()}, Node ${process.versions.node}, load ${load} at the start`);
  for (const name of names) {
    const file = new URL(`${name}.mjs`, folder).href;
    const { parts } = await import(file);
    for (const part of parts(options).filter((each) => each.name.includes(options.part))) {
      if (options.list) {
        console.log(`${name} ${part.name}`);
        continue;
      }
      try {
        const result = { ...(await runInChild({ file, part, options })), name: `${name} ${part.name}`, part };
        results.push(result);
        printResult(result);
      } catch (error) {
        failures.push(`${name} ${part.name}`);
        console.error(`\n!! ${name} ${part.name}: ${error.message}`);
      }
    }
  }
  if (options.list) return 0;
  if (options.curves) {
    // Loaded late: nothing else needs the drawing library.
    const { drawCurves } = await import('./harness/curves.mjs');
    console.log(`\ndrawn: ${(await drawCurves(results)).join(', ')}`);
  }
  if (options.json !== undefined) {
    const machine = {
      cpu: cpus()[0].model.trim(),
      cores: cpus().length,
      node: process.versions.node,
      load: Number(load),
    };
    writeFileSync(options.json, `${JSON.stringify({ size: sizeOf(options), machine, results }, null, 2)}\n`);
  }
  const wrong = results.filter((result) => unequal(result).length > 0).map(({ name }) => name);
  if (wrong.length > 0) console.error(`\n!! HASHES DIFFER: ${wrong.join(', ')}`);
  if (failures.length > 0) console.error(`\n!! did not finish: ${failures.join(', ')}`);
  if (wrong.length + failures.length === 0) console.log('\nall hashes that must agree do');
  return wrong.length + failures.length === 0 ? 0 : 1;
}

function choose({ only }) {
  const files = readdirSync(folder).map((name) => name.replace(/\.mjs$/, ''));
  const names = ORDER.filter((name) => files.includes(name));
  const unknown = (only ?? []).filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`no benchmark is called ${unknown.join(', ')}; there are ${names.join(', ')}`);
  return only === null ? names : names.filter((name) => only.includes(name));
}

function sizeOf({ full, huge }) {
  return huge ? 'huge' : full ? 'full' : 'small';
}

function runInChild(request) {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./harness/child.mjs', import.meta.url), { execArgv: request.part.execArgv ?? [] });
    child.once('message', ({ result, error }) => (error === undefined ? resolve(result) : reject(new Error(error))));
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`ended with ${signal ?? code} before it had a result`)));
    child.send(request);
  });
}
