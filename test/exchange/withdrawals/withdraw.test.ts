// Goal: a withdrawal pays what is free and no more, leaves nobody in breach and conserves money. Method: sums by hand, and
// random books, prices and requests with the audit after each step.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTSIDE_WORLD } from '../../../src/exchange/accounts.ts';
import { WithdrawalDesk } from '../../../src/simulation/withdrawal-desk.ts';
import { SmallExchange, usd } from '../small-venue.ts';

const [LONG, SHORT] = [4, 5] as const;

describe('a withdrawal', () => {
  it('pays what was asked for where that is free', () => {
    // 100 lots at 100 USD: notional 10,000, initial margin 2 % = 200.
    const small = new SmallExchange({ priceUsd: 100, holders: [{ equityUsd: 1_000, lots: 100 }] });
    small.exchange.advanceTo(7_000_000);
    small.exchange.withdraw(LONG, usd(300), 2_000_000);
    expect(small.take('withdrawal')).toEqual([['withdrawal', LONG, 0, 300, usd(300), 5_000_000]]);
    expect(small.equityUsd(LONG)).toBe(700);
    expect(small.exchange.cashOf(OUTSIDE_WORLD)).toBe(usd(300));
    small.exchange.audit();
  });

  it('stops at initial margin, and then pays nothing', () => {
    const small = new SmallExchange({ priceUsd: 100, holders: [{ equityUsd: 1_000, lots: 100 }] });
    small.exchange.withdraw(LONG, usd(5_000), 0);
    small.exchange.withdraw(LONG, usd(1), 0);
    expect(small.take('withdrawal').map(([, , , paid]) => paid)).toEqual([800, 0]);
    expect(small.equityUsd(LONG)).toBe(200);
    // It is not in breach, and has nothing to spare: maintenance margin is half of initial margin.
    small.moveTo(100);
    expect(small.take('breach', 'withdrawal')).toEqual([]);
  });

  it('pays out profits, and nothing to an account under liquidation', () => {
    const small = new SmallExchange({
      priceUsd: 100,
      holders: [
        { equityUsd: 1_000, lots: 100 },
        { equityUsd: 1_000, lots: -100 },
      ],
    });
    small.moveTo(91);
    // The short has won 900; 9,100 x 2 % = 182 stay.
    small.exchange.withdraw(SHORT, usd(10_000), 0);
    expect(small.take('withdrawal').map(([, , , paid]) => paid)).toEqual([1_718]);
    // 100 left of 9,100 x 1 % = 91: sound, but nothing is free.
    small.exchange.withdraw(LONG, usd(50), 0);
    small.moveTo(90.5);
    small.exchange.withdraw(LONG, usd(50), 0);
    expect(small.take('withdrawal', 'breach').map(([kind, , , paid]) => [kind, paid])).toEqual([
      ['withdrawal', 0],
      ['breach', 50],
      ['withdrawal', 0],
    ]);
    small.exchange.audit();
  });

  it('gives back all of an account without positions, and takes nothing that was never there', () => {
    const small = new SmallExchange({ priceUsd: 100, holders: [{ equityUsd: 250, lots: 0 }] });
    small.exchange.deposit(LONG, usd(50));
    small.exchange.withdraw(LONG, usd(1_000), 0);
    expect(small.equityUsd(LONG)).toBe(0);
    expect(small.exchange.cashOf(OUTSIDE_WORLD)).toBe(usd(250));
    small.exchange.audit();
  });

  it('never leaves less than initial margin, whatever is asked for and however prices move', () => {
    const step = fc.oneof(
      fc.record({ price: fc.integer({ min: 80, max: 120 }) }),
      fc.record({ account: fc.constantFrom(LONG, SHORT), amountUsd: fc.integer({ min: 1, max: 3_000 }) }),
      fc.record({ account: fc.constantFrom(LONG, SHORT), depositUsd: fc.integer({ min: 1, max: 500 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const small = new SmallExchange({
          priceUsd: 100,
          holders: [
            { equityUsd: 1_000, lots: 60 },
            { equityUsd: 900, lots: -60 },
          ],
        });
        for (const one of steps) {
          if ('price' in one) small.moveTo(one.price);
          else if ('depositUsd' in one) small.exchange.deposit(one.account, usd(one.depositUsd));
          else {
            const before = small.exchange.equityOf(one.account);
            // Notional rises with the mark: 60 lots x 2 %.
            const initial = 2 * small.exchange.maintenanceOf(one.account);
            small.exchange.withdraw(one.account, usd(one.amountUsd), 0);
            const paid = before - small.exchange.equityOf(one.account);
            const free = small.exchange.isActive(one.account) ? Math.max(0, before - initial) : 0;
            expect(paid).toBe(Math.min(usd(one.amountUsd), free));
          }
          small.exchange.audit();
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the desk for withdrawals', () => {
  it('serves in the order of arrival, never before the latency, never faster than it can', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 3_000_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 0, max: 2_000_000 }), (gaps, latencyUs) => {
        const desk = new WithdrawalDesk({ latencyUs, throughputPerSecond: 2 });
        const served: [account: number, atUs: number][] = [];
        let [dueUs, nowUs] = [-1, 0];
        const serveUntil = (limitUs: number): void => {
          while (dueUs >= 0 && dueUs <= limitUs) {
            const { account, askedAtUs } = desk.take(dueUs);
            expect(dueUs).toBeGreaterThanOrEqual(askedAtUs + latencyUs);
            served.push([account, dueUs]);
            dueUs = desk.next();
          }
        };
        gaps.forEach((gapUs, account) => {
          nowUs += gapUs;
          serveUntil(nowUs);
          const atUs = desk.add({ account, amount: 1, askedAtUs: nowUs });
          if (atUs >= 0) dueUs = atUs;
        });
        serveUntil(Infinity);
        expect(served.map(([account]) => account)).toEqual(gaps.map((_, account) => account));
        served.slice(1).forEach(([, atUs], k) => expect(atUs - served[k]![1]).toBeGreaterThanOrEqual(500_000));
        expect(desk.waitingCount).toBe(0);
      }),
    );
  });
});
