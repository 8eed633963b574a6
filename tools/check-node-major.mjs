// Runs shipped scenarios under this Node and under another one, and compares every byte that follows from them:
// fingerprints, summaries, tables, the page and the JUnit file. Pictures are left out: a canvas is native code.
//
//   node tools/check-node-major.mjs <node binary>
//
// Ends with 1 on any difference.

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const entry = join(root, 'dist', 'main.js');
/** Parts of a name of files that may differ: the manifest is compared without its account of the execution. */
const NOT_COMPARED = /\.png$/;
/** Reference scenarios run whole; of the others, so many paths. */
const PATHS = 2;

const other = process.argv[2];
if (other === undefined) {
  console.error('usage: node tools/check-node-major.mjs <node binary>');
  process.exit(2);
}

const versions = [process.execPath, other].map(async (binary) => (await start(binary, ['--version'])).stdout.trim());
const [here, there] = await Promise.all(versions);
console.log(`this Node ${here}, the other ${there}`);

const scratch = await mkdtemp(join(tmpdir(), 'aftershock-majors-'));
let differences = 0;
try {
  for (const scenario of await listScenarios()) {
    const first = await run(process.execPath, scenario, join(scratch, 'here'));
    const second = await run(other, scenario, join(scratch, 'there'));
    const unequal = await compareFolders(first.folder, second.folder);
    const isEqual = first.fingerprint === second.fingerprint && unequal.length === 0;
    console.log(`${isEqual ? 'same' : 'DIFFERENT'}  ${scenario}`);
    console.log(`  ${here.padEnd(10)} ${first.fingerprint}`);
    console.log(`  ${there.padEnd(10)} ${second.fingerprint}`);
    for (const file of unequal) console.log(`  differs: ${file}`);
    if (!isEqual) differences += 1;
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
process.exitCode = differences === 0 ? 0 : 1;

async function listScenarios() {
  const names = await readdir(join(root, 'scenarios'), { recursive: true });
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => join('scenarios', name))
    .sort();
}

/** Stored results of a scenario; 99 is a result too. */
async function run(binary, scenario, output) {
  const isReference = dirname(scenario).endsWith('reference');
  const words = [entry, 'run', scenario, '--out', output, '--json', '--workers', String(availableParallelism())];
  const { code, stdout, stderr } = await start(binary, isReference ? words : [...words, '--paths', String(PATHS)]);
  if (code !== 0 && code !== 99) throw new Error(`${binary} ended with ${code} on ${scenario}:\n${stderr}${stdout}`);
  return JSON.parse(stdout);
}

function start(binary, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, words, { cwd: root });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        texts[name] += text;
      });
    }
    child.on('error', reject).on('close', (code) => resolve({ code, ...texts }));
  });
}

/** Files that are not the same in both folders, or only in one of them. */
async function compareFolders(first, second) {
  const names = new Set([...(await listFiles(first)), ...(await listFiles(second))]);
  const unequal = [];
  for (const name of [...names].sort()) {
    const [x, y] = await Promise.all([readComparable(first, name), readComparable(second, name)]);
    if (x === null || y === null || !x.equals(y)) unequal.push(name);
  }
  return unequal;
}

async function listFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((found) => found.isFile() && !NOT_COMPARED.test(found.name))
    .map((found) => relative(folder, join(found.parentPath ?? found.path, found.name)));
}

async function readComparable(folder, name) {
  const bytes = await readFile(join(folder, name)).catch(() => null);
  if (bytes === null || name !== 'manifest.json') return bytes;
  return Buffer.from(JSON.stringify({ ...JSON.parse(bytes.toString('utf8')), execution: null }));
}
