/** Keys of behaviours that both classes and imported accounts may have. */
import { DEFAULTS } from './defaults.ts';
import { chance, lookback, shareOf, topUpLimit, topUpRatio } from './schema-agent-shapes.ts';
import { choice, section, switchable } from './schema-shapes.ts';
import { quantity } from './schema-values.ts';

const D = DEFAULTS.agentClass;

export const stopLossKeys = {
  stopLossProbability: chance('Chance that an account has a stop-loss.', '20 %').prefault(D.stopLossProbability),
  stopLossEquityShare: shareOf('Share of its initial equity at which it closes everything.').prefault(
    D.stopLossEquityShare,
  ),
};

export const rehedgeKeys = {
  rehedgeShare: chance('Share of what auto-deleveraging took that it opens again.', '80 %').prefault(D.rehedgeShare),
  topUpRatio,
  topUpLimit,
};

export const panicKeys = {
  drawdownTrigger: shareOf('Fall from the highest mark within the lookback at which it sells.').prefault(
    D.drawdownTrigger,
  ),
  lookback,
  sellShare: chance('Share of the position that it sells.', '100 %').prefault(D.sellShare),
};

export const payerKeys = {
  payProbability: chance('Chance that it pays when it is called.', '50 %').prefault(D.payProbability),
  topUpRatio,
  topUpLimit,
};

export const herdKeys = {
  watches: choice(
    ['notional', 'accounts'],
    'What of the liquidation feed it counts: notional liquidated on its own side, as a share of all open interest, or accounts liquidated, as a share of all accounts.',
  ).prefault(D.watches),
  window: quantity('duration', { about: 'How far back it counts.', example: '10 min', above: 0 }).prefault(
    D.watchWindow,
  ),
  trigger: shareOf('Share at which it leaves.').prefault(D.watchTrigger),
  drawdown: switchable(
    quantity('ratio', {
      about: 'Fall from the highest mark within the window at which it sells its longs as well.',
      example: '15 %',
      above: '0 %',
      below: '100 %',
    }),
    'A fall of the price that makes everybody of the class sell, whoever is liquidated; off: prices alone move nobody.',
  ).prefault('off'),
  sellShare: chance('Share of each position that it gives up.', '100 %').prefault(D.sellShare),
};

const exit = section({
  at: quantity('duration', { about: 'When it begins, from the start of the run.', example: '1 h', from: 0 }),
  over: quantity('duration', { about: 'How long it takes.', example: '2 h', above: 0 }),
  schedule: choice(
    ['proportional', 'almgrenChriss'],
    "proportional: the same amount each time. almgrenChriss: more at first, by Almgren and Chriss's optimal path.",
  ).prefault(D.exitSchedule),
  urgency: quantity('number', {
    about: 'How much almgrenChriss sells early: kappa T of that path. Near 0 it is proportional.',
    example: 2,
    above: 0,
    to: 50,
  }).optional(),
}).describe('It works its position out by choice.');

export const whaleKeys = {
  exit: switchable(exit, 'Liquidation by choice; off: it holds on.').prefault('off'),
  interval: quantity('duration', { about: 'Time between two child orders.', example: '30 s', above: 0 }).prefault(
    D.orderInterval,
  ),
};
