/** Builds and runs the naive watch in C, on the very accounts and prices of a job. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { endianness, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('./sweep.c', import.meta.url));
const FLAGS = ['-O3', '-march=native', '-fopenmp', '-ffp-contract=off'];
const CANNOT = 3;

/**
 * @param keep folder that is left behind with the program and its input; null: a temporary one, removed by `close`
 * @returns { run, close }, or { missing } with the reason why there is no program
 */
export function buildOpponent(keep) {
  if (endianness() !== 'LE') return { missing: 'files are little-endian, this machine is not' };
  if (keep !== null) mkdirSync(keep, { recursive: true });
  const folder = keep ?? mkdtempSync(join(tmpdir(), 'aftershock-bench-'));
  const program = join(folder, 'sweep');
  const compiled = spawnSync('gcc', [...FLAGS, '-o', program, SOURCE, '-lm'], { encoding: 'utf8' });
  const close = () => void (keep ?? rmSync(folder, { recursive: true, force: true }));
  if (compiled.status !== 0) {
    close();
    const reason = compiled.error === undefined ? compiled.stderr.trim().split('\n')[0] : 'gcc was not found';
    return { missing: reason };
  }
  return { run: (job) => runSweep(program, folder, job), writeJob: (job) => writeJob(folder, job), close };
}

/** Writes the columns of a job as raw files. */
function writeJob(folder, { books, market }) {
  const columns = {
    'prices.f64': market.prices,
    'mmr.f64': market.rates,
    'cash.f64': books.cash,
    'qty.f64': books.quantity,
    'entry.f64': books.entry,
    'idx.i32': books.instrument,
  };
  for (const [name, column] of Object.entries(columns)) {
    writeFileSync(join(folder, name), new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
}

/** One method over some ticks: { ms, breaches, hash }; null where this machine cannot run it. */
function runSweep(program, folder, { method, books, from, count, rounds, threads }) {
  const numbers = [books.accounts, books.positions, books.instruments, from, count, rounds, threads];
  // Threads that wait for each other spin for some 50 us, more than a tick's own unevenness, and then sleep: spinning
  // on against other load on a shared core would cost whole time slices a tick.
  const env = { ...process.env, GOMP_SPINCOUNT: '20000' };
  const ran = spawnSync(program, [folder, method, ...numbers.map(String)], { encoding: 'utf8', env });
  if (ran.status === CANNOT) return null;
  if (ran.status !== 0) throw new Error(`the C program ended with ${ran.status ?? ran.signal}: ${ran.stderr}`);
  return JSON.parse(ran.stdout);
}
