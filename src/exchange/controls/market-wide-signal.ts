/** Tells a control that the whole market has been halted. */
import { assert } from '../../base/assert.ts';
import type { ExchangeContext } from '../context.ts';
import { CONTROL_KINDS } from './control-kinds.ts';

const MARKET_WIDE = CONTROL_KINDS.indexOf('marketWide');

export function onMarketWideHalt({ tap }: ExchangeContext, then: () => void): void {
  assert(tap !== null, 'a control that listens needs the tap');
  tap.listen((kind, _, __, a, b) => {
    if (kind === 'controlState' && a === MARKET_WIDE && b % 2 === 1) then();
  });
}
