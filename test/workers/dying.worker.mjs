// A thread that dies as often as DEATHS says (path -> number of times, "block" for blocks of accounts) before it does
// what the real one does. What has happened already is kept as files, for a new thread remembers nothing.
import { closeSync, openSync } from 'node:fs';
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
  if (mayStillDie(task.kind === 'path' ? String(task.path) : 'block')) process.exit(1);
  return realTask(task);
}
