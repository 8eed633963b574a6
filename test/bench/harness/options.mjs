/** The command line of `npm run bench`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

export const HELP = `Benchmarks: what the simulator costs, against the naive way of doing the same work.

  npm run bench                          all of them, small: two to three minutes on two cores
  npm run bench -- --full                at full size: about half an hour, 3 GB
  npm run bench -- --only watch,kernel   some of them
  npm run bench -- --opponent            also the naive watch in C, built here with gcc
  npm run bench -- --curves              how cost grows, at full size, drawn as docs/performance/*.png
  npm run bench -- --json F              also writes the figures to a file
  npm run bench -- compare A.json B.json two such files side by side
  npm run bench -- --against FOLDER      whole paths here and in FOLDER, another checkout of ours that is built

  --huge          with simulate: ten million accounts (about 6 GB)
  --part TEXT     only parts whose name holds this text (see --list)
  --rounds N      timed rounds instead of each benchmark's own number
  --keep FOLDER   with --opponent: leaves the C program and its input files there
  --list          names the benchmarks and their parts
  --help          this

Medians over interleaved rounds, with their range. "12x naive" reads: twelve times as fast as the naive version of the
same work in the same process. Every figure comes with a hash of what was computed; hashes that must agree and do not
end the run with exit code 1. Work on one thread is measured in processor time, which other load bends less; watch, spawn
and ensemble in elapsed time. On a busy machine compare ratios rather than times.
`;

export class UsageError extends Error {}

const OPTIONS = {
  full: { type: 'boolean', default: false },
  huge: { type: 'boolean', default: false },
  curves: { type: 'boolean', default: false },
  opponent: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  only: { type: 'string' },
  part: { type: 'string', default: '' },
  json: { type: 'string' },
  keep: { type: 'string' },
  against: { type: 'string' },
  rounds: { type: 'string' },
};

export function readOptions(argv) {
  let parsed;
  try {
    parsed = parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error.message);
  }
  const { values, positionals } = parsed;
  const rounds = values.rounds === undefined ? null : Number(values.rounds);
  if (rounds !== null && !(Number.isInteger(rounds) && rounds >= 1)) {
    throw new UsageError(`--rounds needs a whole number from 1, got ${String(values.rounds)}`);
  }
  const isComparison = positionals[0] === 'compare';
  if (isComparison ? positionals.length !== 3 : positionals.length > 0) {
    throw new UsageError(isComparison ? 'compare needs two files' : `what is ${positionals[0]}?`);
  }
  const only = values.only?.split(',') ?? (values.curves ? ['growth'] : values.against ? ['release'] : null);
  const full = values.full || values.curves;
  if (values.against !== undefined && !existsSync(join(values.against, 'dist/index.js'))) {
    throw new UsageError(`${values.against} is no built checkout: run npm ci && npm run build there`);
  }
  if (values.against === undefined && only?.includes('release')) {
    throw new UsageError('release needs --against FOLDER, the checkout to compare with');
  }
  return { ...values, full, rounds, only, compare: isComparison ? positionals.slice(1) : null };
}
