// Goal: engine and reference exchange agree after every command whatever controls a venue has, and the sequences have been
// in every state of each. Method: as differential.test.ts, with controls of random-controls.ts.
import { describe, it } from 'vitest';
import { COMMON_CONTROL_PROBES } from './controls/control-probes.ts';
import {
  drawControlledInput,
  drawMixedInput,
  drawMixedScenario,
  withControlledVenue,
} from './controls/random-controls.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { runDifferential } from './differential-run.ts';
import { COMMANDS_MAX, testDifferential } from './differential-suite.ts';
import { runBothPaths } from './path-run.ts';
import { testPaths } from './path-suite.ts';
import { drawPortfolioScenario, drawScenario } from './random-scenario.ts';
import { isReplayed, replayedSeed } from './replay.ts';

const MIXED_VENUES = 30;
const MIXED_PATHS = 10;
const commandsOf = (venue: number): number => (venue % 5 === 4 ? COMMANDS_MAX : 100);

testDifferential({
  title: 'with controls',
  prefix: 'controls',
  family: 'controls',
  blocks: 4,
  venuesPerBlock: 25,
  commandsOf,
  probes: COMMON_CONTROL_PROBES,
  drawVenue: drawControlledInput,
});

testPaths({
  title: 'with controls',
  family: 'controls-path',
  blocks: 1,
  pathsPerBlock: 12,
  draw: (seed) => withControlledVenue(drawScenario(seed)),
  reached: ['halts', 'liquidationsDeferred'],
});

const PATH_KINDS = [
  ['portfolio-controls-path', drawPortfolioScenario],
  ['mixed-controls-path', drawMixedScenario],
] as const;
const runPath = (seed: string, draw: (seed: string) => Scenario) =>
  runBothPaths(seed, (drawn) => withControlledVenue(draw(drawn)));

describe('the engine and the reference exchange, with controls', () => {
  it.skipIf(!isReplayed('mixed-controls'))(`agree on seed ${replayedSeed}`, () => {
    runDifferential(replayedSeed!, COMMANDS_MAX, () => {}, drawMixedInput);
  });

  it.each(PATH_KINDS.filter(([family]) => isReplayed(family)))(`agree on seed ${replayedSeed}, a %s`, (_, draw) => {
    runPath(replayedSeed!, draw);
  });

  it.skipIf(replayedSeed !== undefined)(
    'agree where losses are shared, or accounts liquidated in another way, as well',
    () => {
      for (let n = 0; n < MIXED_VENUES; n += 1) {
        runDifferential(`mixed-controls-${n}`, commandsOf(n), () => {}, drawMixedInput);
      }
      for (let n = 0; n < MIXED_PATHS; n += 1) runPath(`mixed-controls-path-${n}`, drawMixedScenario);
    },
  );
});
