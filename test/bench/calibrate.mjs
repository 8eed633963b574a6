/**
 * Measures what src/experiment/cost-constants.ts holds and prints it in that file's own form. Run it on a quiet machine
 * after a change of the state's layout or of the breach watch, and paste what has changed (one or two minutes):
 *
 *   npm run build && node test/bench/calibrate.mjs
 *
 * Times are differences between runs that differ in one figure, each the shortest of a few; memory is the peak of a
 * process of its own, less that of one with fewer accounts, facts or threads.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadScenario, runEnsemble } from '../../dist/index.js';
import { drawBlock, listBlocks } from '../../dist/agents/population-draw.js';
import {
  populationStream,
  populationTermsOf,
  preparePopulation,
  settlePopulation,
} from '../../dist/simulation/build-population.js';
import { simulatePath } from '../../dist/simulation/simulate-path.js';

const ROUNDS = 3;
/** Two crashes, of few instruments and of many. */
const STRESS = ['black-thursday-2020', 'october-2025'].map((name) =>
  fileURLToPath(new URL(`../../scenarios/historical/${name}.yaml`, import.meta.url)),
);
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A market in which nothing happens: `accounts` with `positions` each of `instruments`, a tick each second. */
function calm({ accounts, instruments, ticks, samples = 1, positions = 1, paths = 1 }) {
  const listed = Array.from(
    { length: instruments },
    (_, k) => `    - symbol: S${k}
      initialPrice: 100 USD
      tickSize: 0.01 USD
      lotSize: 0.01
      tiers: [{maxLeverage: 20x, maintenanceRate: 2.5 %}]
      openInterest: ${Math.max(1, Math.floor((accounts * 800) / instruments))} USD
      depthAtOnePercent: 1 bn USD
`,
  );
  return `version: 1
name: calibration
title: Calibration
description: Nothing happens.
run: {duration: ${ticks} s, paths: ${paths}, sampleInterval: ${Math.max(1, Math.floor(ticks / samples))} s}
venue:
  instruments:
${listed.join('')}  insuranceFund: {initial: 1 M USD}
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
}

const folder = mkdtempSync(join(tmpdir(), 'aftershock-calibrate-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

function read(terms) {
  const file = join(folder, 'calm.yaml');
  writeFileSync(file, calm(terms));
  return loadScenario(file);
}

function timeOf(work) {
  const started = process.hrtime.bigint();
  const result = work();
  return { ns: Number(process.hrtime.bigint() - started), result };
}

/** Nanoseconds to draw, to net, and to simulate a path; the shortest of a few rounds each. */
function measure(scenario) {
  const best = { draw: Infinity, net: Infinity, path: Infinity };
  let outcome;
  for (let round = 0; round < ROUNDS; round += 1) {
    const population = preparePopulation(scenario);
    const terms = populationTermsOf(scenario);
    const stream = populationStream(scenario, null);
    const blocks = listBlocks(terms.classes);
    best.draw = Math.min(
      best.draw,
      timeOf(() => blocks.forEach((one) => drawBlock(terms, one, stream, population))).ns,
    );
    best.net = Math.min(best.net, timeOf(() => settlePopulation(scenario, population)).ns);
    const { ns, result } = timeOf(() => simulatePath({ scenario, population, path: 0 }));
    best.path = Math.min(best.path, ns);
    outcome = result;
  }
  return { ...best, outcome };
}

const round = (value) => Number(Math.max(0, value).toPrecision(2));

function measureTime() {
  const FEW = 1_000;
  const MANY = 200_000;
  measure(read({ accounts: FEW, instruments: 4, ticks: 5_000 }));
  const ticks = measure(read({ accounts: FEW, instruments: 4, ticks: 20_000 }));
  const wide = measure(read({ accounts: FEW, instruments: 40, ticks: 20_000 }));
  const tickInstrumentNs = (wide.path - ticks.path) / 20_000 / 36;

  const still = measure(read({ accounts: MANY, instruments: 1, ticks: 2 }));
  const spread = measure(read({ accounts: MANY, instruments: 11, ticks: 2 }));
  const held = measure(read({ accounts: MANY, instruments: 11, ticks: 2, positions: 6 }));
  const placeNs = (spread.path - still.path) / MANY / 10;
  const positionNs = (held.path - spread.path) / MANY / 5;

  const looked = measure(read({ accounts: MANY, instruments: 1, ticks: 1_002 }));
  const sampled = measure(read({ accounts: MANY, instruments: 1, ticks: 1_002, samples: 501 }));
  // A tick of many accounts less one of few is all looks.
  const lookAccountNs =
    ((looked.path - still.path) / 1_000 - (ticks.path / 20_000 - 3 * tickInstrumentNs)) / (MANY - FEW);
  const tickNs = ticks.path / 20_000 - 4 * tickInstrumentNs - FEW * lookAccountNs;
  const samplePlaceNs = (sampled.path - looked.path) / 500 / MANY;

  const accountNs = still.path / MANY - placeNs - positionNs;
  /** What a fact costs on top of prices and accounts: its event, orders, accounts derived again, rankings. */
  const forcedFactNsOf = (scenario) => {
    const { path, outcome } = measure(scenario);
    const instruments = scenario.venue.instruments.length;
    const agents = scenario.agents.classes.reduce((sum, one) => sum + one.accounts, 0);
    const tickCount = Math.floor(scenario.run.durationUs / scenario.market.tickUs);
    const rest =
      path -
      tickCount * (tickNs + instruments * tickInstrumentNs) -
      agents * (accountNs + instruments * placeNs + positionNs) -
      outcome.work.watch.looks * agents * lookAccountNs -
      outcome.series.count * agents * instruments * samplePlaceNs;
    return { instruments, ns: rest / (outcome.journal.count - 2 * tickCount) };
  };
  const [narrow, broad] = STRESS.map((file) => forcedFactNsOf(loadScenario(file)));
  const forcedFactInstrumentNs = (broad.ns - narrow.ns) / (broad.instruments - narrow.instruments);
  return {
    drawAccountNs: round(still.draw / MANY),
    drawPositionNs: round((held.draw - spread.draw) / MANY / 5),
    netAccountNs: round(still.net / MANY),
    netPlaceNs: round((spread.net - still.net) / MANY / 10),
    tickNs: round(tickNs),
    tickInstrumentNs: round(tickInstrumentNs),
    accountNs: round(accountNs),
    placeNs: round(placeNs),
    positionNs: round(positionNs),
    lookAccountNs: round(lookAccountNs),
    samplePlaceNs: round(samplePlaceNs),
    forcedFactNs: round(narrow.ns - narrow.instruments * forcedFactInstrumentNs),
    forcedFactInstrumentNs: round(forcedFactInstrumentNs),
    ...measureStoring(),
  };
}

/** What the command line adds: its start, the tables of each fact, the report. */
function measureStoring() {
  const execute = (paths, words) => {
    const argv = [MAIN, 'run', STRESS[0], '--json', '--out', folder, '--paths', String(paths), ...words];
    const { ns, result } = timeOf(() => spawnSync(process.execPath, argv, { encoding: 'utf8' }));
    const { events, simulationTimeS } = JSON.parse(result.stdout).execution;
    return { events, s: ns / 1e9 - simulationTimeS };
  };
  const few = execute(2, ['--no-report']);
  const many = execute(12, ['--no-report']);
  const told = execute(12, []);
  // Black Thursday has about 1.16 facts an event.
  const storeFactNs = ((many.s - few.s) * 1e9) / (1.16 * (many.events - few.events));
  return {
    storeFactNs: round(storeFactNs),
    startS: round(few.s - (1.16 * few.events * storeFactNs) / 1e9),
    reportS: round(told.s - many.s),
  };
}

/** Peak of a process that runs this on `workers` threads, in bytes. */
function peakOf(terms, workers) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), '--peak', JSON.stringify(terms), String(workers)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

/** Bytes that one more account costs, on so many threads. Slopes alone mean something: a small run reuses its start's memory. */
function slope(terms, workers) {
  const MANY = Math.round(3_000_000 / terms.instruments);
  const few = peakOf({ ...terms, ticks: 2, paths: workers, accounts: MANY }, workers);
  return (peakOf({ ...terms, ticks: 2, paths: workers, accounts: 2 * MANY }, workers) - few) / MANY;
}

function measureMemory() {
  const short = { accounts: 100, instruments: 1, ticks: 20_000, paths: 5 };
  const one = peakOf(short, 1);
  const threadBytes = (peakOf(short, 5) - one) / 4;
  // The population is there once, the state as often as there are threads.
  const stateNarrow = (slope({ instruments: 1 }, 3) - slope({ instruments: 1 }, 1)) / 2;
  const stateWide = (slope({ instruments: 11 }, 3) - slope({ instruments: 11 }, 1)) / 2;
  const sharedNarrow = slope({ instruments: 1 }, 1) - stateNarrow;
  const sharedWide = slope({ instruments: 11 }, 1) - stateWide;
  const statePlaceBytes = (stateWide - stateNarrow) / 10;
  const sharedPlaceBytes = (sharedWide - sharedNarrow) / 10;
  const long = { ...short, ticks: 500_000 };
  const worked = peakOf({ ...long, paths: 1 }, 1);
  const keptFactBytes = (peakOf(long, 1) - worked) / 4 / 1_000_000;
  return {
    processBytes: round(one - threadBytes),
    threadBytes: round(threadBytes),
    sharedAccountBytes: round(sharedNarrow - sharedPlaceBytes),
    sharedPlaceBytes: round(sharedPlaceBytes),
    stateAccountBytes: round(stateNarrow - statePlaceBytes),
    statePlaceBytes: round(statePlaceBytes),
    keptFactBytes: round(keptFactBytes),
    pathFactBytes: round((worked - one) / 960_000 - keptFactBytes),
  };
}

if (process.argv[2] === '--peak') {
  const scenario = read(JSON.parse(process.argv[3]));
  await runEnsemble(scenario, { workers: Number(process.argv[4]) });
  process.stdout.write(String(process.resourceUsage().maxRSS * 1024));
} else {
  console.log('time', measureTime());
  console.log('memory', measureMemory());
}
