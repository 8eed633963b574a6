// A thread that takes a block of accounts off a path's hands and dies with it; everything else it does like the real one.
import { threadId } from 'node:worker_threads';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CrewHelper } from '../../dist/workers/derivation-crew.js';
import { runTask as realTask } from '../../dist/workers/task.worker.js';

/** Gives no margin tables: it is never asked for an account. */
const idle = { refresh() {} };

export function runTask(task) {
  if (task.kind !== 'help') return realTask(task);
  const helper = new CrewHelper(task.crew, task.helper, idle);
  helper.waitForJob();
  if (helper.takeBlock() >= 0) writeFileSync(join(process.env.DEATHS_FOLDER, `helper.${threadId}`), '');
  process.exit(1);
}
