/**
 * Accounts under historical margin: returns with one factor, clusters of volatility and heavy tails, and books of linear
 * positions and options, hedged or with all positions on one side. The naive margin looks at every scenario of every account,
 * as fast as plain JavaScript does that: one pass over contiguous rows for each position, then the worst by insertion.
 */
import { createPositionColumns } from '../../../dist/margin/margin-model.js';
import { withReturns } from '../../../dist/margin/risk/recalibrate.js';
import { createRiskModel } from '../../../dist/margin/risk/risk-model.js';
import { NO_ANTI_PROCYCLICALITY } from '../../../dist/margin/risk/risk-parameters.js';
import { normalQuantile } from '../../../dist/numeric/normal.js';
import { createStream } from '../../../dist/numeric/stream.js';

const YEAR_US = 365 * 86_400 * 1_000_000;

export function createRiskJob({
  accounts,
  positions,
  assets,
  scenarios,
  sides,
  options,
  tools = false,
  shortfall = false,
}) {
  const stream = createStream('bench', 'risk', positions, assets, scenarios, sides);
  const market = drawMarket(stream, assets, options);
  const returns = drawReturns(stream, scenarios, assets);
  const books = drawBooks(stream, market, accounts, positions, sides);
  const prepared = createRiskModel(
    withReturns(specificationOf(tools, shortfall), market.assets, { dayCount: scenarios, returns }),
  ).prepare(market);
  const rankCount = shortfall ? Math.ceil(scenarios * 0.025) : Math.ceil(scenarios * 0.01 - 1e-9);
  return {
    market,
    returns,
    books,
    prepared,
    naive: createNaive(market, prepared, returns, scenarios, rankCount, shortfall),
  };
}

function specificationOf(tools, shortfall) {
  return {
    id: 'bench',
    title: 'bench',
    source: 'bench',
    measure: shortfall ? 'expected-shortfall' : 'value-at-risk',
    confidence: shortfall ? 0.975 : 0.99,
    returnKind: 'simple',
    horizonDays: 1,
    horizonRule: 'square-root',
    windowDays: null,
    estimator: { kind: 'historical', scaling: null, convention: { valueAtRisk: 'ceiling', shortfall: 'worst' } },
    initialRatio: 1.25,
    offsetCap: tools ? { share: 0.8, groups: null } : null,
    antiProcyclicality: tools ? { ...NO_ANTI_PROCYCLICALITY, bufferShare: 0.25 } : NO_ANTI_PROCYCLICALITY,
    liquidity: tools ? { law: 'linear', freeShare: 1, impactMax: 0.2 } : null,
    volatilityResponse: 0,
  };
}

function drawReturns(stream, dayCount, assetCount) {
  const normal = () => normalQuantile(stream.uniformOpen());
  const returns = new Float64Array(dayCount * assetCount);
  let variance = 1;
  for (let day = 0; day < dayCount; day += 1) {
    const deviation = Math.sqrt(variance);
    const factor = normal();
    for (let a = 0; a < assetCount; a += 1) {
      returns[day * assetCount + a] = Math.max(-0.6, 0.03 * deviation * (0.8 * factor + 0.6 * normal()));
    }
    variance = 0.05 + variance * (0.1 * factor * factor + 0.85);
  }
  return returns;
}

function drawMarket(stream, assetCount, optionsPerAsset) {
  const assets = Array.from({ length: assetCount }, (_, a) => `A${a}`);
  const indexPrices = Float64Array.from(assets, () => 100 * (1 + stream.uniform()));
  const contracts = assets.flatMap((underlying, a) => [
    { kind: 'perpetual', symbol: `${underlying}-P`, underlying, settlesInCoin: false, multiplier: 1 },
    ...Array.from({ length: optionsPerAsset }, (_, k) => ({
      kind: 'option',
      symbol: `${underlying}-O${k}`,
      underlying,
      settlesInCoin: false,
      multiplier: 1,
      right: k % 2 === 0 ? 'call' : 'put',
      strike: indexPrices[a] * (0.8 + 0.4 * stream.uniform()),
      expiryUs: YEAR_US * (0.05 + 0.2 * stream.uniform()),
    })),
  ]);
  const underlyingOf = Int32Array.from(contracts, ({ underlying }) => assets.indexOf(underlying));
  return {
    timeUs: 0,
    contracts,
    markPrices: Float64Array.from(
      contracts,
      ({ kind }, c) => indexPrices[underlyingOf[c]] * (kind === 'option' ? 0.08 : 1),
    ),
    assets,
    indexPrices,
    underlyingOf,
    settlementOf: new Int32Array(contracts.length).fill(-1),
    surfaces: assets.map(() => ({ volatilityAt: (moneyness) => 0.6 + 0.2 * moneyness * moneyness })),
    carry: new Float64Array(assetCount),
    rate: 0,
    openInterest: new Float64Array(contracts.length),
    depthAtOnePercent: new Float64Array(contracts.length).fill(1e5),
  };
}

function drawBooks(stream, market, accounts, positions, sides) {
  const contractCount = market.contracts.length;
  return Array.from({ length: accounts }, () => {
    const book = createPositionColumns(positions);
    const side = stream.uniform() < 0.5 ? -1 : 1;
    const first = stream.integer(contractCount);
    for (let i = 0; i < positions; i += 1) {
      const contract = (first + i) % contractCount;
      const own = sides === 'mixed' && stream.uniform() < 0.5 ? -side : side;
      book.contracts[i] = contract;
      book.sizes[i] = (own * 1_000 * 100 ** stream.uniform()) / market.indexPrices[market.underlyingOf[contract]];
    }
    book.count = positions;
    return book;
  });
}

/** Rows of losses of one contract in each scenario; those of options are asked of the model, one contract at a time. */
function createNaive(market, prepared, returns, scenarios, rankCount, shortfall) {
  const assetCount = market.assets.length;
  const rows = market.contracts.map(({ kind, multiplier }, c) => {
    if (kind === 'option') {
      const single = createPositionColumns(1);
      single.contracts[0] = c;
      single.sizes[0] = 1;
      single.count = 1;
      return Float64Array.from(prepared.explain(single).scenarios, ({ loss }) => loss);
    }
    const asset = market.underlyingOf[c];
    return Float64Array.from({ length: scenarios }, (_, s) => -returns[s * assetCount + asset]).map(
      (loss) => loss * multiplier,
    );
  });
  const values = market.contracts.map(({ kind, multiplier }, c) =>
    kind === 'option' ? 1 : multiplier * market.markPrices[c],
  );
  const losses = new Float64Array(scenarios);
  const worst = new Float64Array(rankCount);
  return (book) => {
    for (let i = 0; i < book.count; i += 1) {
      const row = rows[book.contracts[i]];
      const units = book.sizes[i] * values[book.contracts[i]];
      if (i === 0) for (let s = 0; s < scenarios; s += 1) losses[s] = units * row[s];
      else for (let s = 0; s < scenarios; s += 1) losses[s] += units * row[s];
    }
    worst.fill(-Infinity);
    for (let s = 0; s < scenarios; s += 1) {
      let loss = losses[s];
      if (loss <= worst[rankCount - 1]) continue;
      for (let rank = 0; rank < rankCount; rank += 1) {
        if (loss > worst[rank]) [worst[rank], loss] = [loss, worst[rank]];
      }
    }
    if (!shortfall) return Math.max(0, worst[rankCount - 1]);
    let sum = 0;
    for (let rank = 0; rank < rankCount; rank += 1) sum += worst[rank] * (1 / rankCount);
    return Math.max(0, sum);
  };
}
