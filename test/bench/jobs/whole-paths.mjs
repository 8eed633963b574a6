/**
 * Simulates whole paths with the build of the checkout that is named first, which need not be this one, and prints the
 * processor time they took: node whole-paths.mjs ROOT JOB, where JOB is { paths, accounts } as JSON. With `accounts` it is
 * that checkout's October 2025 with so many of them, without its default scenario.
 */
import { pathToFileURL } from 'node:url';
import { processorMs } from '../harness/measure.mjs';

const [, , root, text] = process.argv;
const { paths, accounts } = JSON.parse(text);
const load = (file) => import(pathToFileURL(`${root}/${file}`).href);
const { loadScenario } = await load('dist/index.js');
const { buildPopulation } = await load('dist/simulation/build-population.js');
const { simulatePath } = await load('dist/simulation/simulate-path.js');

const scenario =
  accounts === undefined
    ? loadScenario('scenarios/historical/black-thursday-2020.yaml', { overrides: [] })
    : (await load('test/bench/jobs/october.mjs')).loadOctober({ accounts });
const { population } = buildPopulation(scenario, null);
const digests = [];
let events = 0;
const started = processorMs();
for (let path = 0; path < paths; path += 1) {
  const outcome = simulatePath({ scenario, population, path });
  if (outcome.failure !== null) throw new Error(`path ${path} failed: ${outcome.failure.message}`);
  digests.push(outcome.digest.slice(0, 16));
  events += outcome.eventCount;
}
console.log(JSON.stringify({ hash: digests.join(' '), ms: processorMs() - started, events }));
