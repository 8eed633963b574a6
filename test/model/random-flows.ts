/** Random classes of agents whose orders are a flow of their own. */
import { DRAWN_APART, type AgentClass, type AgentClassBase } from '../../src/agents/agent-class.ts';
import { type Instrument, NO_INSTRUMENT } from '../../src/instruments/instrument.ts';
import { uniform } from '../agents/classes.ts';
import { isSpot } from './random-portfolio.ts';
import type { Draw } from './random-venue.ts';

const SECOND_US = 1_000_000;

const FLOWS = ['whale', 'basisArbitrageur', 'trendFollower', 'optionSeller', 'herdSeller', 'fundAttacker'] as const;

/** A class whose orders are a flow of their own; sellers of options are drawn where there are options. */
export function drawFlow(draw: Draw, place: number, instruments: readonly Instrument[], equityMax: number): AgentClass {
  const traded = [...instruments.keys()].filter((i) => !isSpot(instruments[i]!));
  const base: AgentClassBase = {
    name: `flow ${place}`,
    accounts: 3 * draw.whole(1, 2),
    equity: uniform(equityMax / 20, equityMax),
    leverage: uniform(1, draw.of([2, 10])),
    longSharePpm: draw.of([0, 500_000, 1_000_000]),
    instrumentWeights: instruments.map((_, i) => (traded.includes(i) ? 1 : 0)),
    instrumentsPerAccount: { min: 1, max: 1 },
    reactionUs: uniform(0, draw.of([0, 3 * SECOND_US])),
    collateral: [],
    hedge: null,
    ...DRAWN_APART,
    leverageEquityCorrelation: draw.of([0, 0.5]),
  };
  const [leg, other] = [draw.of(traded), draw.of(traded)];
  const only = (...chosen: number[]): number[] => instruments.map((_, i) => (chosen.includes(i) ? 1 : 0));
  const options = traded.filter((i) => instruments[i]!.contract.kind === 'option');
  const kind = draw.of(FLOWS);
  switch (kind) {
    case 'whale': {
      const exit = {
        atUs: draw.whole(0, 20) * SECOND_US,
        overUs: draw.whole(5, 60) * SECOND_US,
        schedule: draw.of([{ kind: 'proportional' }, { kind: 'almgrenChriss', urgency: 2 }] as const),
      };
      return { ...base, kind, exit, intervalUs: draw.of([1, 7]) * SECOND_US, keepsSize: true };
    }
    case 'basisArbitrageur':
      return {
        ...base,
        kind,
        leg,
        against: leg === other ? NO_INSTRUMENT : other,
        instrumentWeights: only(leg, other),
        entryBasis: uniform(0.001, 0.02),
        exitBasis: 0.0005,
        funding: null,
        tradeLeverage: uniform(0.5, 3),
        stressRatio: draw.of([0.2, 0.6]),
      };
    case 'trendFollower':
      return {
        ...base,
        kind,
        lookbackUs: draw.of([3, 10]) * SECOND_US,
        directions: draw.of(['both', 'long', 'short'] as const),
        trailingStop: uniform(0.005, 0.05),
        tradeLeverage: uniform(0.5, 3),
        entriesMax: draw.whole(1, 3),
      };
    case 'optionSeller':
      if (instruments[leg]!.contract.kind !== 'option' && options.length > 0) {
        return {
          ...base,
          kind,
          hedge: { instrument: leg, sharePpm: 1_000_000, measure: 'delta' },
          instrumentWeights: only(...options),
          longSharePpm: 0,
          rehedgeIntervalUs: SECOND_US,
          deltaBand: 0.02,
        };
      }
      return drawHerd(draw, base);
    case 'herdSeller':
      return drawHerd(draw, base);
    case 'fundAttacker':
      return {
        ...base,
        kind,
        instrument: leg,
        instrumentWeights: only(leg),
        direction: draw.of([1, -1] as const),
        positionLeverage: draw.of([2, 10]),
        pushLeverage: draw.of([0, 5, 20]),
        openAtUs: SECOND_US,
        pushAtUs: draw.whole(2, 10) * SECOND_US,
        pushOrders: draw.whole(1, 5),
        intervalUs: SECOND_US,
        exitDelayUs: draw.whole(0, 10) * SECOND_US,
        giveUpAfterUs: draw.whole(5, 60) * SECOND_US,
      };
  }
}

function drawHerd(draw: Draw, base: AgentClassBase): AgentClass {
  return {
    ...base,
    kind: 'herdSeller',
    watches: draw.of(['notional', 'accounts'] as const),
    windowUs: draw.of([5, 30]) * SECOND_US,
    trigger: uniform(0.001, 0.1),
    drawdown: draw.of([null, 0.1]),
    sellSharePpm: draw.of([300_000, 1_000_000]),
  };
}
