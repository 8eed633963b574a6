/**
 * What a scenario gets where it says nothing, as it would be written in the file. The schema prints each of these
 * beside its key. Figures without a source are modelling choices, meant to be replaced by the venue's own.
 */
export const DEFAULTS = {
  run: {
    seed: '1',
    paths: 32,
    sampleInterval: '1 min',
    populationPerPath: false,
  },
  instrument: {
    depthExponent: 2,
    annualVolatility: '80 %',
  },
  marginChanges: [],
  faults: [],
  fault: {
    instruments: 'all',
    classes: 'all',
    share: '100 %',
    commands: 'wait',
    orders: 'wait',
  },
  withdrawals: {
    switch: 'off',
    latency: '1 min',
    throughput: '100 /s',
  },
  bankRun: {
    lookback: '1 h',
    share: '100 %',
  },
  marginChange: {
    instruments: 'all',
    initialOnly: false,
  },
  markPrice: {
    latency: '100 ms',
    interval: '100 ms',
    ownVenueWeight: '30 %',
    basisLimit: '5 %',
  },
  liquidation: {
    sizing: 'tierStep',
    wholeBelow: '1,000 USD',
    fee: '0.5 %',
    latency: '100 ms',
    stepInterval: '500 ms',
    retryInterval: '1 s',
    throughput: '200 /s',
    takeoverEquityShare: '0 %',
  },
  insuranceFund: {
    inventoryMargin: '10 %',
    unwindInterval: '30 s',
    unwindShare: '10 %',
  },
  waterfall: ['insuranceFund', 'autoDeleveraging'],
  autoDeleveraging: {
    ranking: 'binance',
    price: 'bankruptcy',
  },
  circuitBreakers: {
    breaker: 'off',
    haltLiquidationsAllowed: false,
  },
  noise: {
    distribution: 'studentT',
    degreesOfFreedom: 4,
    bridgedToWaypoints: true,
  },
  correlation: {
    pairwise: 0,
  },
  impact: {
    permanentShare: '30 %',
    halfLife: '5 min',
    crossShare: '50 %',
  },
  withdrawal: {
    sensitivity: 0.3,
    horizon: '0 s',
    floorShare: '5 %',
    recoveryHalfLife: '10 min',
  },
  externalLiquidity: {
    depthShare: '50 %',
    absorption: '50 M USD/h',
  },
  agents: {
    warningRatio: '1.5x',
    wakeInterval: '5 s',
    leverageStretchMax: '1.5x',
  },
  agentClass: {
    longShare: '50 %',
    flatLeverage: '0x',
    instruments: 'byOpenInterest',
    instrumentsPerAccount: 1,
    reaction: '1 s',
    stopLossProbability: '0 %',
    stopLossEquityShare: '50 %',
    rehedgeShare: '80 %',
    topUpLimit: '100 %',
    inventoryLimit: '3x',
    stressRatioStart: '50 %',
    stressRatioFull: '80 %',
    requoteInterval: '1 s',
    drawdownTrigger: '10 %',
    lookback: '1 h',
    sellShare: '100 %',
    buyLeverage: '2x',
    payProbability: '50 %',
    topUpRatio: '2x',
  },
} as const;
