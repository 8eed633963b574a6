// A small sound scenario that uses most keys, for tests that break one thing at a time.

export const baseText = `version: 1
name: base
title: Two instruments
description: For tests.
sources:
  - Nobody
run:
  startTime: 2020-03-12T00:00:00Z
  duration: 1 h
  seed: 7
  paths: 4
  sampleInterval: 1 min
venue:
  instruments:
    - symbol: BTC
      initialPrice: 8000 USD
      tickSize: 0.1 USD
      lotSize: 0.001 BTC
      tiers: binance-usdm-2024-10/BTCUSDT
      openInterest: 10 M USD
      depthAtOnePercent: 2 M USD
    - symbol: ETH
      initialPrice: 200 USD
      tickSize: 0.01 USD
      lotSize: 0.01
      tiers:
        - {notionalMax: 1 M USD, maxLeverage: 50x, maintenanceRate: 1 %}
        - {maxLeverage: 10x, maintenanceRate: 5 %}
      openInterest: 5 M USD
      depthAtOnePercent: 1 M USD
  insuranceFund:
    initial: 1 M USD
  circuitBreakers:
    priceBand: {width: 10 %}
    halt: {window: 5 min, move: 10 %, duration: 5 min}
    throttle: {notionalMax: 5 M USD, window: 1 s}
market:
  tick: 1 s
  prices:
    waypoints:
      unit: USD
      rows:
        - {at: 0 s, BTC: 8000, ETH: 200}
        - {at: 2020-03-12T00:30:00Z, BTC: 6000}
    jumps:
      - {at: 10 min, move: {BTC: -5 %}}
    ramps:
      - {from: 20 min, to: 40 min, move: -10 %}
  noise: {distribution: gaussian}
  correlation:
    pairwise: 0.5
    pairs:
      - {between: [BTC, ETH], value: 0.8}
agents:
  classes:
    - name: retail
      kind: leveragedDirectional
      accounts: 1 k
      equity: {kind: logNormal, median: 5 k USD, sigma: 1.2, min: 100 USD, max: 1 M USD}
      leverage: {kind: uniform, min: 2x, max: 20x}
      instruments: {BTC: 2, ETH: 1}
    - name: makers
      kind: marketMaker
      accounts: 10
      equity: 1 M USD
thresholds:
  - uncoveredLoss.max <= 0
`;

/** The base scenario with `from` replaced by `to`. Fails when it is not there exactly once. */
export function edited(from: string, to: string, text: string = baseText): string {
  if (text.split(from).length !== 2) throw new Error(`"${from}" stands ${text.split(from).length - 1} times`);
  return text.replace(from, () => to);
}

/** Text without the mark `«`, and the line:column where it stood. */
export function unmark(marked: string): { text: string; place: string } {
  const at = marked.indexOf('«');
  if (at < 0) return { text: marked, place: '' };
  const before = marked.slice(0, at).split('\n');
  return { text: marked.replace('«', ''), place: `${before.length}:${before.at(-1)!.length + 1}` };
}
