// Goal: no combination of liquidation policy and takers breaks an invariant. Method: the small crowd, every part drawn at
// random, audited after every event.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { simulate } from '../../src/experiment/simulate.ts';
import { crowd } from '../simulation/small-scenario.ts';

const inventory = fc.constantFrom('', ', inventoryMargin: 0 %', ', unwindInterval: 5 s, unwindShare: 50 %');
const capital = fc.constantFrom('2 k USD', '50 k USD', '400 k USD');

const vault = fc
  .tuple(capital, inventory, fc.boolean(), fc.constantFrom('', ', capitalShareMax: 20 %', ', lossLimit: 10 %'))
  .map(([money, rest, deficits, limits]) => {
    return `{ kind: vault, name: vault, capital: ${money}, takesDeficits: ${String(deficits)}${limits}${rest} }`;
  });
const panel = fc.tuple(capital, capital, inventory).map(([one, two, rest]) => {
  const first = `{ name: one, capital: ${one}, notionalMax: 50 k USD, window: 1 min, discount: 1 % }`;
  return `{ kind: panel, providers: [${first}, { name: two, capital: ${two}, notionalMax: 1 M USD }]${rest} }`;
});
const auction = fc.tuple(capital, capital, inventory).map(([one, two, rest]) => {
  const bidders = `{ name: eager, capital: ${one}, reservation: 5 % }, { name: slow, capital: ${two}, reservation: 80 % }`;
  return `{ kind: dutchAuction, interval: 5 s, bidders: [${bidders}], discounts: [{ after: 0, discount: 5 % }, { after: 1 min, discount: 100 % }]${rest} }`;
});

const takers = fc
  .tuple(vault, panel, auction)
  .chain((all) => fc.tuple(fc.shuffledSubarray(all), fc.boolean()))
  .map(([list, fund]) => `[${[...list, ...(fund ? ['fund'] : [])].join(', ')}]`);

const settings = fc.record({
  'venue.takeover': takers,
  'venue.waterfall': fc.constantFrom(
    '[insuranceFund, autoDeleveraging]',
    '[insuranceFund]',
    '[autoDeleveraging]',
    '[]',
  ),
  'venue.liquidation.takeoverEquityShare': fc.constantFrom('0 %', '50 %', '90 %'),
  'venue.liquidation.accountOrder': fc.constantFrom('equityRatio', 'largestShortfall', 'largestNotional'),
  'venue.liquidation.legOrder': fc.constantFrom('largestMaintenance', 'largestLoss', 'impactEfficient', 'proRata'),
  'venue.liquidation.sizing': fc.constantFrom(
    'full',
    '{ kind: fraction, share: 20 % }',
    '{ kind: marginRatio, target: 90 % }',
  ),
  'venue.liquidation.limit': fc.constantFrom(
    'bankruptcy',
    'market',
    '{ kind: fillable, spread: 100 %, adjustment: 10x }',
  ),
  'venue.liquidation.feeCap': fc.constantFrom('equity', 'surplus'),
  'venue.circuitBreakers.halt.liquidationsAllowed': fc.constantFrom('true', 'false'),
});

it('holds every invariant', () => {
  fc.assert(
    fc.property(settings, (drawn) => {
      expect(simulate(crowd(drawn), { audit: true }).failure).toBeNull();
    }),
    { numRuns: 120 },
  );
}, 1_200_000);
