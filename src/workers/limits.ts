/** Threads of one pool. Each is an engine of its own with a state of its own; beyond this even their start fails. */
export const WORKERS_MAX = 1_024;
