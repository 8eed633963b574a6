/** Agents of one kind at work in a market made by hand: one look at a time, and the orders that came of it. */
import type { AgentClass } from '../../src/agents/agent-class.ts';
import { createBehaviour } from '../../src/agents/behaviours/create-behaviour.ts';
import { allKinds } from './classes.ts';
import { SmallWorld, type Asked, type Holder } from './small-world.ts';

const S = 1_000_000;
/** The first account of the class. */
export const FIRST = 10;

export type OfKind<K extends AgentClass['kind']> = Extract<AgentClass, { kind: K }>;

/** A class of that kind with these accounts, its rules those of `allKinds` but for `changes`. */
export function at<K extends AgentClass['kind']>(
  kind: K,
  marks: readonly number[],
  holders: readonly Partial<Holder>[],
  changes: Partial<OfKind<K>> = {},
) {
  const rules = { ...allKinds(holders.length, marks.length).find((one) => one.kind === kind)!, ...changes };
  const behaviour = createBehaviour(rules, { first: FIRST, end: FIRST + holders.length }, marks.length, 5 * S);
  const world = new SmallWorld(marks, FIRST, holders);
  /** One look, and what came of it. */
  const wake = (seconds: number, ...next: number[]): Asked[] => {
    world.nowUs = seconds * S;
    next.forEach((mark, i) => (world.marks[i] = mark));
    behaviour.onWake!(world, world);
    return world.take();
  };
  /** Orders arrive, and fill whole or by that share. */
  const arrive = (asked: readonly Asked[], fills = 1): Asked[] => {
    for (const one of asked) {
      if (one[0] !== 'order') continue;
      world.holder(one[1]).lots[one[2]]! += fills * one[3];
      behaviour.onOrder!(one[1]);
    }
    return [...asked];
  };
  return { world, behaviour, wake, arrive };
}

/** Account, instrument and lots of the orders among what was asked for. */
export const orders = (asked: readonly Asked[]): (readonly [number, number, number])[] =>
  asked.flatMap((one) => (one[0] === 'order' ? [[one[1], one[2], one[3]] as const] : []));
