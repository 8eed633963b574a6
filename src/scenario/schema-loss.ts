/** Keys by which the venue shares losses: the waterfall, its funds, auto-deleveraging and the clearing house's own. */
import { z } from 'zod';
import { WATERFALL_STAGES } from '../exchange/loss/loss-rules.ts';
import { DELEVERAGING_ALLOCATIONS } from '../margin/deleveraging-allocation.ts';
import { DELEVERAGING_RANKINGS } from '../margin/deleveraging-rank.ts';
import { DEFAULTS } from './defaults.ts';
import { choice, section, switchable } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';

const waterfall = z
  .array(choice(WATERFALL_STAGES, 'One stage of the loss waterfall.'))
  .max(WATERFALL_STAGES.length)
  .describe('Who bears loss after the order book, in this order; what is left is uncovered loss.')
  .prefault([...DEFAULTS.waterfall]);

const autoDeleveraging = section({
  ranking: choice(DELEVERAGING_RANKINGS, 'Who is deleveraged first: the ranking rule of this venue.').prefault(
    DEFAULTS.autoDeleveraging.ranking,
  ),
  price: choice(
    ['bankruptcy', 'mark', 'previousMark'],
    'Price at which both sides are closed; `previousMark` is the one before the last update.',
  ).prefault(DEFAULTS.autoDeleveraging.price),
  allocation: choice(
    DELEVERAGING_ALLOCATIONS,
    'How a position is shared out: down the queue, in proportion to equity, position or profit of the other side, or so that the largest leverage becomes as small as it can (`waterFilling`). Only `queue` reads the ranking.',
  ).prefault(DEFAULTS.autoDeleveraging.allocation),
});

const drawdownTrigger = section({
  window: quantity('duration', { about: 'The peak is that of the last so long.', example: '8 h', above: 0 }),
  drawdown: quantity('ppm', {
    about: 'Share of that peak which the fund must have lost; 100 %: all of it.',
    example: '30 %',
    above: '0 %',
    to: '100 %',
  }),
});

const inflow = section({
  amount: quantity('money', { about: 'Paid in each time.', example: '10 k USD', above: 0 }),
  interval: quantity('duration', { about: 'Between two payments.', example: '1 h', above: 0 }),
});

/** Keys of `venue.insuranceFund` beside its inventory. */
export const fundKeys = {
  surplusShare: quantity('ppm', {
    about:
      'Part of what is left of an account liquidated to the end, for fills better than bankruptcy, that the fund keeps.',
    example: '100 %',
    from: '0 %',
    to: '100 %',
  }).prefault(DEFAULTS.insuranceFund.surplusShare),
  drawdownTrigger: switchable(
    drawdownTrigger,
    'After this fall from its peak the fund stands back and positions are deleveraged, although money is left. `off` or null: never.',
  ).prefault(DEFAULTS.insuranceFund.drawdownTrigger),
  inflow: switchable(
    inflow,
    "Money from outside the run on a schedule, such as a share of the venue's trading fees. `off` or null: none.",
  ).prefault(DEFAULTS.insuranceFund.inflow),
};

const insuranceFunds = z
  .array(
    section({
      name: text({ about: 'Name of the fund.', example: 'altcoins', noun: 'a name' }),
      initial: quantity('money', { about: 'Money in the fund at the start.', example: '2 M USD', from: 0 }),
      instruments: z
        .array(text({ about: 'Symbol of an instrument.', example: 'BTC', noun: 'a symbol' }))
        .min(1)
        .describe('Instruments whose deficits it pays first, and whose liquidation fees it gets.'),
    }).describe('A fund of its own for some instruments.'),
  )
  .max(32)
  .describe('Funds of their own for groups of instruments; each pays before the shared `insuranceFund`.')
  .prefault([]);

const clawback = section({
  period: switchable(
    quantity('duration', { about: 'Length of a period.', example: '7 d', above: 0 }),
    'Profits count from the last multiple of this. `off` or null: from the start of the run.',
  ).prefault(DEFAULTS.clawback.period),
});

const skin = (about: string) =>
  quantity('money', { about, example: '7 M USD', from: 0 }).prefault(DEFAULTS.defaultFund.skinInTheGame);

const defaultFund = section({
  skinInTheGame: skin("The venue's own money that is used before that of the members."),
  skinInTheGameSecond: skin("The venue's own money that is used after that of the members."),
  members: z
    .array(
      section({
        class: text({ about: 'Class of agents whose accounts are members.', example: 'banks', noun: 'a class' }),
        contribution: quantity('money', {
          about: 'Paid in by each of them beforehand, beside the equity of its account.',
          example: '1 M USD',
          above: 0,
        }),
      }).describe('Accounts of a class as members.'),
    )
    .min(1)
    .describe('Who has paid into the default fund.'),
  assessmentPowers: quantity('multipleExact', {
    about: 'How often members can be called upon, in multiples of `assessmentCap`.',
    example: '2x',
    from: '0x',
    to: '10x',
  }).prefault(DEFAULTS.defaultFund.assessmentPowers),
  assessmentCap: quantity('ppm', {
    about: 'Most that one call can ask of a member, as a share of its contribution.',
    example: '100 %',
    from: '0 %',
    to: '100 %',
  }).prefault(DEFAULTS.defaultFund.assessmentCap),
});

/** Keys of `venue` itself. */
export const lossKeys = {
  waterfall,
  autoDeleveraging: autoDeleveraging
    .describe('How winning positions are closed when the fund cannot pay.')
    .prefault({}),
  insuranceFunds,
  clawback: clawback.describe('Over which time the stage `clawback` counts profits.').prefault({}),
  defaultFund: switchable(
    defaultFund,
    "A clearing house's prefunded money, for the stages that name it. `off` or null: none.",
  ).prefault(DEFAULTS.defaultFund.none),
};
