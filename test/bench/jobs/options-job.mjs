/** Accounts of five option legs each on one underlying's options, and two ways of requiring margin of them. */
import { createSpanModel } from '../../../dist/margin/span/span-model.js';
import { createGridModel } from '../../../dist/margin/grid/grid-model.js';
import { computeScenarioProfit, prepareScenario } from '../../../dist/margin/grid/scenario-profit.js';
import { writeRiskArray } from '../../../dist/margin/span/risk-array.js';
import { computeShockedPrice } from '../../../dist/instruments/contract-value.js';
import { createStream } from '../../../dist/numeric/stream.js';
import { median, processorMs } from '../harness/measure.mjs';

const US_PER_DAY = 86_400_000_000;
const LEGS = 5;
const INDEX = 60_000;
const VOLATILITY = 0.6;

export async function createOptionsJob(model, accounts) {
  const market = listOptions();
  const stream = createStream('portfolio-margin', model);
  const parameters = model === 'span' ? spanParameters() : gridParameters();
  const prepared = (model === 'span' ? createSpanModel(parameters) : createGridModel(parameters)).prepare(market);
  const contracts = new Int32Array(accounts * LEGS);
  const sizes = new Float64Array(accounts * LEGS);
  for (let leg = 0; leg < contracts.length; leg += 1) {
    const account = Math.floor(leg / LEGS) * LEGS;
    do contracts[leg] = stream.integer(market.contracts.length);
    while (contracts.subarray(account, leg).includes(contracts[leg]));
    sizes[leg] = (stream.uniform() < 0.5 ? -1 : 1) * (1 + stream.integer(20));
  }
  const book = {
    count: LEGS,
    contracts: new Int32Array(LEGS),
    sizes: new Float64Array(LEGS),
    entryPrices: new Float64Array(LEGS),
  };
  const out = { initial: 0, maintenance: 0 };
  const load = (account) => {
    for (let row = 0; row < LEGS; row += 1) {
      book.contracts[row] = contracts[account * LEGS + row];
      book.sizes[row] = sizes[account * LEGS + row];
    }
  };
  const times = [0, 1, 2].map(() => {
    const started = processorMs();
    prepared.refresh();
    return processorMs() - started;
  });
  return {
    prepared,
    contracts: market.contracts.length,
    refreshMs: median(times),
    require: (account) => {
      load(account);
      prepared.requireInto(book, out);
      return out.maintenance;
    },
    requireNaively: (account) => {
      load(account);
      return model === 'span' ? naiveSpan(parameters, market, book) : naiveGrid(parameters, market, book);
    },
  };
}

/** 5 expiries x 20 strikes x calls and puts. */
function listOptions() {
  const contracts = [];
  for (const days of [7, 14, 30, 60, 90]) {
    for (let k = 0; k < 20; k += 1) {
      for (const right of ['call', 'put']) {
        const strike = 30_000 + 3_000 * k;
        contracts.push({
          kind: 'option',
          symbol: `${days}-${strike}-${right}`,
          underlying: 'BTC',
          settlesInCoin: false,
          multiplier: 1,
          right,
          strike,
          expiryUs: days * US_PER_DAY,
        });
      }
    }
  }
  const market = {
    timeUs: 0,
    contracts,
    markPrices: new Float64Array(contracts.length),
    assets: ['BTC'],
    indexPrices: Float64Array.of(INDEX),
    underlyingOf: new Int32Array(contracts.length),
    settlementOf: new Int32Array(contracts.length).fill(-1),
    surfaces: [{ volatilityAt: () => VOLATILITY }],
    carry: new Float64Array(1),
    rate: 0,
    openInterest: new Float64Array(contracts.length),
    depthAtOnePercent: new Float64Array(contracts.length).fill(Infinity),
  };
  contracts.forEach((_, c) => {
    market.markPrices[c] = computeShockedPrice(market, c, INDEX);
  });
  return market;
}

function spanParameters() {
  const priceScanRange = { of: 'share', value: 0.12 };
  return {
    id: 'span',
    title: 'SPAN',
    source: 'benchmark',
    liquidatesAtEquality: false,
    initialRatio: 1.1,
    extremeMove: { multiple: 3, cover: 0.33 },
    lookaheadDays: 1,
    weightedPriceRisk: 'scanRangeCap',
    commodities: [
      {
        name: 'BTC',
        underlyings: ['BTC'],
        contractUnit: 1,
        priceScanRange,
        volatilityScanRange: { of: 'share', value: 0.25 },
        shortOptionMinimum: { of: 'share', value: 0.02, counts: 'sum' },
        compositeDelta: 'present',
        tiers: [],
        calendarSpreads: [],
        deliveryCharge: null,
        riskArrays: {},
      },
    ],
    scanningSpreads: [],
    deltaSpreads: [],
  };
}

function gridParameters() {
  const rule = { kind: 'relative', power: 0.3, farDays: 30, powerFar: 0.13, referenceDays: 30, daysMin: 1, floor: 0 };
  const scenario = (priceMove, volatilityRule) => ({
    name: `${priceMove} ${volatilityRule}`,
    priceMove,
    volatilityRule,
    weight: priceMove > 0.2 || priceMove < -0.2 ? 0.16 / Math.abs(priceMove) : 1,
    laterDays: 0,
    carryShift: 0,
    rateShift: 0,
    coinMove: priceMove,
    dampener: 0,
  });
  const moves = [0.12, 0.08, 0.04, 0, -0.04, -0.08, -0.12];
  const scenarios = [
    ...moves.flatMap((move) => [scenario(move, 'up'), scenario(move, 'down')]),
    ...[0.16, -0.16, -0.66, -0.33, 0.5, 1, 2, 3, 4, 5].map((move) => scenario(move, 'up')),
  ];
  const exposure = (name, measuredOver, rates) => ({
    kind: 'exposure',
    name,
    contracts: ['perpetual', 'future', 'option'],
    underlyings: [],
    figure: 'delta',
    timeWeight: null,
    nettedOver: 'contract',
    measuredOver,
    rates,
    tiers: [],
    growth: null,
  });
  const formula = {
    max: [
      { charge: 'scan', times: 1 },
      { charge: 'minimum delta', times: 1 },
    ],
    times: 1,
  };
  return {
    id: 'grid',
    title: 'grid',
    source: 'benchmark',
    liquidatesAtEquality: false,
    segregatesSettlement: false,
    classes: [
      {
        name: 'all',
        underlyings: ['*'],
        scans: { scan: scenarios },
        volatilityRules: [
          { ...rule, name: 'up', change: 0.4, changeFar: 0.4 },
          { ...rule, name: 'down', change: -0.22, changeFar: -0.22 },
        ],
      },
    ],
    groups: [],
    charges: [
      { kind: 'scan', name: 'scan', contracts: ['option'], netting: 'underlying', timeWeight: { base: 1, perYear: 0 } },
      exposure('minimum delta', 'underlying', [
        { measure: 'net', rate: 0.02 },
        { measure: 'hedged', rate: 0.01 },
      ]),
    ],
    maintenance: formula,
    initial: formula,
  };
}

function naiveSpan(parameters, market, book) {
  const [commodity] = parameters.commodities;
  const losses = new Float64Array(16);
  const leg = new Float64Array(16);
  let shorts = 0;
  for (let row = 0; row < book.count; row += 1) {
    writeRiskArray(market, book.contracts[row], commodity, commodity.priceScanRange, parameters, leg, 0);
    for (let k = 0; k < 16; k += 1) losses[k] += book.sizes[row] * leg[k];
    shorts += Math.max(0, -book.sizes[row]) * commodity.shortOptionMinimum.value * INDEX;
  }
  return Math.max(0, shorts, ...losses);
}

/** The largest weighted loss, or minimum delta. */
function naiveGrid(parameters, market, book) {
  const [ofClass] = parameters.classes;
  let worst = 0;
  for (const terms of ofClass.scans.scan) {
    const scenario = prepareScenario(terms, ofClass);
    let profit = 0;
    for (let row = 0; row < book.count; row += 1) {
      profit += book.sizes[row] * terms.weight * computeScenarioProfit(market, book.contracts[row], scenario);
    }
    worst = Math.max(worst, -profit);
  }
  return Math.max(worst, naiveMinimumDelta(market, book));
}

function naiveMinimumDelta(market, book) {
  let [net, gross] = [0, 0];
  for (let row = 0; row < book.count; row += 1) {
    // At rate and carry 0 a central difference in the index is the delta.
    const c = book.contracts[row];
    const bump = 1e-4 * INDEX;
    const slope =
      (computeShockedPrice(market, c, INDEX + bump) - computeShockedPrice(market, c, INDEX - bump)) / (2 * bump);
    net += book.sizes[row] * slope * INDEX;
    gross += Math.abs(book.sizes[row] * slope * INDEX);
  }
  return 0.02 * Math.abs(net) + (0.01 * (gross - Math.abs(net))) / 2;
}
