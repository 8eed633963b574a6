/** Keys of the `venue` section: instruments, margin tiers, liquidation, the loss waterfall and the controls. */
import { DEFAULTS } from './defaults.ts';
import { venueFunding } from './schema-funding.ts';
import { controls } from './controls/schema-controls.ts';
import { instruments } from './schema-instruments.ts';
import { fundKeys, lossKeys } from './schema-loss.ts';
import { liquidation } from './schema-liquidation.ts';
import { marginChanges } from './schema-margin-changes.ts';
import { indexPrice, markRule } from './schema-mark-rules.ts';
import { portfolio } from './schema-portfolio.ts';
import { flag, section, switchable } from './schema-shapes.ts';
import { takeover } from './schema-takeover.ts';
import { quantity, text } from './schema-values.ts';

const markPrice = section({
  latency: quantity('duration', {
    about: 'From a change of the outside price or the book to the mark price that margin uses.',
    example: '100 ms',
    from: 0,
  }).prefault(DEFAULTS.markPrice.latency),
  interval: quantity('duration', {
    about: 'Shortest time between two mark updates that trades cause.',
    example: '100 ms',
    from: 0,
  }).prefault(DEFAULTS.markPrice.interval),
  ownVenueWeight: quantity('ratio', {
    about: "Weight of the venue's own book in the mark; the rest is the outside index.",
    example: '30 %',
    from: '0 %',
    to: '100 %',
  }).prefault(DEFAULTS.markPrice.ownVenueWeight),
  basisLimit: quantity('ratio', {
    about: 'Largest distance of the mark from the index: 5 % lets it lie between index / 1.05 and index x 1.05.',
    example: '5 %',
    from: '0 %',
    to: '1000 %',
  }).prefault(DEFAULTS.markPrice.basisLimit),
  rule: markRule,
  index: indexPrice,
});

const insuranceFund = section({
  initial: quantity('money', { about: 'Money in the fund at the start.', example: '30 M USD', from: 0 }),
  inventoryMargin: quantity('ppm', {
    about: 'Equity the fund keeps for the positions it took over, as a share of their notional.',
    example: '10 %',
    from: '0 %',
    to: '100 %',
  }).prefault(DEFAULTS.insuranceFund.inventoryMargin),
  unwindInterval: quantity('duration', {
    about: 'Between two orders that sell off the inventory.',
    example: '30 s',
    above: 0,
  }).prefault(DEFAULTS.insuranceFund.unwindInterval),
  unwindShare: quantity('ppm', {
    about: 'Share of the largest inventory seen that each of these orders sells.',
    example: '10 %',
    above: '0 %',
    to: '100 %',
  }).prefault(DEFAULTS.insuranceFund.unwindShare),
  ...fundKeys,
});

const priceBand = section({
  width: quantity('ratio', {
    about: 'Orders fill only between index / (1 + width) and index x (1 + width).',
    example: '10 %',
    above: '0 %',
    to: '1000 %',
  }),
});

const halt = section({
  window: quantity('duration', {
    about: 'The move is measured against the extremes of this long.',
    example: '5 min',
    above: 0,
  }),
  move: quantity('ratio', {
    about:
      'A rise of the mark by this much above its low, or a fall by the same log distance (10 %: to 1 / 1.1) below its high, halts the instrument.',
    example: '10 %',
    above: '0 %',
    to: '1000 %',
  }),
  duration: quantity('duration', { about: 'How long the halt lasts.', example: '5 min', above: 0 }),
  liquidationsAllowed: flag(
    'Whether liquidations and takeovers go on in a halted instrument; its mark price stands still either way.',
  ).prefault(DEFAULTS.circuitBreakers.haltLiquidationsAllowed),
  marginMultiple: quantity('multipleExact', {
    about:
      'Margin rates of an instrument become at least this multiple of its own when it is halted, and stay so until `marginChanges` or `marginRecalibration` sets another. Left out: they do not change.',
    example: '2x',
    from: '0.1x',
    to: '100x',
  }).optional(),
});

const throttle = section({
  notionalMax: quantity('money', {
    about: 'Most notional that liquidation orders may fill in one window, over all instruments.',
    example: '20 M USD',
    above: 0,
  }),
  window: quantity('duration', { about: 'Length of the window.', example: '1 s', above: 0 }),
});

const circuitBreakers = section({
  priceBand: switchable(priceBand, 'Limits how far from the index an order may fill. `off` or null: no band.').prefault(
    DEFAULTS.circuitBreakers.breaker,
  ),
  halt: switchable(halt, 'Stops trading in an instrument after a large move. `off` or null: no halt.').prefault(
    DEFAULTS.circuitBreakers.breaker,
  ),
  throttle: switchable(throttle, 'Limits how fast liquidations may trade. `off` or null: no throttle.').prefault(
    DEFAULTS.circuitBreakers.breaker,
  ),
});

const withdrawals = section({
  latency: quantity('duration', {
    about: "From a request's arrival at the venue to its turn.",
    example: '1 min',
    from: 0,
  }).prefault(DEFAULTS.withdrawals.latency),
  throughput: quantity('rate', {
    about: 'Requests that are processed, in the order in which they arrived.',
    example: '100 /s',
    above: 0,
    to: '1,000,000 /s',
  }).prefault(DEFAULTS.withdrawals.throughput),
});

export const venue = section({
  preset: text({
    about:
      'Dated rules of a real venue, a name in presets/venues; what the scenario says itself stands in their place. `aftershock inspect` shows which are which.',
    example: 'hyperliquid-like-2025-10',
    noun: 'a name',
  }).optional(),
  instruments,
  marginChanges,
  withdrawals: switchable(
    withdrawals,
    'How accounts take money out: what they ask for, as far as equity exceeds initial margin at their turn. `off` or null: nobody does.',
  ).prefault(DEFAULTS.withdrawals.switch),
  ...portfolio,
  markPrice: markPrice.describe('The price that margin is computed at.').prefault({}),
  funding: venueFunding,
  liquidation: liquidation.describe('How accounts in breach are closed.').prefault({}),
  takeover,
  insuranceFund: insuranceFund.describe('The fund that bears loss beyond the accounts.'),
  ...lossKeys,
  circuitBreakers: circuitBreakers
    .describe('Controls that stop or slow trading; each is off unless it is set.')
    .prefault({}),
  controls: controls.describe('More controls, each a state machine of its own; off unless it is set.').optional(),
}).describe('The exchange: what trades there, how it closes accounts and who bears the loss.');
