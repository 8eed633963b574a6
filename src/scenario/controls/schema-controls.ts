/** Keys of `venue.controls`: halts of one instrument or of the market, reopening, and what the venue does in a storm. */
import { z } from 'zod';
import { MARGIN_STEPS_MAX } from '../../exchange/controls/control-kinds.ts';
import { DEFAULTS } from '../defaults.ts';
import { choice, flag, section, switchable } from '../schema-shapes.ts';
import { quantity, text } from '../schema-values.ts';

const own = DEFAULTS.controls;

export const instrumentList = z
  .union([
    z.literal('all'),
    z.array(text({ about: 'Symbol of an instrument.', example: 'BTC', noun: 'a symbol' })).min(1),
  ])
  .describe('Instruments that it looks after: a list of symbols, or `all` but spot assets.');

const duration = (about: string, example: string) => quantity('duration', { about, example, from: '1 ms' });
const share = (about: string, example: string) => quantity('ppm', { about, example, above: '0 %', to: '100 %' });
const liquidationsAllowed = flag('Whether liquidations and takeovers go on while this halts an instrument.').prefault(
  own.liquidationsAllowed,
);
const onMarketWideHalt = flag('Whether every halt of `marketWide` trips it.').prefault(own.onMarketWideHalt);
const fundShare = share('Trips when the fund is below this share of its highest equity in `fundWindow`.', '70 %');
const fundWindow = duration("How far back the fund's highest equity is looked for.", '8 h').prefault(own.fundWindow);

const session = section({
  open: quantity('moment', { about: 'When trading hours begin.', example: 0, from: 0 }).prefault(own.sessionOpen),
  close: quantity('moment', {
    about: 'When they end. Left out: with the run.',
    example: '6 h 30 min',
    from: 0,
  }).optional(),
});

const limitUpDown = section({
  instruments: instrumentList.prefault(own.instruments),
  tier: z
    .union([z.literal(1), z.literal(2)])
    .describe('Tier of the instruments: 5 % bands or 10 % above USD 3.')
    .prefault(own.tier),
  window: duration('The reference is the mean of prices over this long.', '5 min').prefault(own.limitWindow),
  referenceStep: quantity('ppm', {
    about: 'The reference moves when the mean is this far from it.',
    example: '1 %',
    from: '0 %',
    to: '50 %',
  }).prefault(own.referenceStep),
  limitState: duration('How long a price may stand at a band.', '15 s').prefault(own.limitState),
  pause: duration('How long the pause lasts.', '5 min').prefault(own.pause),
  extension: duration('By how much it is prolonged while the book still stands at a band.', '5 min').prefault(
    own.pause,
  ),
  extensionsMax: quantity('count', {
    about: 'How often it may be prolonged.',
    example: 1,
    from: 0,
    to: 1_000,
  }).prefault(own.extensionsMax),
  doubling: flag('Bands are twice as wide in the first 15 and the last 25 minutes.').prefault(own.doubling),
  amendment18: flag(
    'Amendment 18: no doubling at the opening, and at the close only for tier 1 and prices up to USD 3.',
  ).prefault(own.amendment18),
  liquidationsAllowed,
});

const dynamicBreaker = section({
  instruments: instrumentList.prefault(own.instruments),
  variant: quantity('ppm', {
    about:
      'Distance from the high or low of the window that stops trading, as a share of the initial price; to the tick.',
    example: '10 %',
    above: '0 %',
    to: '100 %',
  }),
  window: duration('High and low are those of this long.', '1 h').prefault(own.dynamicWindow),
  preOpen: duration('How long trading stops.', '2 min').prefault(own.preOpen),
  latePreOpen: duration('How long near the end of trading hours.', '5 s').prefault(own.latePreOpen),
  late: quantity('duration', { about: 'How near that is.', example: '5 min', from: 0 }).prefault(own.late),
  liquidationsAllowed,
});

const marketWide = section({
  basket: instrumentList.prefault(own.instruments),
  startDecline: quantity('ppm', {
    about: 'How far the index is below its prior close at the start.',
    example: '0 %',
    from: '0 %',
    below: '100 %',
  }).prefault(own.startDecline),
  level1: share('Decline that stops all trading.', '7 %').prefault(own.level1),
  level2: share('Decline that stops it once more.', '13 %').prefault(own.level2),
  level3: share('Decline that stops it for the rest of the run.', '20 %').prefault(own.level3),
  duration: duration('How long levels 1 and 2 stop it.', '15 min').prefault(own.marketHalt),
  cutoff: quantity('moment', {
    about: 'Levels 1 and 2 stop trading only before this. Left out: the end of trading hours.',
    example: '5 h 55 min',
    from: 0,
  }).optional(),
  liquidationsAllowed,
});

const orderBand = section({
  around: choice(['mark', 'index'], 'Price that the band lies around.').prefault(own.around),
  up: quantity('ppm', {
    about: 'Highest price at which an order fills, above it.',
    example: '1.5 %',
    above: '0 %',
    to: '1000 %',
  }),
  down: quantity('ppm', { about: 'Lowest one, below it; see `form`.', example: '1.5 %', above: '0 %', to: '1000 %' }),
  form: choice(
    ['linear', 'reciprocal'],
    'Lower edge: `linear` price x (1 - down), `reciprocal` price / (1 + down).',
  ).prefault(own.form),
});

const reopening = section({
  call: duration('How long orders are gathered after the last halt, before all trade at one price.', '2 min'),
});

const liquidationPause = section({
  fundShare: fundShare.optional(),
  fundWindow,
  notionalMax: quantity('money', {
    about: 'Trips when liquidation orders have filled more than this in `window`.',
    example: '50 M USD',
    above: 0,
  }).optional(),
  window: duration('How far back liquidations are counted.', '1 min').prefault(own.rateWindow),
  onMarketWideHalt,
  duration: duration('How long nobody is liquidated.', '5 min'),
  waitForFund: flag('Prolong the pause while the fund is still below its share.').prefault(own.waitForFund),
  extensionsMax: quantity('count', {
    about: 'How often it may be prolonged.',
    example: 3,
    from: 1,
    to: 1_000,
  }).optional(),
});

const openInterestMargin = section({
  instruments: instrumentList.prefault(own.instruments),
  lower: quantity('multiple', {
    about: 'Open interest, as a multiple of that at the start, from which initial margin rises.',
    example: '1.2x',
    above: '0x',
    to: '1000x',
  }),
  upper: quantity('multiple', {
    about: 'Open interest at which it is 100 %.',
    example: '2x',
    above: '0x',
    to: '1000x',
  }),
  step: share('Rates move by whole steps of the way to 100 %.', '1 %').prefault(own.openInterestStep),
});

const marginSteps = section({
  instruments: instrumentList.prefault(own.instruments),
  by: choice(
    ['volatility', 'openInterest'],
    'What is measured: annual volatility of marks, or open interest as a multiple of that at the start.',
  ).prefault(own.by),
  steps: z
    .array(
      section({
        above: quantity('ratio', {
          about: 'Measure from which the step holds.',
          example: '120 %',
          above: '0 %',
          to: '1000000 %',
        }),
        multiplier: quantity('multipleExact', {
          about: 'Multiple of the margin rates.',
          example: '1.5x',
          from: '1x',
          to: '100x',
        }),
      }).describe('One step.'),
    )
    .min(1)
    .max(MARGIN_STEPS_MAX)
    .describe('Steps with rising thresholds and multiples.'),
  interval: duration('How often it is measured.', '1 min').prefault(own.stepInterval),
  intervals: quantity('count', {
    about: 'Intervals over which volatility is measured.',
    example: 30,
    from: 1,
    to: 10_000,
  }).prefault(own.stepIntervals),
  hold: duration('So long the measure must have been below a step before it is taken back.', '1 h').prefault(
    own.stepHold,
  ),
  initialOnly: flag('Raise initial margin alone.').prefault(own.initialOnly),
});

const withdrawalGate = section({
  fundShare: fundShare.optional(),
  fundWindow,
  onMarketWideHalt,
  fall: share("Trips when an instrument's index is this far below its high of `window`.", '20 %').optional(),
  window: duration('How far back that high is looked for.', '1 h').prefault(own.fallWindow),
  duration: duration('How long nothing can be withdrawn.', '1 h'),
});

const oracleGuard = section({
  instruments: instrumentList.prefault(own.instruments),
  deviation: quantity('ppm', {
    about: "Distance of the book's price from the index.",
    example: '5 %',
    above: '0 %',
    to: '1000 %',
  }),
  confirm: duration('So long it must be further away, and then closer again.', '10 s').prefault(own.confirm),
  action: choice(
    ['pauseLiquidations', 'freezeMark', 'markFromIndex'],
    'What happens meanwhile: nobody is liquidated, the mark stands still, or the mark is the index.',
  ),
});

const fundMode = section({
  fundShare,
  fundWindow,
  recoverShare: share('Ends when the fund is back at this share of what it fell from.', '90 %').prefault(
    own.recoverShare,
  ),
  longest: duration('Or after this long.', '4 h').optional(),
  marginMultiple: quantity('multipleExact', {
    about: 'Least multiple of all margin rates meanwhile.',
    example: '2x',
    from: '1x',
    to: '100x',
  }).optional(),
  pauseLiquidations: flag('Nobody is liquidated meanwhile.').prefault(own.pauseLiquidations),
  closeOnly: flag('Agents may only reduce positions meanwhile.').prefault(own.closeOnly),
});

export const controls = section({
  session: session.describe('Trading hours, for rules about the opening and the close. Left out: the run.').optional(),
  limitUpDown: switchable(
    limitUpDown,
    'Limit-up/limit-down: bands around a moving reference, a limit state, a pause. `off` or null: none.',
  ).optional(),
  dynamicBreaker: switchable(
    dynamicBreaker,
    'Dynamic circuit breaker: a short stop after a move within a rolling window. `off` or null: none.',
  ).optional(),
  marketWide: switchable(
    marketWide,
    'Market-wide levels: all trading stops when an index has fallen. `off` or null: none.',
  ).optional(),
  orderBand: switchable(
    orderBand,
    'Orders fill only within this distance of the mark or the index. `off` or null: none.',
  ).optional(),
  reopening: switchable(
    reopening,
    'A call auction at the end of every halt. `off` or null: trading goes on where the book stands.',
  ).optional(),
  liquidationPause: switchable(liquidationPause, 'Nobody is liquidated for a while. `off` or null: none.').optional(),
  openInterestMargin: switchable(
    openInterestMargin,
    'Initial margin that rises to 100 % with open interest. `off` or null: none.',
  ).optional(),
  marginSteps: switchable(
    marginSteps,
    'Margin rates that go up in steps and come down later. `off` or null: none.',
  ).optional(),
  withdrawalGate: switchable(withdrawalGate, 'Nothing can be withdrawn for a while. `off` or null: none.').optional(),
  oracleGuard: switchable(
    oracleGuard,
    "A guard against the venue's price coming loose from its index. `off` or null: none.",
  ).optional(),
  fundMode: switchable(fundMode, 'What the venue does while its fund is low. `off` or null: none.').optional(),
});
