/**
 * What piscina loads in each thread; it hands on the real entry once that is loaded. Piscina would `require` that one,
 * an ES module, and on Node 20 a thread that is ended just then takes the whole process with it (V8's IsGraphAsync
 * finds modules that are not linked). While a module is imported, a thread can be ended at any time.
 */
// CommonJS without TypeScript's syntax for it, which is not there at run time unless it is compiled.
/** Given by the pool: the URL of a module that exports `runTask`. */
const { url } = (require('node:worker_threads') as { readonly workerData: { readonly url: string } }).workerData;

/** Piscina waits for it before it counts the thread as started. */
const runTask = import(url).then((tasks: { readonly runTask: unknown }) => tasks.runTask);

module.exports = { runTask };
