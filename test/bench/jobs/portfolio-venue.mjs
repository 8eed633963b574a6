/**
 * A venue with every kind of contract for the benchmark of the portfolio watch: three coins, each with a linear and an
 * inverse perpetual, a future and four options, collateral in coins and in a stable coin, and prices that fall.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScenario } from '../../../dist/index.js';
import { drawNormal } from '../../../dist/numeric/distributions.js';
import { createStream } from '../../../dist/numeric/stream.js';

const COINS = [
  { symbol: 'BTC', price: 100_000, tick: 0.1, lot: 0.001, inverseLot: 100, volatility: 60 },
  { symbol: 'ETH', price: 4_000, tick: 0.01, lot: 0.01, inverseLot: 10, volatility: 75 },
  { symbol: 'SOL', price: 200, tick: 0.001, lot: 0.1, inverseLot: 10, volatility: 90 },
];
/** Share of the price at which each option is struck, its right, and whether it settles in the coin. */
const OPTIONS = [
  [1.1, 'call', true],
  [1.25, 'call', true],
  [0.9, 'put', false],
  [0.75, 'put', false],
];
const MODELS = {
  grid: 'deribit-xpm-2024',
  'value at risk': 'historical-var-99',
};
const HISTORY_DAYS = 600;

/** @param terms `accounts`: about so many; `model`: a key of MODELS; `minutes` that the path lasts */
export function loadPortfolioVenue({ accounts, model, minutes }) {
  const folder = mkdtempSync(join(tmpdir(), 'aftershock-portfolio-venue-'));
  try {
    const isRisk = model === 'value at risk';
    if (isRisk) writeFileSync(join(folder, 'closes.csv'), drawCloses());
    const file = join(folder, 'scenario.yaml');
    writeFileSync(file, scenarioText({ accounts, minutes, model: MODELS[model], isRisk }));
    return loadScenario(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function scenarioText({ accounts, minutes, model, isRisk }) {
  // Money grows with the venue up to 200,000 accounts; beyond them more accounts share it: sums stay below 2^53 quanta.
  const size = Math.min(accounts, 200_000) / 50_000;
  const money = (millions) => `${Math.round(millions * size * 1_000)} k USD`;
  const equity = Math.max(1, Math.round((20_000 * size * 50_000) / accounts));
  const weights = COINS.flatMap(({ symbol }) => [
    `${symbol}: 6, ${symbol}-INV: 3, ${symbol}-F: 2`,
    ...OPTIONS.map((_, k) => `${symbol}-O${k}: 1`),
  ]).join(', ');
  const classOf = (name, share, more) => `    - name: ${name}
      kind: leveragedDirectional
      accounts: ${Math.round(accounts * share)}
      equity: {kind: logNormal, median: ${equity} USD, sigma: 1, min: ${Math.ceil(equity / 20)} USD, max: ${equity * 50} USD}
${more}`;
  return `version: 1
name: portfolio-watch
title: A fall under portfolio margin
run:
  startTime: 2025-10-10T00:00:00Z
  duration: ${minutes} min
  sampleInterval: 5 min
  seed: 11
  paths: 1
venue:
  instruments:
${COINS.map((coin) => instrumentsOf(coin, money)).join('\n')}
    - {kind: spot, symbol: USDX, initialPrice: 1 USD, tickSize: 0.0001 USD, lotSize: 0.0001 USDX, depthAtOnePercent: ${money(50)}, annualVolatility: 1 %}
  collateral:
${COINS.map(({ symbol }) => `    - {instrument: ${symbol}-SPOT, brackets: [{valueMax: 5 M USD, weight: 95 %}, {weight: 80 %}], liabilityWeight: 105 %}`).join('\n')}
    - {instrument: USDX, brackets: [{weight: 99 %}]}
  optionMarkets:
${COINS.map(({ symbol, volatility }) => `    - {instrument: ${symbol}, surface: ${volatility} %, carry: 4 %}`).join('\n')}
  interestRate: 4 %
  margin: ${model}
${isRisk ? '  marginHistory: closes.csv\n' : ''}  liquidation: {throughput: ${Math.max(10, Math.round(accounts / 500))} /s}
  insuranceFund: {initial: ${money(50)}}
market:
  tick: 1 s
  prices:
    ramps:
      - {from: 2 min, to: ${minutes - 2} min, move: -12 %}
agents:
  leverageStretchMax: 10x
  classes:
${classOf('traders', 0.6, `      leverage: {kind: uniform, min: 0.5x, max: 4x}\n      instruments: {${weights}}\n      instrumentsPerAccount: 3\n      collateral: [{instrument: BTC-SPOT, share: 25 %}, {instrument: USDX, share: 25 %}]`)}
${classOf('outright', 0.3, `      leverage: {kind: uniform, min: 0.5x, max: 4x}\n      instruments: {${weights}}\n      instrumentsPerAccount: 1`)}
${classOf('hedged', 0.1, '      leverage: {kind: uniform, min: 1x, max: 4x}\n      instruments: {BTC: 1}\n      hedge: {with: BTC-INV, share: 80 %}')}
    - name: makers
      kind: marketMaker
      accounts: 20
      equity: ${money(20)}
`;
}

function instrumentsOf({ symbol, price, tick, lot, inverseLot, volatility }, money) {
  const usd = (value) => `${Number(value.toPrecision(6))} USD`;
  const follows = `follows: ${symbol}`;
  const coin = `settlesIn: ${symbol}-SPOT`;
  const options = OPTIONS.map(([share, right, isCoin], k) => {
    const terms = `strike: ${usd(price * share)}, expiry: ${30 + 30 * (k % 2)} d, right: ${right}`;
    const unit = isCoin ? `tickSize: 0.0001 ${symbol}, ${coin}` : `tickSize: ${usd(tick * 10)}`;
    return `    - {kind: option, symbol: ${symbol}-O${k}, ${follows}, ${terms}, ${unit}, lotSize: ${lot * 10} ${symbol}, openInterest: ${money(10)}, depthAtOnePercent: ${money(4)}}`;
  });
  return [
    `    - {symbol: ${symbol}, initialPrice: ${usd(price)}, tickSize: ${usd(tick)}, lotSize: ${lot} ${symbol}, openInterest: ${money(400)}, depthAtOnePercent: ${money(50)}, annualVolatility: ${volatility} %}`,
    `    - {kind: spot, symbol: ${symbol}-SPOT, ${follows}, tickSize: ${usd(tick)}, lotSize: 0.00000001 ${symbol}, depthAtOnePercent: ${money(50)}}`,
    `    - {kind: perpetual, symbol: ${symbol}-INV, ${follows}, ${coin}, tickSize: ${usd(tick)}, lotSize: ${inverseLot} USD, openInterest: ${money(symbol === 'BTC' ? 200 : 100)}, depthAtOnePercent: ${money(25)}}`,
    `    - {kind: future, symbol: ${symbol}-F, ${follows}, expiry: 90 d, tickSize: ${usd(tick)}, lotSize: ${lot} ${symbol}, openInterest: ${money(50)}, depthAtOnePercent: ${money(10)}}`,
    ...options,
  ].join('\n');
}

/** Daily closes with one factor, for models that are estimated from prices. */
function drawCloses() {
  const stream = createStream('bench', 'closes');
  const prices = COINS.map(({ price }) => price);
  const rows = [`date,${COINS.map(({ symbol }) => symbol).join(',')}`];
  for (let day = 0; day < HISTORY_DAYS; day += 1) {
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    rows.push(`${date},${prices.map((price) => price.toFixed(4)).join(',')}`);
    const factor = drawNormal(stream);
    COINS.forEach(({ volatility }, k) => {
      prices[k] *= Math.max(0.5, 1 + (volatility / 1_910) * (0.8 * factor + 0.6 * drawNormal(stream)));
    });
  }
  return `${rows.join('\n')}\n`;
}
