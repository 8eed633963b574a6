// A thread that dies as often as DEATHS says (path -> number of times, "block" for blocks of accounts) before it does
// what the real one does. What has happened already is kept as files, for a new thread remembers nothing.
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTask as realTask } from '../../dist/workers/task.worker.js';

const plan = JSON.parse(process.env.DEATHS);

function mayStillDie(key) {
  for (let n = 0; n < (plan[key] ?? 0); n += 1) {
    try {
      closeSync(openSync(join(process.env.DEATHS_FOLDER, `${key}.${n}`), 'wx'));
      return true;
    } catch {
      // That death was died before.
    }
  }
  return false;
}

export function runTask(task) {
  if (mayStillDie(task.kind === 'path' ? String(task.path) : 'block')) {
    // A path that was under way leaves files that end in the middle of something.
    const left = typeof task.spoolFolder === 'string' ? ['facts', 'samples'] : [];
    for (const ending of left) writeFileSync(join(task.spoolFolder, `${task.path}.${ending}`), 'x'.repeat(300_000));
    process.exit(1);
  }
  return realTask(task);
}
