// A thread that dies as often as DEATHS says before it does what the real one does. Keys are the number of a path, or
// what is done with a batch of accounts (draw, limit, cap, scale, figures); values how often it dies. A batch is half
// done when its thread dies the first time and wholly done, but not answered for, the second. What has happened already
// is kept as files, for a new thread remembers nothing.
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTask as realTask } from '../../dist/workers/task.worker.js';

const plan = JSON.parse(process.env.DEATHS);

/** Which death of its kind is to be died now, -1 for none. */
function nextDeath(key) {
  for (let n = 0; n < (plan[key] ?? 0); n += 1) {
    try {
      closeSync(openSync(join(process.env.DEATHS_FOLDER, `${key}.${n}`), 'wx'));
      return n;
    } catch {
      // That death was died before.
    }
  }
  return -1;
}

function keyOf(task) {
  if (task.kind === 'path') return String(task.path);
  return task.kind === 'net' ? task.pass.kind : task.kind;
}

/** The same task on the first half of its accounts; a block is cut in its middle. */
function halfOf(task) {
  if (task.kind !== 'draw') return { ...task, range: firstHalf(task.range) };
  const [block, ...others] = task.batch.blocks;
  const blocks = others.length > 0 ? [block] : [{ ...block, accounts: Math.ceil(block.accounts / 2) }];
  return { ...task, batch: { ...firstHalf(task.batch), blocks } };
}

const firstHalf = ({ first, end }) => ({ first, end: Math.ceil((first + end) / 2) });

export function runTask(task) {
  const death = nextDeath(keyOf(task));
  if (death >= 0) {
    if (task.kind !== 'path') realTask(death === 0 ? halfOf(task) : task);
    // A path that was under way leaves files that end in the middle of something.
    const left = typeof task.spoolFolder === 'string' ? ['facts', 'samples'] : [];
    for (const ending of left) writeFileSync(join(task.spoolFolder, `${task.path}.${ending}`), 'x'.repeat(300_000));
    process.exit(1);
  }
  return realTask(task);
}
