// Goal: settings that are legal and hardly meant are named, each once and where it stands; a sound scenario has none. Method: one
// odd setting of a small scenario a case, and all that is said about it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../src/scenario/read-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { baseText } from './base-scenario.ts';
import { environmentWith, readShipped, readText, repository } from './test-environment.ts';

type Settings = Readonly<Record<string, string>>;
/** Code and key of what is said, and words that its sentence has. */
type Case = readonly [name: string, settings: Settings, code: string, key: string, words?: string];

const read = (settings: Settings, text = baseText): Scenario =>
  readText(text, { overrides: Object.entries(settings).map(([key, value]) => ({ key, value })) });

const withClass = (keys: string): Settings => ({
  'agents.classes': `[${[
    '{ name: retail, kind: leveragedDirectional, accounts: 1000, equity: 20 k USD, leverage: 10x }',
    '{ name: makers, kind: marketMaker, accounts: 10, equity: 1 M USD }',
    `{ name: odd, accounts: 10, equity: 20 k USD, ${keys} }`,
  ].join(', ')}]`,
});
const faults = (...list: string[]): Settings => ({ faults: `[${list.map((one) => `{ ${one} }`).join(', ')}]` });
const control = (key: string, keys: string): Settings => ({ [`venue.controls.${key}`]: `{ ${keys} }` });
const auction = (keys: string): Settings => ({
  'venue.takeover': `[{ kind: dutchAuction, bidders: [{ name: a, capital: 1 M USD, reservation: 10 % }], ${keys} }, fund]`,
});
const members = (keys = ''): Settings => ({
  'venue.defaultFund': `{ members: [{ class: makers, contribution: 10 k USD }]${keys} }`,
});
const paid: Settings = {
  'venue.withdrawals': '{}',
  'agents.classes[0].bankRun': '{ fall: { min: 5 %, max: 20 % } }',
};
const off = { 'venue.circuitBreakers.halt': 'off' };
const ONE_TIER = '[{ maxLeverage: 20x, maintenanceRate: 2.5 % }]';

const LONGER: readonly Case[] = [
  ['marks', { 'venue.markPrice.interval': '2 h' }, 'outlasts-run', 'venue.markPrice.interval', 'no mark'],
  ['an engine', { 'venue.liquidation.latency': '1 h' }, 'outlasts-run', 'venue.liquidation.latency', 'nobody is'],
  ['steps', { 'venue.liquidation.stepInterval': '1 h' }, 'outlasts-run', 'venue.liquidation.stepInterval', 'one order'],
  ['retries', { 'venue.liquidation.retryInterval': '1 d' }, 'outlasts-run', 'venue.liquidation.retryInterval'],
  ['sales', { 'venue.insuranceFund.unwindInterval': '1 h' }, 'outlasts-run', 'venue.insuranceFund.unwindInterval'],
  [
    'an inflow',
    { 'venue.insuranceFund.inflow': '{ amount: 1 USD, interval: 1 d }' },
    'outlasts-run',
    'venue.insuranceFund.inflow.interval',
  ],
  [
    'recalibration',
    { 'venue.marginRecalibration': '{ interval: 2 h, estimator: { kind: ewma, lambda: 0.94 } }' },
    'outlasts-run',
    'venue.marginRecalibration.interval',
  ],
  ['a halt', { 'venue.circuitBreakers.halt.duration': '1 h' }, 'outlasts-run', 'venue.circuitBreakers.halt.duration'],
  ['a limit state', control('limitUpDown', 'limitState: 1 h'), 'outlasts-run', 'venue.controls.limitUpDown.limitState'],
  ['a pause', control('limitUpDown', 'pause: 1 h'), 'outlasts-run', 'venue.controls.limitUpDown.pause'],
  [
    'a stop',
    control('dynamicBreaker', 'variant: 10 %, preOpen: 1 h'),
    'outlasts-run',
    'venue.controls.dynamicBreaker.preOpen',
  ],
  ['a level', control('marketWide', 'duration: 1 h'), 'outlasts-run', 'venue.controls.marketWide.duration', 'for good'],
  ['a call', control('reopening', 'call: 1 h'), 'outlasts-run', 'venue.controls.reopening.call', 'no auction'],
  [
    'a pause of liquidations',
    control('liquidationPause', 'fundShare: 50 %, duration: 1 h'),
    'outlasts-run',
    'venue.controls.liquidationPause.duration',
  ],
  [
    'steps of margins',
    control('marginSteps', 'interval: 1 h, steps: [{ above: 100 %, multiplier: 2x }]'),
    'outlasts-run',
    'venue.controls.marginSteps.interval',
  ],
  [
    'a guard',
    control('oracleGuard', 'deviation: 5 %, confirm: 1 h, action: freezeMark'),
    'outlasts-run',
    'venue.controls.oracleGuard.confirm',
  ],
  [
    'a control left at its defaults',
    { 'run.duration': '4 min', faults: '[]', 'market.prices': '{}', ...control('limitUpDown', 'tier: 1'), ...off },
    'outlasts-run',
    'venue.controls.limitUpDown',
    'pause of 5 min by default',
  ],
  [
    "a taker's sales",
    { 'venue.takeover': '[{ kind: vault, name: v, capital: 1 M USD, unwindInterval: 1 h }]' },
    'outlasts-run',
    'venue.takeover.v.unwindInterval',
  ],
  [
    'an auction',
    auction('discounts: [{ after: 0 s, discount: 0 % }, { after: 2 h, discount: 50 % }]'),
    'outlasts-run',
    'venue.takeover[0].discounts[1].after',
  ],
  ['agents', { 'agents.wakeInterval': '1 h' }, 'outlasts-run', 'agents.wakeInterval', 'never look'],
  ['quotes', { 'agents.classes[1].requoteInterval': '1 h' }, 'outlasts-run', 'agents.classes.makers.requoteInterval'],
  [
    'a whale that stays',
    withClass('kind: whale, instrument: BTC, depthMultiple: 0.01x, exit: { at: 1 h, over: 1 h }'),
    'outlasts-run',
    'agents.classes.odd.exit.at',
    'never begins',
  ],
];

const MARKS: readonly Case[] = [
  [
    'a fair price without funding',
    { 'venue.markPrice.rule': 'bitmex' },
    'mark-without-funding',
    'venue.markPrice.rule',
  ],
  ['a median without it', { 'venue.markPrice.rule': 'binance' }, 'mark-without-funding', 'venue.markPrice.rule'],
  [
    'a weight without room',
    { 'venue.markPrice': '{ ownVenueWeight: 50 %, basisLimit: 0 % }' },
    'weight-without-room',
    'venue.markPrice.ownVenueWeight',
  ],
  [
    'a median of one',
    { 'venue.markPrice.index': '{ average: median, venues: [{ weight: 1 }] }' },
    'median-of-one',
    'venue.markPrice.index.average',
    'of one price',
  ],
  [
    'a median that one rules',
    { 'venue.markPrice.index': '{ average: median, ownWeight: 3, venues: [{ weight: 1 }, { weight: 1 }] }' },
    'median-of-one',
    'venue.markPrice.index.average',
    'the own book, which has 3 of a weight of 5',
  ],
  ['funding after the end', { 'venue.funding': '{ interval: 8 h }' }, 'funding-after-run', 'venue.funding.interval'],
  ['funding by default after it', { 'venue.funding': '{ cap: 1 % }' }, 'funding-after-run', 'venue.funding'],
];

const LIQUIDATION: readonly Case[] = [
  ['nobody liquidated', { 'venue.liquidation.enabled': 'false' }, 'never-liquidates', 'venue.liquidation.enabled'],
  [
    'an order without a queue',
    { 'venue.liquidation': '{ accountOrder: largestNotional, throughput: "1,000,000 /s" }' },
    'order-without-queue',
    'venue.liquidation.accountOrder',
  ],
  [
    'less than an order',
    { 'venue.liquidation.throughput': '0.0001 /s' },
    'throughput-too-low',
    'venue.liquidation.throughput',
    'lets 0.36 of an order',
  ],
  [
    'sizing of nothing',
    { 'venue.liquidation': '{ sizing: { kind: fraction, share: 20 % }, wholeBelow: 15 M USD }' },
    'sizing-without-use',
    'venue.liquidation.wholeBelow',
    '$15.0 M',
  ],
  [
    'a step down of nothing',
    {
      'venue.liquidation.sizing': 'tierStep',
      'venue.instruments[0].tiers': ONE_TIER,
      'venue.instruments[1].tiers': ONE_TIER,
    },
    'step-without-tiers',
    'venue.instruments',
    'closes every position whole',
  ],
  [
    'a step down by a model without tables',
    {
      'venue.preset': 'okx-like-2025',
      'venue.margin': 'bybit-uta-pm-2025',
      'venue.instruments[0].tiers': ONE_TIER,
      'venue.instruments[1].tiers': ONE_TIER,
      'run.duration': '9 h',
      'run.sampleInterval': '1 h',
    },
    'step-without-tiers',
    'venue.instruments',
  ],
  [
    'a takeover at once',
    { 'venue.liquidation.takeoverEquityShare': '100 %' },
    'takes-over-at-once',
    'venue.liquidation.takeoverEquityShare',
  ],
  [
    'a limit within a tick',
    { 'venue.liquidation.limit': '{ kind: markDistance, distance: 20 ppm }' },
    'limit-below-tick',
    'venue.liquidation.limit.distance',
    'a tick of ETH at',
  ],
  [
    'a throttle below a lot',
    { 'venue.circuitBreakers.throttle': '{ notionalMax: 3 USD, window: 1 s }' },
    'throttle-below-lot',
    'venue.circuitBreakers.throttle.notionalMax',
    'one lot of BTC:',
  ],
];

const TAKEOVER: readonly Case[] = [
  [
    'takers larger than the market together',
    {
      'venue.takeover': '[{ kind: vault, name: v, capital: 8 M USD }, { kind: vault, name: w, capital: 8 M USD }]',
    },
    'larger-than-market',
    'venue.takeover',
    '$16.0 M of capital in all against an open interest of $15.0 M',
  ],
  [
    'an auction with two looks',
    auction('interval: 10 min, discounts: [{ after: 0 s, discount: 0 % }, { after: 10 min, discount: 50 % }]'),
    'one-look',
    'venue.takeover[0].interval',
  ],
  [
    'a discount that stands still',
    auction(
      'discounts: [{ after: 0 s, discount: 0 % }, { after: 5 min, discount: 50 % }, { after: 10 min, discount: 50 % }]',
    ),
    'discount-stands-still',
    'venue.takeover[0].discounts[2].discount',
    'already after 5 min',
  ],
  [
    'a bidder for nothing',
    {
      'venue.takeover':
        '[{ kind: dutchAuction, bidders: [{ name: a, capital: 1 M USD, reservation: 100 % }], discounts: [{ after: 0 s, discount: 0 % }, { after: 5 min, discount: 100 % }] }]',
    },
    'bids-for-nothing-less',
    'venue.takeover[0].bidders.a.reservation',
  ],
];

const LOSSES: readonly Case[] = [
  ['no stage', { 'venue.waterfall': '[]' }, 'no-waterfall', 'venue.waterfall'],
  [
    'a haircut of nothing',
    { 'venue.waterfall': '[insuranceFund, withdrawalHaircut]' },
    'haircut-without-withdrawals',
    'venue.waterfall[1]',
  ],
  ['a period without its stage', { 'venue.clawback.period': '10 min' }, 'unused-setting', 'venue.clawback.period'],
  [
    'a ranking without its stage',
    { 'venue.waterfall': '[insuranceFund]', 'venue.autoDeleveraging.ranking': 'okx' },
    'unused-setting',
    'venue.autoDeleveraging',
  ],
  [
    'a ranking that no queue reads',
    { 'venue.autoDeleveraging': '{ ranking: okx, allocation: waterFilling }' },
    'unused-setting',
    'venue.autoDeleveraging.ranking',
    'allocation waterFilling',
  ],
  [
    'deleveraging at the mark alone',
    { 'venue.waterfall': '[autoDeleveraging]', 'venue.autoDeleveraging.price': 'mark' },
    'deleveraging-pays-nothing',
    'venue.autoDeleveraging.price',
  ],
  [
    'no counterparties',
    {
      'venue.instruments[0].openInterest': '0 USD',
      'venue.instruments[1].openInterest': '0 USD',
      'venue.waterfall': '[insuranceFund, autoDeleveraging]',
      'agents.classes': '[{ name: makers, kind: marketMaker, accounts: 10, equity: 1 M USD }]',
    },
    'no-counterparties',
    'venue.waterfall[1]',
  ],
  [
    'a fund that nothing fills',
    { 'venue.insuranceFund.initial': '0 USD', 'venue.liquidation.fee': '0 %' },
    'empty-fund',
    'venue.insuranceFund.initial',
  ],
  [
    'a fund that nobody asks',
    { 'venue.waterfall': '[autoDeleveraging]', 'venue.takeover': '[]' },
    'idle-money',
    'venue.insuranceFund.initial',
  ],
  [
    'a fund larger than the market',
    { 'venue.insuranceFund.initial': '20 M USD' },
    'larger-than-market',
    'venue.insuranceFund.initial',
    '$20.0 M against an open interest of $15.0 M',
  ],
  [
    'a trigger of nothing',
    { 'venue.insuranceFund': '{ initial: 0 USD, drawdownTrigger: { window: 8 h, drawdown: 30 % } }' },
    'watches-empty-fund',
    'venue.insuranceFund.drawdownTrigger',
  ],
  [
    'own money without its stage',
    { ...members(', skinInTheGame: 1 M USD'), 'venue.waterfall': '[insuranceFund, defaultFund]' },
    'idle-money',
    'venue.defaultFund.skinInTheGame',
  ],
  [
    'a stage without own money',
    { ...members(), 'venue.waterfall': '[skinInTheGame, defaultFund]' },
    'stage-without-money',
    'venue.waterfall[0]',
  ],
  [
    'a second stage without it',
    { ...members(), 'venue.waterfall': '[defaultFund, skinInTheGameSecond]' },
    'stage-without-money',
    'venue.waterfall[1]',
  ],
  [
    'calls without powers',
    { ...members(', assessmentPowers: 0x'), 'venue.waterfall': '[defaultFund, assessments]' },
    'stage-without-money',
    'venue.waterfall[1]',
    'assessments',
  ],
  [
    'members larger than the market',
    {
      'venue.defaultFund': '{ members: [{ class: makers, contribution: 2 M USD }] }',
      'venue.waterfall': '[defaultFund]',
      'venue.takeover': '[fund]',
    },
    'larger-than-market',
    'venue.defaultFund.members',
    '$20.0 M',
  ],
];

const CONTROLS: readonly Case[] = [
  ['hours that nothing goes by', control('session', 'open: 10 min'), 'unused-setting', 'venue.controls.session'],
  [
    'an amendment of nothing',
    control('limitUpDown', 'amendment18: true'),
    'unused-setting',
    'venue.controls.limitUpDown.amendment18',
  ],
  [
    'an extension of nothing',
    control('limitUpDown', 'extension: 1 min, extensionsMax: 0'),
    'unused-setting',
    'venue.controls.limitUpDown.extension',
  ],
  ...(['window', 'extensionsMax'] as const).map(
    (key): Case => [
      `a pause's ${key}`,
      control('liquidationPause', `fundShare: 50 %, duration: 1 min, ${key}: ${key === 'window' ? '2 min' : '3'}`),
      'unused-setting',
      `venue.controls.liquidationPause.${key}`,
    ],
  ),
  [
    "a pause's window of the fund",
    control('liquidationPause', 'notionalMax: 1 M USD, duration: 1 min, fundWindow: 1 h'),
    'unused-setting',
    'venue.controls.liquidationPause.fundWindow',
  ],
  [
    "a gate's window",
    { ...paid, ...control('withdrawalGate', 'fundShare: 50 %, duration: 1 min, window: 2 h') },
    'unused-setting',
    'venue.controls.withdrawalGate.window',
  ],
  [
    "a gate's window of the fund",
    { ...paid, ...control('withdrawalGate', 'fall: 5 %, duration: 1 min, fundWindow: 2 h') },
    'unused-setting',
    'venue.controls.withdrawalGate.fundWindow',
  ],
  [
    'a mode of an empty fund',
    { 'venue.insuranceFund.initial': '0 USD', ...control('fundMode', 'fundShare: 50 %, closeOnly: true') },
    'watches-empty-fund',
    'venue.controls.fundMode.fundShare',
  ],
  [
    'a pause by an empty fund',
    { 'venue.insuranceFund.initial': '0 USD', ...control('liquidationPause', 'fundShare: 50 %, duration: 1 min') },
    'watches-empty-fund',
    'venue.controls.liquidationPause.fundShare',
  ],
  [
    "a halt's window",
    { 'venue.circuitBreakers.halt.window': '1 s' },
    'window-within-tick',
    'venue.circuitBreakers.halt.window',
  ],
  [
    'a window of limits',
    control('limitUpDown', 'window: 500 ms'),
    'window-within-tick',
    'venue.controls.limitUpDown.window',
  ],
  [
    "a breaker's window",
    control('dynamicBreaker', 'variant: 10 %, window: 1 s'),
    'window-within-tick',
    'venue.controls.dynamicBreaker.window',
  ],
  [
    'a gate within a tick',
    { ...paid, ...control('withdrawalGate', 'fall: 5 %, duration: 1 min, window: 1 s') },
    'window-within-tick',
    'venue.controls.withdrawalGate.window',
  ],
  [
    'a band around the own book',
    { 'venue.markPrice.index': '{ venues: [], ownWeight: 1 }' },
    'band-around-itself',
    'venue.circuitBreakers.priceBand',
  ],
  [
    'a wider band',
    control('orderBand', 'around: index, up: 20 %, down: 20 %'),
    'never-binds',
    'venue.controls.orderBand',
  ],
  [
    'a narrower band',
    control('orderBand', 'around: index, up: 5 %, down: 5 %'),
    'never-binds',
    'venue.circuitBreakers.priceBand',
  ],
  [
    'a reference that stays',
    control('limitUpDown', 'referenceStep: 5 %'),
    'reference-stands-still',
    'venue.controls.limitUpDown.referenceStep',
    'the bands of BTC, ETH:',
  ],
  ['a cutoff at the start', control('marketWide', 'cutoff: 0 s'), 'never-trips', 'venue.controls.marketWide.cutoff'],
  ['a level of all', control('marketWide', 'level3: 100 %'), 'never-trips', 'venue.controls.marketWide.level3'],
  [
    'an auction after liquidations',
    {
      'venue.circuitBreakers.halt': '{ window: 5 min, move: 10 %, duration: 5 min, liquidationsAllowed: true }',
      ...control('reopening', 'call: 1 min'),
    },
    'liquidations-before-auction',
    'venue.controls.reopening',
  ],
  [
    'a throttle that the pause never sees broken',
    control('liquidationPause', 'notionalMax: 300 M USD, duration: 1 min'),
    'never-trips',
    'venue.controls.liquidationPause.notionalMax',
    'lets $300 M through in 1 min',
  ],
  [
    'a guard that changes nothing',
    { 'venue.markPrice.ownVenueWeight': '0 %', ...control('oracleGuard', 'deviation: 5 %, action: markFromIndex') },
    'guard-without-effect',
    'venue.controls.oracleGuard.action',
  ],
];

const stale = 'kind: oracleStale, at: 10 min, duration: 10 min';
const FAULTS: readonly Case[] = [
  [
    'a fault past the end',
    faults('kind: oracleStale, at: 50 min, duration: 20 min'),
    'outlasts-run',
    'faults[0].duration',
    'ends 10 min after the run',
  ],
  [
    'a fault of the whole run',
    faults('kind: liquidationDown, at: 0 s, duration: 1 h'),
    'outlasts-run',
    'faults[0].duration',
    'spans the whole run',
  ],
  [
    'two outages at once',
    faults(
      'kind: matchingDown, at: 1 min, duration: 10 min, instruments: [BTC]',
      'kind: matchingDown, at: 5 min, duration: 10 min',
    ),
    'faults-overlap',
    'faults[1].at',
    'faults[0] of BTC: the service is on again when the later one ends',
  ],
  [
    'slow upon slow',
    faults(
      'kind: liquidationSlow, at: 1 min, duration: 10 min, factor: 3x',
      'kind: liquidationSlow, at: 5 min, duration: 10 min, factor: 4x',
    ),
    'faults-overlap',
    'faults[1].at',
    'takes 12 times as long',
  ],
  [
    'late deposits upon late ones',
    {
      ...withClass('kind: marginCallPayer, leverage: 5x'),
      ...faults(
        'kind: depositsSlow, at: 1 min, duration: 10 min, delay: 20 s',
        'kind: depositsSlow, at: 5 min, duration: 10 min, delay: 40 s',
      ),
    },
    'faults-overlap',
    'faults[1].at',
    'waits 1 min',
  ],
  [
    'two stale prices',
    faults(stale, 'kind: oracleLate, at: 15 min, duration: 5 min, delay: 1 min'),
    'faults-overlap',
    'faults[1].at',
    'the earlier price counts',
  ],
  [
    'a price upon a stale one',
    faults(stale, 'kind: oracleWrong, at: 15 min, duration: 5 min, price: 1 USD, instruments: [BTC]'),
    'faults-overlap',
    'faults[1].at',
    'its price stands in place',
  ],
  [
    'errors upon errors',
    faults(stale, 'kind: oracleWrong, at: 15 min, duration: 5 min, factor: 2x'),
    'faults-overlap',
    'faults[1].at',
    'on top of each other',
  ],
  [
    'those cut off twice',
    faults(
      'kind: agentsCutOff, at: 1 min, duration: 10 min',
      'kind: agentsCutOff, at: 5 min, duration: 10 min, classes: [retail]',
    ),
    'faults-overlap',
    'faults[1].at',
    'heard again',
  ],
  [
    'late for ever',
    faults('kind: oracleLate, at: 10 min, duration: 1 min, delay: 1 min'),
    'late-as-stale',
    'faults[0].delay',
  ],
  [
    'a fault between ticks',
    faults('kind: oracleStale, at: 10 min, duration: 900 ms'),
    'between-ticks',
    'faults[0].duration',
    '1 s apart',
  ],
  [
    'an offset below nothing',
    faults('kind: oracleWrong, at: 10 min, duration: 1 min, offset: -9000 USD, instruments: [BTC]'),
    'offset-below-price',
    'faults[0].offset',
  ],
  [
    'deposits that nobody makes',
    faults('kind: depositsClosed, at: 10 min, duration: 1 min'),
    'fault-without-effect',
    'faults[0].kind',
  ],
];

const run = 'bankRun: { fall: { min: 5 %, max: 20 % }';
const AGENTS: readonly Case[] = [
  ['withdrawals of nobody', { 'venue.withdrawals': '{}' }, 'nobody-withdraws', 'venue.withdrawals'],
  [
    'a panic of nothing',
    withClass('kind: panicSeller, leverage: 2x, sellShare: 0 %'),
    'never-acts',
    'agents.classes.odd.sellShare',
  ],
  [
    'a herd of nothing',
    withClass('kind: herdSeller, leverage: 2x, sellShare: 0 %'),
    'never-acts',
    'agents.classes.odd.sellShare',
  ],
  ['a buyer of nothing', withClass('kind: dipBuyer, buyLeverage: 0x'), 'never-acts', 'agents.classes.odd.buyLeverage'],
  [
    'a follower of nothing',
    withClass('kind: trendFollower, tradeLeverage: 0x'),
    'never-acts',
    'agents.classes.odd.tradeLeverage',
  ],
  [
    'an arbitrageur of nothing',
    withClass('kind: basisArbitrageur, leg: BTC, tradeLeverage: 0x'),
    'never-acts',
    'agents.classes.odd.tradeLeverage',
  ],
  [
    'a payer who never pays',
    withClass('kind: marginCallPayer, leverage: 2x, payProbability: 0 %'),
    'never-acts',
    'agents.classes.odd.payProbability',
  ],
  [
    'a payer without money',
    withClass('kind: marginCallPayer, leverage: 2x, topUpLimit: 0 %'),
    'never-acts',
    'agents.classes.odd.topUpLimit',
  ],
  [
    'a panic without a past',
    withClass('kind: panicSeller, leverage: 2x, lookback: 5 s'),
    'lookback-within-wake',
    'agents.classes.odd.lookback',
  ],
  [
    'a run without a past',
    { 'venue.withdrawals': '{}', ...withClass(`kind: dipBuyer, ${run}, lookback: 2 s }`) },
    'lookback-within-wake',
    'agents.classes.odd.bankRun.lookback',
  ],
  [
    'a run from an empty fund',
    {
      'venue.withdrawals': '{}',
      'venue.insuranceFund.initial': '0 USD',
      ...withClass(`kind: dipBuyer, ${run}, fundLoss: 50 % }`),
    },
    'watches-empty-fund',
    'agents.classes.odd.bankRun.fundLoss',
  ],
  [
    'a herd alone',
    {
      'agents.classes':
        '[{ name: odd, kind: herdSeller, accounts: 1, equity: 5 M USD, leverage: 10x }, { name: makers, kind: marketMaker, accounts: 10, equity: 1 M USD }]',
    },
    'watches-nobody',
    'agents.classes.odd.kind',
    'nobody else holds a position',
  ],
  [
    'an attack on nothing',
    {
      'venue.insuranceFund.initial': '0 USD',
      'agents.classes': `[${[
        '{ name: retail, kind: leveragedDirectional, accounts: 1000, equity: 20 k USD, leverage: 10x }',
        '{ name: odd, kind: fundAttacker, equity: 20 k USD, instrument: BTC }',
      ].join(', ')}]`,
    },
    'attack-without-fund',
    'agents.classes.odd.kind',
    'starts empty',
  ],
  [
    'arbitrage of no funding',
    withClass('kind: basisArbitrageur, leg: BTC, funding: { entry: 1 %, exit: 0.1 % }'),
    'trades-no-funding',
    'agents.classes.odd.funding',
  ],
  [
    'a whale that is not done',
    withClass('kind: whale, instrument: BTC, depthMultiple: 0.01x, exit: { at: 30 min, over: 1 h }'),
    'outlasts-run',
    'agents.classes.odd.exit.over',
    'ends 30 min after',
  ],
];

const named = (cases: readonly Case[]): readonly { readonly name: string; readonly one: Case }[] =>
  cases.map((one) => ({ name: one[0], one }));

const expectOne = ([, settings, code, key, words = '']: Case): void => {
  const { warnings } = read(settings);
  expect(warnings.map((warning) => [warning.code, warning.key])).toEqual([[code, key]]);
  const [{ message, place }] = warnings as [(typeof warnings)[number]];
  expect(message.startsWith(key)).toBe(true);
  expect(message).toContain(words);
  expect(message).not.toMatch(/undefined|NaN|Infinity|\[object/);
  expect(place).toBeDefined();
};

describe('what is no shorter than the run', () => {
  it.each(named(LONGER))('$name', ({ one }) => expectOne(one));
});
describe('odd marks and funding', () => {
  it.each(named(MARKS))('$name', ({ one }) => expectOne(one));
});
describe('odd liquidations', () => {
  it.each(named(LIQUIDATION))('$name', ({ one }) => expectOne(one));
});
describe('odd takers', () => {
  it.each(named(TAKEOVER))('$name', ({ one }) => expectOne(one));
});
describe('odd waterfalls', () => {
  it.each(named(LOSSES))('$name', ({ one }) => expectOne(one));
});
describe('odd controls', () => {
  it.each(named(CONTROLS))('$name', ({ one }) => expectOne(one));
});
describe('odd faults', () => {
  it.each(named(FAULTS))('$name', ({ one }) => expectOne(one));
});
describe('odd agents', () => {
  it.each(named(AGENTS))('$name', ({ one }) => expectOne(one));
});

describe('warnings', () => {
  it('of a sound scenario are none', () => {
    expect(read({}).warnings).toEqual([]);
  });

  it('of a herd are none where it has others of its own to watch', () => {
    const herd = '[{ name: herd, kind: herdSeller, accounts: 1000, equity: 20 k USD, leverage: 10x }]';
    expect(read({ 'agents.classes': herd }).warnings).toEqual([]);
  });

  it('of a market that opens empty are none where somebody opens positions', () => {
    const empty = { 'venue.instruments[0].openInterest': '0 USD', 'venue.instruments[1].openInterest': '0 USD' };
    const makers = '{ name: makers, kind: marketMaker, accounts: 10, equity: 1 M USD }';
    const codes = (other: string): readonly string[] =>
      read({ ...empty, 'agents.classes': `[${makers}, ${other}]` }).warnings.map(({ code }) => code);
    expect(codes('{ name: dips, kind: dipBuyer, accounts: 10, equity: 20 k USD }')).toEqual([]);
    expect(codes('{ name: dips, kind: dipBuyer, accounts: 0, equity: 20 k USD }')).toEqual(['no-counterparties']);
  });

  it('come together, in file order, and are frozen with the scenario', () => {
    const { warnings } = read({
      'venue.withdrawals': '{ latency: 2 h }',
      'venue.liquidation.enabled': 'false',
      ...faults(
        'kind: liquidationDown, at: 10 min, duration: 1 min',
        'kind: withdrawalsClosed, at: 0, duration: 1 min',
      ),
    });
    expect(warnings.map(({ code, key }) => `${code} ${key}`).toSorted()).toEqual([
      'fault-without-effect faults[0].kind',
      'fault-without-effect faults[1].kind',
      'never-liquidates venue.liquidation.enabled',
      'nobody-withdraws venue.withdrawals',
      'outlasts-run venue.withdrawals.latency',
    ]);
    expect(Object.isFrozen(warnings)).toBe(true);
  });

  it('point into the scenario', () => {
    const text = baseText.replace('duration: 5 min', 'duration: 60 min');
    const line = text.split('\n').findIndex((one) => one.includes('duration: 60 min')) + 1;
    expect(read({}, text).warnings).toMatchObject([
      { code: 'outlasts-run', found: '60 min', expected: 'less than 1 h', place: { file: 'scenario.yaml', line } },
    ]);
  });

  it('leave out what a preset says', () => {
    const shared = {
      'venue.preset': 'hyperliquid-like-2025-10',
      'venue.insuranceFund.initial': '0 USD',
      'run.duration': '10 min',
      'market.prices': '{}',
      'market.tick': '2 s',
    };
    expect(read({ ...shared, ...off }).warnings).toEqual([]);
    const own = read({ ...shared, ...off, 'venue.funding.interval': '1 h' }).warnings;
    expect(own.map(({ key }) => key)).toEqual(['venue.funding.interval']);
  });
});

describe('docs/warnings.md', () => {
  it('has every code, and no other', () => {
    const all = [LONGER, MARKS, LIQUIDATION, TAKEOVER, LOSSES, CONTROLS, FAULTS, AGENTS].flat();
    const codes = new Set(all.map(([, , code]) => code));
    const told = [...readShipped('docs/warnings.md').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code);
    expect(told.toSorted()).toEqual([...codes].toSorted());
  });

  it('misses none of those that the code has', () => {
    const folder = 'src/scenario/warnings';
    const source = readdirSync(join(repository, folder)).map((file) => readShipped(`${folder}/${file}`));
    const codes = new Set<string>(
      source.flatMap((text) => [...text.matchAll(/code(?:: | = )'([a-z-]+)'/g)].map(([, code]) => code!)),
    );
    const text = readShipped('docs/warnings.md');
    expect([...codes].filter((code) => !text.includes(`| \`${code}\` |`))).toEqual([]);
  });
});

describe('shipped scenarios', () => {
  const files = readdirSync(join(repository, 'scenarios'), { recursive: true, encoding: 'utf8' });
  it.each(files.filter((file) => file.endsWith('.yaml')))('%s has none', (file) => {
    expect(readScenario(environmentWith(), join(repository, 'scenarios', file)).warnings).toEqual([]);
  });
});
