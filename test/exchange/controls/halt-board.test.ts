// Goal: a call that ends while another halt still holds the instrument is over and says so, and a new one follows that halt;
// liquidations go on where every halt that holds it lets them. Method: the board by hand, with a call that notes what it is asked.
import { expect, it } from 'vitest';
import { HaltBoard } from '../../../src/exchange/controls/halt-board.ts';
import type { FactSink } from '../../../src/exchange/fact.ts';
import type { ExchangeState } from '../../../src/exchange/state.ts';

/** Of one instrument whose rolling halt lets liquidations go on. */
function makeBoard(): { readonly board: HaltBoard; readonly told: string[] } {
  const told: string[] = [];
  const state = { instrumentCount: 1, haltedUntilUs: new Float64Array(1) } as unknown as ExchangeState;
  const facts: FactSink = { record: (kind, _, __, ___, ____, _____, until) => void told.push(`${kind} ${until}`) };
  return { board: new HaltBoard(state, facts, true), told };
}

it('breaks a call off that another halt outlasts', () => {
  const { board, told } = makeBoard();
  board.register('marketWide', { liquidationsAllowed: true });
  let now = 10;
  board.call = {
    gather: () => {},
    begin: () => {
      told.push('begin');
      return now + 5;
    },
    prolong: () => 0,
    breakOff: () => told.push('break off'),
    uncross: () => told.push('uncross'),
  };
  const endAt = (at: number): boolean => {
    now = at;
    return board.end(0, at);
  };
  board.start('rollingHalt', 0, 10, 0);
  expect(endAt(10)).toBe(false);
  expect(board.letsLiquidate(0, 12)).toBe(false);
  board.start('marketWide', 0, 30, 0);
  expect([endAt(15), endAt(30), endAt(35)]).toEqual([false, false, true]);
  expect(told).toEqual([
    'haltStart 10',
    'begin',
    'haltStart 15',
    'haltStart 30',
    'break off',
    'begin',
    'haltStart 35',
    'uncross',
  ]);
});

it('tells of an end once, and lets liquidations go on where every halt that holds the instrument does', () => {
  const { board, told } = makeBoard();
  board.register('limitUpDown', { liquidationsAllowed: false });
  board.register('marketWide', { liquidationsAllowed: true });
  board.start('rollingHalt', 0, 20, 0);
  board.start('marketWide', 0, 20, 0);
  expect(board.letsLiquidate(0, 1)).toBe(true);
  board.start('limitUpDown', 0, 10, 0);
  expect([board.letsLiquidate(0, 1), board.letsLiquidate(0, 9), board.letsLiquidate(0, 10)]).toEqual([
    false,
    false,
    true,
  ]);
  expect(told).toEqual(['haltStart 20']);
});
