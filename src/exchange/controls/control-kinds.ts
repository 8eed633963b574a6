/**
 * The venue's controls and the states that each can be in. Facts carry places in these lists, so a kind or a state that
 * comes later stands at the end. Every control begins in its state 0. `docs/controls.md` has a table for each.
 */
import type { InstrumentIndex } from '../../base/units.ts';
import { NONE, type ExchangeContext } from '../context.ts';

export const CONTROL_KINDS = [
  'limitUpDown',
  'dynamicBreaker',
  'marketWide',
  'reopening',
  'liquidationPause',
  'openInterestMargin',
  'marginSteps',
  'withdrawalGate',
  'oracleGuard',
  'fundMode',
] as const;

export type ControlKind = (typeof CONTROL_KINDS)[number];

export const CONTROL_STATES = {
  limitUpDown: ['trading', 'limitState', 'pause', 'prolongedPause'],
  dynamicBreaker: ['trading', 'preOpen'],
  marketWide: ['armed1', 'halted1', 'armed2', 'halted2', 'armed3', 'closed'],
  reopening: ['continuous', 'call'],
  liquidationPause: ['running', 'paused', 'prolonged'],
  openInterestMargin: ['base', 'scaled', 'full'],
  marginSteps: ['step0', 'step1', 'step2', 'step3', 'step4', 'step5', 'step6', 'step7', 'step8'],
  withdrawalGate: ['open', 'closed'],
  oracleGuard: ['agreeing', 'deviating', 'guarding'],
  fundMode: ['normal', 'restricted'],
} as const satisfies Readonly<Record<ControlKind, readonly string[]>>;

/** First state in which a control acts that neither stops trading nor holds single orders back. */
export const ACTS_FROM = {
  reopening: 1,
  liquidationPause: 1,
  openInterestMargin: 1,
  marginSteps: 1,
  withdrawalGate: 1,
  oracleGuard: 2,
  fundMode: 1,
} as const satisfies Partial<Readonly<Record<ControlKind, number>>>;

/** Steps that margins can be raised by: states of `marginSteps` beyond the first. */
export const MARGIN_STEPS_MAX = CONTROL_STATES.marginSteps.length - 1;

/** Tells that a control is in another state. `figure`: what its table says, 0 where it says nothing. */
export function recordControl<Kind extends ControlKind>(
  { facts }: ExchangeContext,
  kind: Kind,
  state: number,
  instrument: InstrumentIndex = NONE,
  figure = 0,
): void {
  facts.record('controlState', NONE, instrument, 0, figure, CONTROL_KINDS.indexOf(kind), state);
}
