/**
 * Whole paths of this checkout against those of another one, a release before it: what new rules cost those who use none
 * of them. Each round starts a process for either side, in turn first, and takes the processor time of its paths. Only the
 * same work can be compared: digests must agree.
 */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { interleave, median, ratiosOf, timeFigures } from '../harness/measure.mjs';
import { significant } from '../harness/print.mjs';

const OURS = 'this checkout';
const THEIRS = 'the other';
const HERE = fileURLToPath(new URL('../../..', import.meta.url));
const JOB = fileURLToPath(new URL('../jobs/whole-paths.mjs', import.meta.url));

/** None unless it is told against what. */
export function parts({ against, full }) {
  if (against === undefined) return [];
  return [
    { name: 'default scenario, its first path', job: { paths: 1 }, rounds: 7 },
    { name: 'default scenario, five paths', job: { paths: 5 }, rounds: full ? 7 : 3 },
    ...[20_000, ...(full ? [1_000_000] : [])].map((accounts) => ({
      name: `October 2025, ${accounts.toLocaleString('en-US')} accounts`,
      job: { accounts, paths: 1 },
      rounds: accounts > 100_000 ? 3 : 5,
    })),
  ];
}

export async function measure(part, options) {
  const other = resolve(options.against);
  const seen = {};
  const contestant = (name, root) => ({ name, run: () => runPaths(root, part.job, seen) });
  const rows = await interleave(
    [contestant(OURS, HERE), contestant(THEIRS, other)],
    options.rounds ?? part.rounds,
    0,
    undefined,
    true,
  );
  const [ours, theirs] = rows;
  const slower = median(ratiosOf(theirs, ours));
  return {
    title: `processor time of whole paths, a process each time`,
    work: `${part.job.paths} path(s), ${seen.events.toLocaleString('en-US')} events`,
    figures: timeFigures(rows, THEIRS),
    equal: [{ what: 'digests', hashes: { [OURS]: ours.hashes.join(' or '), [THEIRS]: theirs.hashes.join(' or ') } }],
    notes: [`this checkout takes ${significant(slower, 3)} of the time of ${other}`],
  };
}

async function runPaths(root, job, seen) {
  const argv = ['--max-old-space-size=4000', JOB, root, JSON.stringify(job)];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: root });
  const { hash, ms, events } = JSON.parse(stdout);
  seen.events = events;
  return { hash, ms };
}
