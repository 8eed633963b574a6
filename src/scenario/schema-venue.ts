/** Keys of the `venue` section: instruments, margin tiers, liquidation, the loss waterfall and the controls. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { instruments } from './schema-instruments.ts';
import { marginChanges } from './schema-margin-changes.ts';
import { portfolio } from './schema-portfolio.ts';
import { choice, flag, section, switchable } from './schema-shapes.ts';
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
});

const sizing = z
  .union([
    z.enum(['full', 'tierStep']),
    z.discriminatedUnion('kind', [
      section({ kind: z.literal('full').describe('The whole position.') }),
      section({
        kind: z.literal('tierStep').describe('Down to the lower edge of its margin bracket, whole in the lowest one.'),
      }),
      section({
        kind: z.literal('fraction').describe('A fixed share of the position.'),
        share: quantity('ppm', { about: 'Share closed by one step.', example: '20 %', above: '0 %', to: '100 %' }),
      }),
      section({
        kind: z
          .literal('restoreBuffer')
          .describe('As little as lifts equity back above maintenance margin by a buffer.'),
        bufferRatio: quantity('multiple', {
          about: 'Equity / maintenance margin that the step aims for.',
          example: '1.2x',
          from: '1x',
          to: '100x',
        }),
      }),
    ]),
  ])
  .describe(
    'How much of a position one liquidation step closes: full, tierStep, or {kind: fraction | restoreBuffer, ...}.',
  );

const liquidation = section({
  sizing: sizing.prefault(DEFAULTS.liquidation.sizing),
  wholeBelow: quantity('money', {
    about: 'Positions of at most this notional are closed whole.',
    example: '1,000 USD',
    from: 0,
  }).prefault(DEFAULTS.liquidation.wholeBelow),
  fee: quantity('ppm', {
    about: 'Charged on liquidated notional, never more than the equity left, into the insurance fund.',
    example: '0.5 %',
    from: '0 %',
    to: '20 %',
  }).prefault(DEFAULTS.liquidation.fee),
  latency: quantity('duration', {
    about: 'From a detected breach to the first order.',
    example: '100 ms',
    from: 0,
  }).prefault(DEFAULTS.liquidation.latency),
  stepInterval: quantity('duration', {
    about: 'Between two orders of the same account.',
    example: '500 ms',
    above: 0,
  }).prefault(DEFAULTS.liquidation.stepInterval),
  retryInterval: quantity('duration', {
    about: 'To the next order after one that the price band kept from filling.',
    example: '1 s',
    above: 0,
  }).prefault(DEFAULTS.liquidation.retryInterval),
  throughput: quantity('rate', {
    about: 'Orders that the liquidation engine can send, over all accounts.',
    example: '200 /s',
    above: 0,
    to: '1,000,000 /s',
  }).prefault(DEFAULTS.liquidation.throughput),
  takeoverEquityShare: quantity('ppm', {
    about:
      'An account whose equity is below this share of its maintenance margin is taken over. 0 %: only when bankrupt.',
    example: '0 %',
    from: '0 %',
    to: '100 %',
  }).prefault(DEFAULTS.liquidation.takeoverEquityShare),
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
});

const autoDeleveraging = section({
  ranking: choice(['binance', 'bitmex'], 'Who is deleveraged first: the ranking rule of this venue.').prefault(
    DEFAULTS.autoDeleveraging.ranking,
  ),
  price: choice(['bankruptcy', 'mark'], 'Price at which both sides are closed.').prefault(
    DEFAULTS.autoDeleveraging.price,
  ),
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
  liquidation: liquidation.describe('How accounts in breach are closed.').prefault({}),
  insuranceFund: insuranceFund.describe('The fund that bears loss beyond the accounts.'),
  waterfall: z
    .array(choice(['insuranceFund', 'autoDeleveraging'], 'One step of the loss waterfall.'))
    .max(2)
    .describe('Who bears loss after the order book, in this order; what is left is uncovered loss.')
    .prefault([...DEFAULTS.waterfall]),
  autoDeleveraging: autoDeleveraging
    .describe('How winning positions are closed when the fund cannot pay.')
    .prefault({}),
  circuitBreakers: circuitBreakers
    .describe('Controls that stop or slow trading; each is off unless it is set.')
    .prefault({}),
}).describe('The exchange: what trades there, how it closes accounts and who bears the loss.');
