/** Keys of agents whose orders are a flow of their own: large books, arbitrage, hedges, trends, herds, adversaries. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { ACCOUNTS_MAX } from './limits.ts';
import {
  accountKeys,
  chance,
  common,
  drawnKeys,
  hedge,
  instruments,
  leverage,
  leverageOf,
  lookback,
  namedKeys,
  shareOf,
} from './schema-agent-shapes.ts';
import { herdKeys, whaleKeys } from './schema-behaviours.ts';
import { choice, section, switchable } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';

const D = DEFAULTS.agentClass;

const symbol = (about: string) => text({ about, example: 'BTC', noun: 'a symbol' });
const tradeLeverage = (about: string) => leverageOf(about).prefault(D.tradeLeverage);
const multiple = (about: string, example: string) => quantity('multiple', { about, example, from: '0x', to: '1000x' });
const since = (about: string, example: string) => quantity('duration', { about, example, from: 0 });

const whale = section({
  kind: z.literal('whale').describe('A few accounts with one concentrated position each, of a stated size.'),
  ...accountKeys,
  equity: quantity('money', { about: 'Equity of each account at the start.', example: '50 M USD', above: 0 }),
  instrument: symbol('What it holds.'),
  side: choice(['long', 'short'], 'Side of its position.').prefault(D.side),
  depthMultiple: quantity('multiple', {
    about: "Notional of each account's position / depthAtOnePercent of the instrument.",
    example: '5x',
    above: '0x',
    to: '100000x',
  }),
  ...whaleKeys,
});

const basisArbitrageur = section({
  kind: z
    .literal('basisArbitrageur')
    .describe('Starts flat; sells the dear leg and buys the cheap one, here or outside, while it is worth it.'),
  ...accountKeys,
  leg: symbol('Instrument that it trades here.'),
  against: text({
    about: 'Instrument of the other leg, or outside: a leg at the index, elsewhere.',
    example: 'outside',
    noun: 'a symbol or outside',
  }).prefault(D.against),
  entryBasis: shareOf('Spread at which it enters: log(mark / index) of the leg, less that of the other leg.').prefault(
    D.entryBasis,
  ),
  exitBasis: quantity('ratio', {
    about: 'Spread in its favour at which it leaves, below every entryBasis.',
    example: '0.1 %',
    from: '0 %',
    to: '100 %',
  }).prefault(D.exitBasis),
  funding: switchable(
    section({
      entry: quantity('ratio', {
        about: 'Difference of the funding rates at which it enters.',
        example: '0.05 %',
        above: '0 %',
      }),
      exit: quantity('ratio', {
        about: 'Difference at which that is no reason any more.',
        example: '0.01 %',
        from: '0 %',
      }),
    }),
    'Whether it also trades for funding; off: it does not.',
  ).prefault('off'),
  tradeLeverage: tradeLeverage('Notional of one leg / equity.'),
  stressRatio: chance('Maintenance margin / equity above which it unwinds.', '60 %').prefault(D.stressRatio),
});

const optionSeller = section({
  kind: z.literal('optionSeller').describe('Short options, with a hedge of their delta that it keeps up.'),
  ...drawnKeys,
  leverage,
  hedge,
  rehedgeInterval: quantity('duration', {
    about: 'Time between two looks at its delta.',
    example: '1 min',
    above: 0,
  }).prefault(D.rehedgeInterval),
  deltaBand: quantity('ratio', {
    about: "Delta that is not hedged, as a share of the options' notional, up to which it does nothing.",
    example: '5 %',
    from: '0 %',
    to: '100 %',
  }).prefault(D.deltaBand),
});

const trendFollower = section({
  kind: z.literal('trendFollower').describe('Starts flat; trades breakouts from a range, with a trailing stop.'),
  ...accountKeys,
  instruments: instruments.prefault(D.instruments),
  lookback,
  directions: choice(['both', 'long', 'short'], 'Which breakouts it follows.').prefault(D.directions),
  trailingStop: shareOf('Move against it from the best mark since it entered at which it closes.').prefault(
    D.trailingStop,
  ),
  tradeLeverage: tradeLeverage('Notional / equity of a position.'),
  entries: quantity('count', { about: 'How often an account may enter in all.', example: 2, from: 1 }).prefault(
    D.entries,
  ),
});

const herdSeller = section({
  kind: z.literal('herdSeller').describe('Leaves its positions when it sees others being liquidated on its side.'),
  ...common,
  leverage,
  ...herdKeys,
});

const fundAttacker = section({
  kind: z
    .literal('fundAttacker')
    .describe('An adversary with both sides in two accounts and a third to push the price: it is after the fund.'),
  ...namedKeys,
  groups: quantity('count', {
    about: 'How many groups of three accounts.',
    example: 1,
    from: 0,
    to: Math.floor(ACCOUNTS_MAX / 3),
  }).prefault(1),
  instrument: symbol('What it trades.'),
  direction: choice(['up', 'down'], 'Which way it pushes: up, and the winner is long.').prefault(D.direction),
  positionLeverage: multiple('Notional / equity of the winner and of the loser.', '10x').prefault(D.positionLeverage),
  pushLeverage: multiple('Notional / equity of what the third account pushes with; 0x: it does not.', '5x').prefault(
    D.pushLeverage,
  ),
  openAt: since('When winner and loser open, from the start of the run.', '1 min').prefault(D.openAt),
  pushAt: since('When the push begins.', '2 min').prefault(D.pushAt),
  pushOrders: quantity('count', { about: 'Orders that the push is cut into.', example: 5, from: 1 }).prefault(
    D.pushOrders,
  ),
  interval: quantity('duration', {
    about: 'Time between two of its looks, and orders.',
    example: '1 s',
    above: 0,
  }).prefault(D.attackInterval),
  exitDelay: since("From the loser's liquidation to the first order out.", '5 s').prefault(D.exitDelay),
  giveUpAfter: since('From the start of the push to leaving without success.', '10 min').prefault(D.giveUpAfter),
});

export const FLOW_KINDS = [whale, basisArbitrageur, optionSeller, trendFollower, herdSeller, fundAttacker] as const;
