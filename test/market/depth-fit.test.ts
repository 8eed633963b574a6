/**
 * Goal: curves of depth from published figures. Method: figures on a curve give it back; figures of October 2025 by hand; the
 * square-root law's worked numbers through a book.
 */
import { describe, expect, it } from 'vitest';
import { createLinearPerpetual } from '../../src/instruments/instrument.ts';
import { DepthBook } from '../../src/market/depth-book.ts';
import { depthBySquareRootLaw, fitDepth } from '../../src/market/depth-fit.ts';

const usd = (amount: number): number => Math.round(amount * 10_000);

describe('figures of depth', () => {
  it('on a curve give the curve back', () => {
    const figures = [0.001, 0.005, 0.02, 0.1].map((withinLog) => ({
      withinLog,
      notional: usd(20e6 * (withinLog / 0.01) ** 1.5),
    }));
    const rules = fitDepth(figures, 2);
    expect(rules.exponent).toBeCloseTo(1.5, 8);
    expect(rules.depthAtOnePercent / usd(20e6)).toBeCloseTo(1, 8);
    expect(rules.fit).toMatchObject({ kind: 'figures' });
    expect(rules.fit!.kind === 'figures' ? rules.fit!.errorMax : 1).toBeLessThan(1e-7);
  });

  it('of BTC in early October 2025 are a book that is densest at the mid', () => {
    // ln(N / 20 M) = -0.2549, 0, 0.6931 at ln(x / 1 %) = -0.6931, 0, 1.6094: slope 1.15841 / 2.79092, and
    // 0.14609 - 0.41506 x 0.30543 = 0.01932 at 1 %.
    const rules = fitDepth(
      [
        { withinLog: 0.005, notional: usd(15.5e6) },
        { withinLog: 0.01, notional: usd(20e6) },
        { withinLog: 0.05, notional: usd(40e6) },
      ],
      2,
    );
    expect(rules.exponent).toBeCloseTo(0.41506, 4);
    expect(rules.depthAtOnePercent / usd(20e6)).toBeCloseTo(Math.exp(0.01932), 4);
    expect(rules.fit!.kind === 'figures' ? rules.fit!.errorMax : 1).toBeLessThan(0.03);
  });

  it('that are one keep the exponent', () => {
    const rules = fitDepth([{ withinLog: 0.02, notional: usd(8e6) }], 2);
    expect(rules).toMatchObject({ exponent: 2, depthAtOnePercent: usd(2e6) });
  });
});

describe('the square-root law', () => {
  it('needs a quarter of the depth for twice the Y', () => {
    expect(depthBySquareRootLaw(usd(16e6), 0.04, 0.5).depthAtOnePercent).toBe(usd(4e6));
    expect(depthBySquareRootLaw(usd(16e6), 0.04, 2).depthAtOnePercent).toBe(usd(0.25e6));
  });

  it('moves the price by Y sigma sqrt(Q / V)', () => {
    // Y = 1, 4 % a day: 1 % of the volume 0.4 %, 4 % of it 0.8 %.
    const volume = usd(16e6);
    const rules = depthBySquareRootLaw(volume, 0.04, 1);
    expect(rules).toMatchObject({ exponent: 2, depthAtOnePercent: usd(1e6) });
    const terms = createLinearPerpetual({
      symbol: 'A',
      tickSize: 0.01,
      lotSizeUnits: 0.01,
      quantaPerLotTick: 1,
      priceInitialTicks: 10_000,
    });
    const moveOf = (share: number): number => {
      const book = new DepthBook(terms, rules, { permanentShare: 0, halfLifeUs: 1e6, crossShare: 0 });
      book.take(Math.round((share * volume) / 10_000));
      return book.displacementLog;
    };
    expect(Math.abs(moveOf(0.01) / 0.004 - 1)).toBeLessThan(1e-3);
    expect(Math.abs(moveOf(0.04) / 0.008 - 1)).toBeLessThan(1e-3);
  });
});
