// Goal: no combination of mechanisms breaks an invariant in a whole run, and the runs have been in every state of every machine,
// at every stage of the waterfall and at loss that nobody bears. Method: random scenarios with each family on or off, audited
// after every event; the places are listed from the engine's own lists of facts, states, stages, faults and reasons, so that
// what is added there has to be reached here. SWARM_SEED=<text> draws other ones; a failure names its seed.
import { describe, expect, it } from 'vitest';
import { CONTROL_KINDS, CONTROL_STATES } from '../../src/exchange/controls/control-kinds.ts';
import * as factRules from '../../src/exchange/fact.ts';
import { COMMANDS, FACT_KINDS, ORDER_PURPOSES } from '../../src/exchange/fact.ts';
import { WATERFALL_STAGES } from '../../src/exchange/loss/loss-rules.ts';
import * as auctions from '../../src/exchange/takeover/dutch-auction.ts';
import { paidBy } from '../../src/experiment/deleveraging-summary.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { simulatePath } from '../../src/simulation/simulate-path.ts';
import { drawPopulation } from '../model/random-scenario.ts';
import { factsOf, type FactRow } from '../simulation/facts.ts';
import { drawMechanisms, FAULT_KINDS, ORACLE_ERRORS } from './random-mechanisms.ts';

const swarm = process.env['SWARM_SEED'] ?? 'long';
const BLOCKS = 20;
const RUNS_PER_BLOCK = Number(process.env['SWARM_RUNS'] ?? 25);

/** Numbers that a module exports under names that begin like that. */
function numbersOf(module: object, prefix: string): [name: string, value: number][] {
  return Object.entries(module).filter(
    (entry): entry is [string, number] => entry[0].startsWith(prefix) && typeof entry[1] === 'number',
  );
}

const DEFERRALS = new Map(numbersOf(factRules, 'DEFERRED_BY_').map(([name, value]) => [value, name]));
const AUCTION_ENDS = new Map(numbersOf(auctions, 'AUCTION_').map(([name, value]) => [value, name]));
const FAULTS = [...FAULT_KINDS.filter((kind) => kind !== 'oracle'), ...Object.keys(ORACLE_ERRORS)];

const PLACES: readonly string[] = [
  ...FACT_KINDS.map((kind) => `fact ${kind}`),
  ...CONTROL_KINDS.flatMap((kind) => CONTROL_STATES[kind].map((state) => `${kind} in ${state}`)),
  ...WATERFALL_STAGES.map((stage) => `loss borne by ${stage}`),
  'loss left uncovered',
  'fund that pays again',
  'fund that stands back',
  ...DEFERRALS.values(),
  ...AUCTION_ENDS.values(),
  ...FAULTS.flatMap((kind) => [`${kind} begun`, `${kind} over`]),
  'collateral converted at the mark',
  'collateral sold in its own book',
  ...ORDER_PURPOSES.map((purpose) => `order filled: ${purpose}`),
  ...COMMANDS.flatMap((command) => [`${command} delayed`, `${command} lost`]),
];

/** What a fact says of where the run has been, beside its kind. */
function placeOf({ venue }: Scenario, { kind, lots, a, b }: FactRow): string | undefined {
  switch (kind) {
    case 'controlState': {
      const control = CONTROL_KINDS[a]!;
      return `${control} in ${CONTROL_STATES[control][b]!}`;
    }
    case 'liquidationDeferred':
      return DEFERRALS.get(a);
    case 'auctionEnd':
      return AUCTION_ENDS.get(a);
    case 'fundTrigger':
      return a === 1 ? 'fund that stands back' : 'fund that pays again';
    case 'faultStart':
    case 'faultEnd': {
      const fault = venue.faults[a]!;
      const name = fault.kind === 'oracle' ? fault.error.kind : fault.kind;
      return `${name} ${kind === 'faultStart' ? 'begun' : 'over'}`;
    }
    case 'order':
      return lots === 0 ? undefined : `order filled: ${ORDER_PURPOSES[b]!}`;
    case 'conversion':
      return a === 1 ? 'collateral sold in its own book' : 'collateral converted at the mark';
    case 'commandDelayed':
      return `${COMMANDS[b]!} delayed`;
    case 'commandLost':
      return `${COMMANDS[b]!} lost`;
    default:
      return undefined;
  }
}

function placesOf(scenario: Scenario, outcome: PathOutcome): Set<string> {
  const places = new Set<string>();
  for (const fact of factsOf(outcome)) {
    places.add(`fact ${fact.kind}`);
    const place = placeOf(scenario, fact);
    if (place !== undefined) places.add(place);
  }
  for (const stage of WATERFALL_STAGES) if (paidBy(stage, outcome.tally) > 0) places.add(`loss borne by ${stage}`);
  if (outcome.tally.uncoveredLoss > 0) places.add('loss left uncovered');
  // A control is in its first state from the start on.
  for (const kind of CONTROL_KINDS) {
    if (scenario.venue.controls[kind] !== null) places.add(`${kind} in ${CONTROL_STATES[kind][0]}`);
  }
  return places;
}

function runOne(seed: string): Set<string> {
  const scenario = drawMechanisms(seed);
  const outcome = simulatePath({ scenario, population: drawPopulation(scenario), path: 0, audit: true });
  expect(outcome.failure, seed).toBeNull();
  return placesOf(scenario, outcome);
}

const reached = new Set<string>();

describe(`swarm "${swarm}" of mechanisms`, () => {
  it.each(Array.from({ length: BLOCKS }, (_, block) => block))('keeps every rule, block %i', (block) => {
    for (let n = 0; n < RUNS_PER_BLOCK; n += 1) {
      for (const place of runOne(`${swarm}-mechanisms-${block}-${n}`)) reached.add(place);
    }
  });

  it('has every family on and off', () => {
    const scenarios = Array.from({ length: 100 }, (_, n) => drawMechanisms(`${swarm}-mechanisms-0-${n}`));
    const families: Readonly<Record<string, (scenario: Scenario) => boolean>> = {
      model: ({ venue }) => venue.portfolio !== null,
      funding: ({ venue }) => venue.funding !== null,
      takers: ({ venue }) => venue.takeover.takers.length > 0,
      'shared losses': ({ venue }) => venue.loss.defaultFund !== null,
      controls: ({ venue }) => CONTROL_KINDS.some((kind) => venue.controls[kind] !== null),
      faults: ({ venue }) => venue.faults.length > 0,
      withdrawals: ({ venue }) => venue.withdrawals !== null,
    };
    for (const [name, isOn] of Object.entries(families)) {
      expect(new Set(scenarios.map(isOn)), name).toEqual(new Set([true, false]));
    }
  });

  it('lists what there is to reach', () => {
    expect(DEFERRALS.size).toBeGreaterThan(7);
    expect(AUCTION_ENDS.size).toBe(3);
    expect(new Set(PLACES).size).toBe(PLACES.length);
  });

  it('has been everywhere', () => {
    expect(PLACES.filter((place) => !reached.has(place))).toEqual([]);
  });
});
