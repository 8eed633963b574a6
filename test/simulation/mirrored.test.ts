// Goal: the direction of prices does not matter in itself. Method: pairs of paths, one of them with prices and positions mirrored.
import { describe, expect, it } from 'vitest';
import { lotsIn, setLots } from '../../src/exchange/account-records.ts';
import type { FactKind } from '../../src/exchange/fact.ts';
import type { MarginParameters } from '../../src/margin/create-margin-model.ts';
import type { TieredParameters } from '../../src/margin/tiered/tiered-parameters.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { simulatePath } from '../../src/simulation/simulate-path.ts';
import { tieredModel } from '../exchange/portfolio-models.ts';
import { factsOf, type FactRow } from './facts.ts';
import { bare, type Settings } from './small-scenario.ts';

describe('prices and positions mirrored at the price of the start', () => {
  const INITIAL_TICKS = 10_000;
  /** By entry prices every lot needs the same, long or short, wherever the price goes. */
  const byEntry: MarginParameters = {
    family: 'tiered',
    parameters: {
      ...(tieredModel.parameters as TieredParameters),
      initialBasis: 'entry',
      maintenanceBasis: 'entry',
    },
  };

  function run(move: number, mirrored: boolean, settings: Settings): PathOutcome {
    const drawn = bare({
      'market.prices.jumps': `[{ at: 1 min, move: ${mirrored ? -move : move} % }]`,
      'venue.instruments[0].depthAtOnePercent': '400 bn USD',
      'venue.instruments[0].depthExponent': '1',
      ...settings,
    });
    const portfolio = { margin: byEntry, comparedModels: [], collateral: [], optionMarkets: [], interestRate: 0 };
    const scenario = { ...drawn, venue: { ...drawn.venue, portfolio } };
    const { population } = buildPopulation(scenario, null);
    for (let account = 0; account < population.accountCount; account += 1) {
      const lots = lotsIn(population.records, account, 0);
      if (mirrored && lots !== 0) setLots(population.records, account, 0, -lots);
    }
    return simulatePath({ scenario, population, path: 0, audit: true });
  }

  /** A trade of n lots at p becomes one of -n lots at 2 p0 - p; all other money is what it was. */
  const mirrorOf = (row: FactRow): FactRow => ({
    ...row,
    lots: 0 - row.lots,
    value: row.lots === 0 ? row.value : row.value - 2 * row.lots * INITIAL_TICKS,
  });
  const isPrice = ({ kind }: FactRow): boolean => kind === 'markUpdate' || kind === 'referenceTick';

  const OUT_OF_FUNDS: Settings = { 'venue.waterfall': '[autoDeleveraging]' };
  const cases: readonly (readonly [string, number, FactKind, Settings])[] = [
    ['an orderly fall', -9.5, 'liquidationFill', {}],
    [
      'a fall by shares of a position',
      -9.5,
      'recovered',
      { 'venue.liquidation.sizing': '{ kind: fraction, share: 60 % }' },
    ],
    ['takeovers by the fund', -20, 'takeover', { 'venue.insuranceFund.initial': '1 M USD' }],
    ['deleveraging', -20, 'deleveraging', OUT_OF_FUNDS],
    [
      'loss left over',
      -20,
      'uncoveredLoss',
      { 'venue.insuranceFund.initial': '1 k USD', 'venue.waterfall': '[insuranceFund]' },
    ],
    [
      'deleveraging shared out',
      -20,
      'deleveraging',
      { ...OUT_OF_FUNDS, 'venue.autoDeleveraging.allocation': 'proRataByEquity' },
    ],
    [
      'losses that others bear',
      -20,
      'lossShare',
      {
        'venue.insuranceFund.initial': '1 k USD',
        'venue.waterfall': '[insuranceFund, profitHaircut, socialisedLoss, clawback]',
      },
    ],
    [
      // Takers large enough to carry it: what they have taken has another entry price, and by it another margin.
      'a vault',
      -9.5,
      'positionTaken',
      {
        'venue.liquidation.takeoverEquityShare': '100 %',
        'venue.takeover': '[{ kind: vault, name: vault, capital: 20 k USD, inventoryMargin: 0 % }]',
      },
    ],
    [
      'bids in an auction',
      -9.5,
      'auctionEnd',
      {
        'venue.liquidation.takeoverEquityShare': '100 %',
        'venue.takeover': `[{ kind: dutchAuction, interval: 5 s, inventoryMargin: 0 %,
          bidders: [{ name: early, capital: 20 k USD, reservation: 10 % }, { name: late, capital: 90 k USD, reservation: 50 % }],
          discounts: [{ after: 0 s, discount: 5 % }, { after: 20 s, discount: 100 % }] }]`,
      },
    ],
    [
      'a pause of liquidations and a restricted venue',
      -20,
      'controlState',
      {
        'venue.insuranceFund.initial': '10 k USD',
        // A margin on inventory goes by its value, which is another one at another price.
        'venue.insuranceFund.inventoryMargin': '0 %',
        'venue.waterfall': '[insuranceFund]',
        'venue.controls.liquidationPause': '{ fundShare: 95 %, duration: 30 s }',
        'venue.controls.fundMode': '{ fundShare: 90 %, longest: 2 min, closeOnly: true }',
      },
    ],
  ];

  it.each(cases)('mirror every trade and leave all other money as it is: %s', (_, move, kind, settings) => {
    const fall = run(move, false, settings);
    const rise = run(move, true, settings);
    expect(fall.failure).toBeNull();
    expect(factsOf(fall, kind).length).toBeGreaterThan(0);
    const told = (outcome: PathOutcome) => factsOf(outcome).filter((row) => !isPrice(row));
    expect(told(rise)).toEqual(told(fall).map(mirrorOf));
    for (const figure of ['fundFinal', 'fundMin', 'uncoveredLoss', 'breaches', 'accountsClosed'] as const) {
      expect(rise.tally[figure]).toBe(fall.tally[figure]);
    }
  });
});
