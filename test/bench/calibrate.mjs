/**
 * Measures what src/experiment/cost-constants.ts holds and prints it in that file's own form. Run it on a quiet machine
 * after a change of the engine, of the population or of storing, and paste what has changed (about two minutes):
 *
 *   npm run build && node test/bench/calibrate.mjs
 *
 * Times are differences between runs that differ in one figure, each the shortest of a few, of the processor and not of
 * the clock: others count for less. Memory is the peak of whole runs beyond what layouts say.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadScenario, planRun } from '../../dist/index.js';
import { PathMemory } from '../../dist/exchange/path-memory.js';
import { MEMORY_COST } from '../../dist/experiment/cost-constants.js';
import { RunStore } from '../../dist/results/run-store.js';
import { tableContextOf } from '../../dist/results/table-context.js';
import { buildPopulation } from '../../dist/simulation/build-population.js';
import { simulateIntoFiles } from '../../dist/workers/simulate-into-files.js';

const ROUNDS = 3;
/** Two crashes, of few instruments and of many, and nothing but a start and an end. */
const [NARROW, BROAD, EMPTY] = [
  'historical/black-thursday-2020',
  'historical/october-2025',
  'reference/one-cascade',
].map((name) => fileURLToPath(new URL(`../../scenarios/${name}.yaml`, import.meta.url)));
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'aftershock-calibrate-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** A market in which nothing happens: `accounts` with `positions` each of `instruments`, a tick each second. */
function calm({ accounts, instruments, ticks, positions = 1, sampleS = ticks }) {
  const openInterest = Math.floor((accounts * 800) / instruments);
  const listed = Array.from(
    { length: instruments },
    (_, k) => `
    - {symbol: S${k}, initialPrice: 100 USD, tickSize: 0.01 USD, lotSize: 0.01, openInterest: ${openInterest} USD,
       depthAtOnePercent: 1 bn USD, tiers: [{maxLeverage: 20x, maintenanceRate: 2.5 %}]}`,
  );
  const text = `version: 1
name: calibration
title: Calibration
description: Nothing happens.
run: {duration: ${ticks} s, paths: 1, sampleInterval: ${sampleS} s}
venue:
  instruments:${listed.join('')}
  insuranceFund: {initial: 1 M USD}
market:
  tick: 1 s
  noise: {distribution: gaussian}
agents:
  leverageStretchMax: 1000x
  classes:
    - name: all
      kind: leveragedDirectional
      accounts: ${accounts}
      equity: 1 k USD
      leverage: 2x
      longShare: 50 %
      instrumentsPerAccount: ${positions}
`;
  const file = join(folder, 'calm.yaml');
  writeFileSync(file, text);
  return loadScenario(file);
}

const cpuNs = () => 1_000 * (process.cpuUsage().user + process.cpuUsage().system);

/** Nanoseconds to draw and net, and to simulate a path into its files; the shortest of a few rounds each. */
function measure(scenario) {
  const best = { spawn: Infinity, path: Infinity, outcome: undefined };
  const memory = new PathMemory();
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = cpuNs();
    const { population } = buildPopulation(scenario, null);
    const spawned = cpuNs();
    best.outcome = simulateIntoFiles({ scenario, population, path: 0, memory }, folder);
    best.path = Math.min(best.path, cpuNs() - spawned);
    best.spawn = Math.min(best.spawn, spawned - started);
  }
  return best;
}

const round = (value) => Number(Math.max(0, value).toPrecision(2));

function measurePaths() {
  const MANY = 200_000;
  const TICKS = 20_000;
  const tickOf = (instruments) => {
    const idle = measure(calm({ accounts: MANY, instruments, ticks: 2 }));
    return (measure(calm({ accounts: MANY, instruments, ticks: TICKS })).path - idle.path) / TICKS;
  };
  tickOf(4);
  const tickInstrumentNs = (tickOf(24) - tickOf(4)) / 20;
  const tickNs = tickOf(4) - 4 * tickInstrumentNs;
  const still = measure(calm({ accounts: MANY, instruments: 1, ticks: 2 }));
  const spread = measure(calm({ accounts: MANY, instruments: 11, ticks: 2 }));
  const held = measure(calm({ accounts: MANY, instruments: 11, ticks: 2, positions: 6 }));
  const spawnPositionNs = (held.spawn - spread.spawn) / MANY / 5;
  const pathPlaceNs = (spread.path - still.path) / MANY / 10;
  const pathAccountNs = still.path / MANY - pathPlaceNs;
  /** What a crash costs on top: draws of every kind for each account, and each fact that is no price. */
  const crashOf = (file) => {
    const scenario = loadScenario(file);
    const { spawn, path, outcome } = measure(scenario);
    const { accounts, positions, ticksPerPath } = planRun(scenario, { workers: 1, processors: 1 });
    const instruments = scenario.venue.instruments.length;
    const ticksNs = ticksPerPath * (tickNs + instruments * tickInstrumentNs);
    const accountsNs = accounts * (pathAccountNs + instruments * pathPlaceNs);
    return {
      instruments,
      accountNs: (spawn - positions * spawnPositionNs) / accounts,
      factNs: (path - ticksNs - accountsNs) / (outcome.factCount - 2 * ticksPerPath),
    };
  };
  const [narrow, broad] = [NARROW, BROAD].map(crashOf);
  const forcedFactInstrumentNs = (broad.factNs - narrow.factNs) / (broad.instruments - narrow.instruments);
  return {
    spawnAccountNs: round(narrow.accountNs),
    spawnPositionNs: round(spawnPositionNs),
    pathAccountNs: round(pathAccountNs),
    pathPlaceNs: round(pathPlaceNs),
    tickNs: round(tickNs),
    tickInstrumentNs: round(tickInstrumentNs),
    forcedFactNs: round(narrow.factNs - narrow.instruments * forcedFactInstrumentNs),
    forcedFactInstrumentNs: round(forcedFactInstrumentNs),
  };
}

/** Nanoseconds to bring a path from its files into the tables. */
async function storeNsOf(scenario) {
  const { population } = buildPopulation(scenario, null);
  let [ns, facts] = [Infinity, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    const place = mkdtempSync(join(folder, 'tables-'));
    const context = tableContextOf(scenario);
    const store = await RunStore.open({ outputFolder: folder, folder: place, scratch: folder, context });
    store.expect([0]);
    const result = simulateIntoFiles({ scenario, population, path: 0 }, folder);
    const started = cpuNs();
    store.take(result);
    await store.settle();
    ns = Math.min(ns, cpuNs() - started);
    await store.close();
    facts = result.factCount;
  }
  return { ns, facts };
}

async function measureStoring() {
  const seldom = await storeNsOf(calm({ accounts: 100, instruments: 4, ticks: 50_000 }));
  const often = await storeNsOf(calm({ accounts: 100, instruments: 4, ticks: 50_000, sampleS: 1 }));
  const scenario = loadScenario(NARROW);
  const { ns, facts } = await storeNsOf(scenario);
  const { ticksPerPath } = planRun(scenario, { workers: 1, processors: 1 });
  return {
    storeFactNs: round((ns - seldom.ns) / (facts - 2 * ticksPerPath)),
    storeSampleCellNs: round((often.ns - seldom.ns) / 50_000 / 4),
    storePathNs: round(seldom.ns),
  };
}

/** A whole run in a process of its own. */
function execute(file, threads, paths, ...words) {
  const argv = [MAIN, 'run', file, '--json', '--quiet', '--out', folder, '-j', threads, '--paths', paths, ...words];
  const { stdout } = spawnSync(process.execPath, argv.map(String), { encoding: 'utf8', maxBuffer: 2 ** 28 });
  return JSON.parse(stdout).execution;
}

/** What the command line adds: its start and its threads', the report, and what tables hold until they are full. */
function measureProgram() {
  const one = execute(EMPTY, 1, 4, '--no-report');
  const four = execute(EMPTY, 4, 4, '--no-report');
  const told = execute(EMPTY, 1, 4);
  const threadBytes = (four.peakMemoryBytes - one.peakMemoryBytes) / 3;
  /** Peak of so many paths beyond engine, report and layouts. */
  const storeBytesOf = (paths) => {
    const { memory } = planRun(loadScenario(NARROW), { workers: 1, processors: 1 }, paths);
    const layouts = memory.sharedPopulationBytes + memory.perWorkerBytes - MEMORY_COST.threadBytes;
    return execute(NARROW, 1, paths).peakMemoryBytes - told.peakMemoryBytes - layouts;
  };
  return {
    startS: round(one.wallTimeS),
    reportS: round(told.wallTimeS - one.wallTimeS),
    processBytes: round(one.peakMemoryBytes - threadBytes),
    threadBytes: round(threadBytes),
    reportBytes: round(told.peakMemoryBytes - one.peakMemoryBytes),
    // A path stores about 260,000.
    storedFactBytes: round(storeBytesOf(2) / 2 / 260_000),
    storeBytesMax: round(storeBytesOf(8)),
  };
}

console.log('paths', measurePaths());
console.log('storing', await measureStoring());
console.log('program', measureProgram());
