/** Keys of `venue.liquidation`: how accounts in breach are closed, part by part. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { choice, flag, section } from './schema-shapes.ts';
import { quantity } from './schema-values.ts';

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
          .literal('fractionCooldown')
          .describe('A share of a large position, and for a while after that the rest at once or nothing.'),
        share: quantity('ppm', { about: 'Share closed by one step.', example: '20 %', above: '0 %', to: '100 %' }),
        above: quantity('money', {
          about: 'Positions of at most this notional are closed whole.',
          example: '100,000 USD',
          from: 0,
        }),
        cooldown: quantity('duration', { about: 'How long a step by a share lasts on.', example: '30 s', above: 0 }),
        during: choice(
          ['full', 'wait'],
          'What the account gets within the cooldown: an order for all that is left, or none.',
        ).prefault(DEFAULTS.liquidationParts.during),
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
      section({
        kind: z.literal('marginRatio').describe('As little as brings maintenance margin down to a share of equity.'),
        target: quantity('ratio', {
          about: 'Maintenance margin / equity that the step aims for.',
          example: '90 %',
          from: '1 %',
          to: '100 %',
        }),
      }),
    ]),
  ])
  .describe(
    'How much of a position one liquidation step closes: full, tierStep, or {kind: fraction | fractionCooldown | restoreBuffer | marginRatio, ...}.',
  );

const limit = z
  .union([
    z.enum(['bankruptcy', 'market']),
    z.discriminatedUnion('kind', [
      section({ kind: z.literal('bankruptcy').describe('The bankruptcy price of the position.') }),
      section({
        kind: z.literal('market').describe('None but the price band: the account may end below zero.'),
      }),
      section({
        kind: z.literal('markDistance').describe('A fixed distance from the mark.'),
        distance: quantity('ppm', {
          about: 'Share of its notional that a position may lose against the mark.',
          example: '1 %',
          above: '0 %',
          to: '100 %',
        }),
      }),
      section({
        kind: z.literal('fillable').describe('Further from the mark, the further equity is below maintenance margin.'),
        adjustment: quantity('multiple', {
          about: 'How fast the distance grows with 1 - equity / maintenance margin.',
          example: '1x',
          above: '0x',
          to: '1000x',
        }).prefault(DEFAULTS.liquidationParts.fillableAdjustment),
        spread: quantity('ppm', {
          about: "Largest distance, as a share of the position's maintenance margin.",
          example: '10 %',
          above: '0 %',
          to: '1000 %',
        }).prefault(DEFAULTS.liquidationParts.fillableSpread),
      }),
    ]),
  ])
  .describe(
    'How far from the mark a liquidation order may fill: bankruptcy, market, or {kind: markDistance | fillable, ...}.',
  );

const stepCap = section({
  portionMax: quantity('ppm', {
    about: 'Share of a position that one step closes at most.',
    example: '50 %',
    above: '0 %',
    to: '100 %',
  }),
  notionalMin: quantity('money', {
    about: 'Notional that a step may close whatever its share.',
    example: '1,000 USD',
    from: 0,
  }).prefault(DEFAULTS.liquidationParts.stepNotionalMin),
});

export const liquidation = section({
  enabled: flag('Whether accounts in breach are closed at all. `false`: they are found and left as they are.').prefault(
    DEFAULTS.liquidation.enabled,
  ),
  accountOrder: choice(
    ['equityRatio', 'firstInFirstOut', 'largestShortfall', 'largestNotional'],
    'Who is served first: those who fell due first (of one look the least equity / maintenance margin, or the lower account), or the largest shortfall or notional of those who wait.',
  ).prefault(DEFAULTS.liquidation.accountOrder),
  legOrder: choice(
    ['largestMaintenance', 'largestLoss', 'marginEfficient', 'impactEfficient', 'mostLiquid', 'proRata'],
    'Which position of an account goes first, or a share of all of them in one step.',
  ).prefault(DEFAULTS.liquidation.legOrder),
  sizing: sizing.prefault(DEFAULTS.liquidation.sizing),
  stepCap: z
    .union([z.literal('off'), z.null(), stepCap])
    .describe('Most of a position that one step closes. `off` or null: as much as the sizing rule asks for.')
    .prefault(DEFAULTS.liquidation.stepCap),
  limit: limit.prefault(DEFAULTS.liquidation.limit),
  wholeBelow: quantity('money', {
    about: 'Positions of at most this notional are closed whole.',
    example: '1,000 USD',
    from: 0,
  }).prefault(DEFAULTS.liquidation.wholeBelow),
  fee: quantity('ppm', {
    about: 'Charged on liquidated notional, as far as feeCap allows.',
    example: '0.5 %',
    from: '0 %',
    to: '20 %',
  }).prefault(DEFAULTS.liquidation.fee),
  feeCap: choice(
    ['equity', 'surplus'],
    'What the fee cannot exceed: the equity left, or what the fill brought above bankruptcy price; what it brought below is then made good by the fund at once.',
  ).prefault(DEFAULTS.liquidation.feeCap),
  feeFundShare: quantity('ppm', {
    about: 'Part of the fee that the insurance fund gets; the rest goes to the liquidator, the external account.',
    example: '100 %',
    from: '0 %',
    to: '100 %',
  }).prefault(DEFAULTS.liquidation.feeFundShare),
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
    about: 'To the next order after one that the price band, or the limit of liquidations, kept from filling.',
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
