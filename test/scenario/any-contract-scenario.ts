// A small sound scenario with every kind of instrument, collateral and a hedged class, for tests that break one thing.

export const anyContractText = `version: 1
name: any-contract
title: Every kind of instrument
run:
  startTime: 2025-10-10T00:00:00Z
  duration: 1 h
  seed: 7
  paths: 1
venue:
  instruments:
    - symbol: BTC
      initialPrice: 100,000 USD
      tickSize: 0.1 USD
      lotSize: 0.001 BTC
      tiers: [{maxLeverage: 50x, maintenanceRate: 1 %}]
      openInterest: 10 M USD
      depthAtOnePercent: 2 M USD
      annualVolatility: 60 %
    - kind: spot
      symbol: BTC-SPOT
      follows: BTC
      tickSize: 0.1 USD
      lotSize: 0.00000001 BTC
      depthAtOnePercent: 2 M USD
    - kind: perpetual
      symbol: BTC-INV
      follows: BTC
      settlesIn: BTC-SPOT
      tickSize: 0.5 USD
      lotSize: 100 USD
      tiers: [{maxLeverage: 50x, maintenanceRate: 1 %}]
      openInterest: 4 M USD
      depthAtOnePercent: 1 M USD
    - kind: future
      symbol: BTC-27MAR26
      follows: BTC
      expiry: 2026-03-27T08:00:00Z
      tickSize: 0.5 USD
      lotSize: 0.001 BTC
      tiers: [{maxLeverage: 20x, maintenanceRate: 2 %}]
      openInterest: 1 M USD
      depthAtOnePercent: 500 k USD
    - kind: option
      symbol: BTC-120000-C
      follows: BTC
      settlesIn: BTC-SPOT
      right: call
      strike: 120,000 USD
      expiry: 30 d
      tickSize: 0.0001 BTC
      lotSize: 0.01 BTC
      tiers: [{maxLeverage: 10x, maintenanceRate: 5 %}]
      openInterest: 1 M USD
      depthAtOnePercent: 100 k USD
    - kind: option
      symbol: BTC-80000-P
      follows: BTC
      right: put
      strike: 80,000 USD
      expiry: 30 d
      tickSize: 5 USD
      lotSize: 0.01 BTC
      tiers: [{maxLeverage: 10x, maintenanceRate: 5 %}]
      openInterest: 1 M USD
      depthAtOnePercent: 100 k USD
    - kind: spot
      symbol: USDX
      initialPrice: 1 USD
      tickSize: 0.0001 USD
      lotSize: 0.0001 USDX
      depthAtOnePercent: 5 M USD
      annualVolatility: 1 %
  collateral:
    - instrument: BTC-SPOT
      brackets: [{valueMax: 5 M USD, weight: 95 %}, {weight: 80 %}]
      liabilityWeight: 110 %
    - {instrument: USDX, brackets: [{weight: 99 %}]}
  optionMarkets:
    - {instrument: BTC, surface: 60 %, carry: 5 %}
  interestRate: 4 %
  marginRecalibration:
    estimator: {kind: garch, alpha: 0.1, beta: 0.85}
    interval: 5 min
  insuranceFund:
    initial: 1 M USD
  circuitBreakers:
    halt: {window: 5 min, move: 10 %, duration: 5 min, marginMultiple: 2x}
market:
  tick: 1 s
  prices:
    jumps:
      - {at: 10 min, move: {BTC: -5 %}}
    ramps:
      - {from: 20 min, to: 40 min, move: -10 %}
  correlation:
    pairs:
      - {between: [BTC, USDX], value: 0.3}
agents:
  leverageStretchMax: 2.5x
  classes:
    - name: traders
      kind: leveragedDirectional
      accounts: 600
      equity: {kind: logNormal, median: 100 k USD, sigma: 0.5, min: 10 k USD, max: 1 M USD}
      leverage: {kind: uniform, min: 0.2x, max: 1x}
      instrumentsPerAccount: 1
      collateral: [{instrument: BTC-SPOT, share: 30 %}, {instrument: USDX, share: 20 %}]
    - name: hedged
      kind: leveragedDirectional
      accounts: 40
      equity: 20 k USD
      leverage: 4x
      instruments: {BTC: 1}
      hedge: {with: BTC-INV, share: 100 %}
    - name: makers
      kind: marketMaker
      accounts: 10
      equity: 1 M USD
`;

/** Every position at its worst of three moves. */
export const SIMPLE_GRID = [
  '{classes: [{name: all, underlyings: ["*"], scans: {SCAN: [{prices: [-10 %, 0 %, 10 %], volatilities: [same]}]}}],',
  'charges: [{kind: scan, name: SCAN, netting: underlying}], initial: {charge: SCAN, times: 1.25}, maintenance: SCAN}',
].join(' ');
