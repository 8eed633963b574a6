// A thread that is sent tasks of a version that it does not know.
import { runTask as realTask } from '../../dist/workers/task.worker.js';

export const runTask = (task) => realTask({ ...task, version: task.version + 1 });
