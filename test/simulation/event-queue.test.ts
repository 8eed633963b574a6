// Goal: events leave the queue by time, then rank, then the order in which they were put in, whatever is put in and
// taken out in between. Method: random pushes and pops against a sorted list.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { EVENT_KINDS, type Event, EventQueue, RANK } from '../../src/simulation/event-queue.ts';

const emptyEvent = (): Event => ({ timeUs: -1, rank: -1, sequence: -1, a: -1, b: -1, c: -1, d: -1 });

function pop(queue: EventQueue): Event | null {
  const event = emptyEvent();
  return queue.popInto(event) ? event : null;
}

/** The queue as a list: kept in order by looking at every key. */
class ListQueue {
  readonly #events: Event[] = [];
  #sequence = 0;

  push(timeUs: number, rank: number, a: number, b: number, c: number, d: number): void {
    this.#sequence += 1;
    this.#events.push({ timeUs, rank, sequence: this.#sequence, a, b, c, d });
    this.#events.sort((x, y) => x.timeUs - y.timeUs || x.rank - y.rank || x.sequence - y.sequence);
  }

  pop(): Event | null {
    return this.#events.shift() ?? null;
  }
}

// Few times and ranks, so that equal ones are the rule.
const pushes = fc.record({
  timeUs: fc.integer({ min: 0, max: 9 }),
  rank: fc.integer({ min: 0, max: 3 }),
  a: fc.integer(),
});
const steps = fc.array(
  fc.oneof({ weight: 3, arbitrary: pushes }, { weight: 2, arbitrary: fc.constant('pop' as const) }),
  {
    maxLength: 120,
  },
);

describe('the event queue', () => {
  it('does what a sorted list does', () => {
    fc.assert(
      fc.property(steps, (commands) => {
        const queue = new EventQueue();
        const list = new ListQueue();
        let size = 0;
        for (const command of commands) {
          if (command === 'pop') {
            expect(pop(queue)).toEqual(list.pop());
            size = Math.max(0, size - 1);
          } else {
            const { timeUs, rank, a } = command;
            queue.push(timeUs, rank, a, a + 1, a + 2, a + 3);
            list.push(timeUs, rank, a, a + 1, a + 2, a + 3);
            size += 1;
          }
          expect(queue.size).toBe(size);
        }
        for (let event = list.pop(); event !== null; event = list.pop()) expect(pop(queue)).toEqual(event);
        expect(pop(queue)).toBeNull();
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  it('keeps the order when it grows beyond its first capacity', () => {
    const queue = new EventQueue();
    const count = 5_000;
    // 7,919 and 5,000 have no common divisor: every time once, out of order.
    for (let n = 0; n < count; n += 1) queue.push((n * 7_919) % count, 0, n);
    for (let timeUs = 0; timeUs < count; timeUs += 1) {
      const event = pop(queue)!;
      expect([event.timeUs, (event.a * 7_919) % count]).toEqual([timeUs, timeUs]);
    }
    expect(queue.size).toBe(0);
  });

  it('leaves the event alone when there is none', () => {
    const event = emptyEvent();
    expect(new EventQueue().popInto(event)).toBe(false);
    expect(event).toEqual(emptyEvent());
  });

  it.each([-1, 0.5, NaN, Infinity, 2 ** 53])('refuses %s as a time', (timeUs) => {
    expect(() => new EventQueue().push(timeUs, 0)).toThrow(InvariantError);
  });

  it('ranks the world before prices, prices before breaches, breaches before liquidations, those before agents', () => {
    const order = [
      'referenceTick',
      'markUpdate',
      'breachCheck',
      'liquidationStep',
      'agentOrder',
      'sample',
      'end',
    ] as const;
    const ranks = order.map((kind) => RANK[kind]);
    expect(ranks).toEqual(ranks.toSorted((x, y) => x - y));
    expect(new Set(EVENT_KINDS).size).toBe(EVENT_KINDS.length);
  });
});
