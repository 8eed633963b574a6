/**
 * Tiered cross margin, everybody once: initial and maintenance requirement of each account at new prices, a refresh
 * of the model included. The naive row sums over brackets as the rule is written, rate times part inside, in plain
 * columns too.
 */
import { createTieredModel } from '../../../dist/margin/tiered/tiered-model.js';
import { createStream } from '../../../dist/numeric/stream.js';
import { figure, interleave, processorMs, ratiosOf } from '../harness/measure.mjs';
import { BreachHash } from '../jobs/hash.mjs';

const FLAT = 'flat columns';
const OBJECTS = 'one book object an account';
const NAIVE = 'sums over brackets';
const BRACKETS = 10;

export function parts({ full }) {
  const job = { positions: 5, instruments: 20, rounds: 7 };
  return [
    { name: 'in cache', accounts: 5_000, passes: full ? 200 : 40, ...job },
    { name: 'in memory', accounts: full ? 1_000_000 : 200_000, passes: full ? 2 : 1, ...job },
  ];
}

export async function measure(part, options) {
  const job = drawJob(part);
  const rows = await interleave(
    [
      { name: FLAT, run: () => runPasses(job, part, requireFlat) },
      { name: OBJECTS, run: () => runPasses(job, part, requireObjects) },
      { name: NAIVE, run: () => runPasses(job, part, requireNaively) },
    ],
    options.rounds ?? part.rounds,
    2,
    processorMs,
  );
  const [flat, objects, naive] = rows;
  const evaluations = part.accounts * part.passes;
  const rateOf = (row, ratios = {}) =>
    figure(
      row.name,
      'accounts/s',
      row.values.map((ms) => evaluations / (ms / 1000)),
      { hash: row.hashes.join(' or '), ratios },
    );
  return {
    title: 'initial and maintenance margin of tiered cross accounts, on one core',
    work: `${part.accounts.toLocaleString('en-US')} accounts x ${part.positions} positions, ${part.instruments} instruments with ${BRACKETS} brackets, ${part.passes} passes`,
    figures: [rateOf(flat, { [NAIVE]: ratiosOf(flat, naive) }), rateOf(objects), rateOf(naive)],
    equal: [
      { what: 'requirements', hashes: Object.fromEntries(rows.map(({ name, hashes }) => [name, hashes.join(' or ')])) },
    ],
    notes: [
      'hashes are of requirements in whole units of money: the deduction form and the sum differ in the last bits',
      'bound by: finding the bracket (a branch that books do not let the processor guess) in cache, 60 bytes an account beyond it',
    ],
  };
}

function drawJob({ accounts, positions, instruments }) {
  const stream = createStream('tiered-margin', String(accounts));
  const brackets = Array.from({ length: BRACKETS }, (_, k) => ({
    upTo: k === BRACKETS - 1 ? Infinity : 50_000 * 3 ** k,
    maintenanceRate: 0.004 * (k + 1),
    initialRate: 0.008 * (k + 1),
  }));
  const rule = {
    kind: 'brackets',
    tierUnit: 'value',
    maintenanceForm: 'progressive',
    initialForm: 'progressive',
    brackets,
  };
  const market = marketOf(instruments, stream);
  const prepared = createTieredModel({
    id: 'bench',
    title: 'benchmark',
    source: 'none',
    liquidatesAtEquality: false,
    initialBasis: 'mark',
    maintenanceBasis: 'mark',
    leverage: null,
    closingFeeRate: 0,
    requirementStep: 0,
    rules: [{ name: 'all', valuedAt: 'mark', lotSize: 0, rule }],
  }).prepare(market);
  const all = {
    count: 0,
    contracts: Int32Array.from({ length: accounts * positions }, () => stream.integer(instruments)),
    sizes: new Float64Array(accounts * positions),
    entryPrices: new Float64Array(accounts * positions),
  };
  // Heavy-tailed notionals: most of 1 k to 100 k, some of millions.
  all.contracts.forEach((c, i) => {
    const notional = 1_000 * Math.min(1e5, 1 / (1 - stream.uniform()) ** 1.2);
    all.sizes[i] = ((stream.uniform() < 0.5 ? -1 : 1) * notional) / market.markPrices[c];
  });
  const starts = Int32Array.from({ length: accounts + 1 }, (_, a) => a * positions);
  const books = Array.from({ length: accounts }, (_, a) => ({
    count: positions,
    contracts: all.contracts.subarray(a * positions, (a + 1) * positions),
    sizes: all.sizes.subarray(a * positions, (a + 1) * positions),
    entryPrices: all.entryPrices.subarray(a * positions, (a + 1) * positions),
  }));
  const [initial, maintenance] = [new Float64Array(accounts), new Float64Array(accounts)];
  return { market, prepared, all, starts, books, brackets, initial, maintenance };
}

function marketOf(instruments, stream) {
  const assets = Array.from({ length: instruments }, (_, i) => `A${i}`);
  return {
    timeUs: 0,
    contracts: assets.map((underlying) => ({
      kind: 'perpetual',
      symbol: underlying,
      underlying,
      settlesInCoin: false,
      multiplier: 1,
    })),
    markPrices: Float64Array.from(assets, () => 10 + 1_000 * stream.uniform()),
    assets,
    indexPrices: new Float64Array(instruments).fill(1),
    underlyingOf: Int32Array.from(assets, (_, i) => i),
    settlementOf: new Int32Array(instruments).fill(-1),
    surfaces: assets.map(() => null),
    carry: new Float64Array(instruments),
    rate: 0,
    openInterest: new Float64Array(instruments),
    depthAtOnePercent: new Float64Array(instruments),
  };
}

/** Prices of each pass differ; what they are does not depend on who computes. */
function runPasses(job, { passes }, requireAll) {
  const before = job.market.markPrices.slice();
  for (let pass = 0; pass < passes; pass += 1) {
    for (let c = 0; c < before.length; c += 1) job.market.markPrices[c] = before[c] * (1 + 0.001 * ((pass + c) % 7));
    requireAll(job);
  }
  job.market.markPrices.set(before);
  const hash = new BreachHash();
  for (let a = 0; a < job.initial.length; a += 97) hash.add(Math.round(job.initial[a]), Math.round(job.maintenance[a]));
  return String(hash);
}

function requireFlat({ prepared, all, starts, initial, maintenance }) {
  prepared.refresh();
  prepared.requireAllInto(all, starts, initial, maintenance);
}

function requireObjects({ prepared, books, initial, maintenance }) {
  prepared.refresh();
  const out = { initial: 0, maintenance: 0 };
  for (let a = 0; a < books.length; a += 1) {
    prepared.requireInto(books[a], out);
    initial[a] = out.initial;
    maintenance[a] = out.maintenance;
  }
}

function requireNaively({ market, all, starts, brackets, initial, maintenance }) {
  const { markPrices } = market;
  for (let a = 0; a + 1 < starts.length; a += 1) {
    let [initialSum, maintenanceSum] = [0, 0];
    for (let i = starts[a]; i < starts[a + 1]; i += 1) {
      const notional = Math.abs(all.sizes[i]) * markPrices[all.contracts[i]];
      let lower = 0;
      for (const { upTo, maintenanceRate, initialRate } of brackets) {
        if (notional <= lower) break;
        const inside = Math.min(notional, upTo) - lower;
        maintenanceSum += inside * maintenanceRate;
        initialSum += inside * initialRate;
        lower = upTo;
      }
    }
    initial[a] = initialSum;
    maintenance[a] = maintenanceSum;
  }
}
