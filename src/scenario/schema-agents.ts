/** Keys of the `agents` section: classes of accounts, how they are drawn and how they behave. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { CLASSES_MAX } from './limits.ts';
import { FLOW_KINDS } from './schema-agent-flows.ts';
import {
  chance,
  common,
  hedge,
  leverage,
  leverageOf,
  leverageOrFlat,
  lookback,
  shareOf,
} from './schema-agent-shapes.ts';
import { panicKeys, payerKeys, rehedgeKeys, stopLossKeys } from './schema-behaviours.ts';
import { imported } from './schema-imported.ts';
import { section, switchable } from './schema-shapes.ts';
import { quantity } from './schema-values.ts';

const D = DEFAULTS.agentClass;

const leveragedDirectional = section({
  kind: z.literal('leveragedDirectional').describe('Holds leveraged positions; some have a stop-loss.'),
  ...common,
  leverage,
  ...stopLossKeys,
  hedge: hedge.optional(),
});

const hedger = section({
  kind: z.literal('hedger').describe('Holds one leg here against one outside; re-opens what auto-deleveraging took.'),
  ...common,
  leverage,
  ...rehedgeKeys,
});

const makerSpread = section({
  half: quantity('ratio', { about: 'Half-spread in calm.', example: '0.02 %', from: '0 %', to: '10 %' }).prefault(
    D.spread.half,
  ),
  volatilityMultiple: quantity('number', {
    about: 'What is added for each standard deviation of the mark between two looks at its quotes.',
    example: 1,
    from: 0,
    to: 1000,
  }).prefault(D.spread.volatilityMultiple),
  lookback: quantity('duration', {
    about: 'Half-life of what it remembers of past returns.',
    example: '1 min',
    above: 0,
  }).prefault(D.spread.lookback),
  stressWidening: quantity('number', {
    about: 'How many times itself the half-spread gains when margin is used up to stressRatioFull.',
    example: 4,
    from: 0,
    to: 1000,
  }).prefault(D.spread.stressWidening),
  inventoryWidening: quantity('number', {
    about: 'How many times itself it gains when inventory is at its limit.',
    example: 1,
    from: 0,
    to: 1000,
  }).prefault(D.spread.inventoryWidening),
  max: quantity('ratio', { about: 'Largest half-spread.', example: '5 %', from: '0 %', to: '10 %' }).prefault(
    D.spread.max,
  ),
});

const marketMaker = section({
  kind: z.literal('marketMaker').describe('Quotes in the book with its own capital; withdraws under margin stress.'),
  ...common,
  leverage: leverageOrFlat,
  inventoryLimit: quantity('multiple', {
    about: 'Gross notional / equity at which it stops adding to its inventory in an instrument.',
    example: '3x',
    above: '0x',
    to: '1000x',
  }).prefault(D.inventoryLimit),
  stressRatioStart: chance('Maintenance margin / equity above which it begins to withdraw.', '50 %').prefault(
    D.stressRatioStart,
  ),
  stressRatioFull: chance('Maintenance margin / equity above which it quotes nothing.', '80 %').prefault(
    D.stressRatioFull,
  ),
  requoteInterval: quantity('duration', {
    about: 'Between two looks at its quotes.',
    example: '1 s',
    above: 0,
  }).prefault(D.requoteInterval),
  spread: switchable(
    makerSpread,
    'How far from the mid it quotes, wider in storms and under stress. `off` or null: at the mid; {} takes the defaults.',
  ).prefault(D.makerSpread),
});

const panicSeller = section({
  kind: z.literal('panicSeller').describe('Sells what it holds once the price has fallen far enough, fast enough.'),
  ...common,
  leverage,
  ...panicKeys,
});

const dipBuyer = section({
  kind: z.literal('dipBuyer').describe('Starts flat with cash; buys once the price has fallen far enough.'),
  ...common,
  leverage: leverageOrFlat,
  drawdownTrigger: shareOf('Fall from the highest mark within the lookback at which it buys.').prefault(
    D.drawdownTrigger,
  ),
  lookback,
  buyLeverage: leverageOf('Notional / equity of the position that it opens.').prefault(D.buyLeverage),
});

const marginCallPayer = section({
  kind: z.literal('marginCallPayer').describe('Leveraged, but answers a margin call with fresh money.'),
  ...common,
  leverage,
  ...payerKeys,
});

const agentClass = z
  .discriminatedUnion('kind', [
    leveragedDirectional,
    hedger,
    marketMaker,
    panicSeller,
    dipBuyer,
    marginCallPayer,
    ...FLOW_KINDS,
  ])
  .describe('One class of accounts; its keys depend on its kind.');

export const agents = section({
  warningRatio: quantity('multiple', {
    about: 'An account is told when its equity is below this multiple of its maintenance margin.',
    example: '1.5x',
    from: '1x',
    to: '1000x',
  }).prefault(DEFAULTS.agents.warningRatio),
  wakeInterval: quantity('duration', {
    about: 'Time between two looks of price-watching agents at the market.',
    example: '5 s',
    above: 0,
  }).prefault(DEFAULTS.agents.wakeInterval),
  leverageStretchMax: quantity('multiple', {
    about: "Most that netting may stretch or shrink a class's leverage to meet the open interest.",
    example: '1.5x',
    from: '1x',
    to: '1000x',
  }).prefault(DEFAULTS.agents.leverageStretchMax),
  classes: z.array(agentClass).min(1).max(CLASSES_MAX).describe('The classes of accounts, at least one.'),
  imported: imported.optional(),
}).describe('Everyone who trades on the venue.');
