/** Keys of the `venue` section: instruments, margin tiers, liquidation, the loss waterfall and the controls. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { BRACKETS_MAX, INSTRUMENTS_MAX } from './limits.ts';
import { marginChanges } from './schema-margin-changes.ts';
import { choice, flag, section, switchable } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';

export const SYMBOL = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
export const PRESET_REFERENCE = /^[a-z0-9][a-z0-9-]*\/[A-Za-z0-9._-]+$/;

export const bracket = section({
  notionalMax: quantity('money', {
    about:
      'Position notional up to which the bracket holds. The last bracket has no upper end: position limits are not modelled.',
    example: '50 k USD',
    above: 0,
  }).optional(),
  maxLeverage: quantity('multipleExact', {
    about: 'Largest leverage in the bracket; the initial margin rate is 1 / maxLeverage, rounded up to a ppm.',
    example: '125x',
    from: '1x',
    to: '1000x',
  }),
  maintenanceRate: quantity('ppm', {
    about: 'Maintenance margin rate, charged on the part of the notional inside the bracket.',
    example: '0.4 %',
    above: 0,
    to: '100 %',
  }),
}).describe('One margin bracket.');

export const brackets = z.array(bracket).min(1).max(BRACKETS_MAX).describe('Margin brackets by rising notional.');

const instrument = section({
  symbol: text({
    about: 'Name of the instrument in this file and in every result.',
    example: 'BTC',
    pattern: SYMBOL,
    noun: 'a symbol of letters, digits, dot, dash or underscore',
  }),
  initialPrice: quantity('price', {
    about: 'Price at the start for one unit of the asset; a whole number of ticks.',
    example: '7934.5 USD',
    above: 0,
  }),
  tickSize: quantity('price', { about: 'Smallest price step.', example: '0.1 USD', above: 0 }),
  lotSize: quantity('size', {
    about: 'Smallest size in units of the asset. tickSize x lotSize must be a whole number of 0.0001 USD.',
    example: '0.001 BTC',
    above: 0,
  }),
  tiers: z
    .union([
      text({
        about: 'A preset and a symbol in it.',
        example: 'binance-usdm-2024-10/BTCUSDT',
        pattern: PRESET_REFERENCE,
        noun: 'a preset and a symbol in it',
      }),
      brackets,
    ])
    .describe('Margin tiers: `preset/symbol`, or the list of brackets itself.'),
  openInterest: quantity('money', {
    about: "Open interest at the start: one side's notional at the initial price. The agents' positions meet it.",
    example: '600 M USD',
    from: 0,
  }),
  depthAtOnePercent: quantity('money', {
    about: 'Notional available on one side of the book within 1 % of the reference price while liquidity is whole.',
    example: '20 M USD',
    above: 0,
  }),
  depthExponent: quantity('number', {
    about: 'Depth grows as distance to this power: 1 is a flat book, 2 gives the square-root law of impact.',
    example: 2,
    from: 0.5,
    to: 4,
  }).prefault(DEFAULTS.instrument.depthExponent),
  annualVolatility: quantity('ratio', {
    about: 'Annualised standard deviation of the log return, for `market.noise` (a year has 365 days).',
    example: '80 %',
    from: '0 %',
    to: '2000 %',
  }).prefault(DEFAULTS.instrument.annualVolatility),
}).describe('One linear perpetual.');

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

export const venue = section({
  instruments: z.array(instrument).min(1).max(INSTRUMENTS_MAX).describe('The contracts that trade, at least one.'),
  marginChanges,
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
