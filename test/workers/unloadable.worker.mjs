// A thread whose file asks its neighbour for something that is not there.
import { nothingSuch } from '../../dist/workers/task.worker.js';

export const runTask = nothingSuch;
