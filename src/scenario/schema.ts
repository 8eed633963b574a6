/** The whole scenario file. `ScenarioFile` is what a file says once its defaults are filled in, still in its own terms. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { PATHS_MAX } from './limits.ts';
import { agents } from './schema-agents.ts';
import { faults } from './schema-faults.ts';
import { market } from './schema-market.ts';
import { flag, section } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';
import { brackets } from './schema-tiers.ts';
import { venue } from './schema-venue.ts';

/** Becomes part of a folder's name on every system. */
export const SCENARIO_NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
export const SCENARIO_NAME_LENGTH_MAX = 64;

const run = section({
  startTime: quantity('instant', {
    about: 'The moment that the start of the run stands for, in UTC. Left out: the scenario has no date.',
    example: '2020-03-12T00:00:00Z',
  }).optional(),
  duration: quantity('duration', { about: 'Simulated time.', example: '1 d 6 h', above: 0 }),
  seed: text({ about: 'Any text; "007" and 7 are different seeds.', example: '1', noun: 'any text' }).prefault(
    DEFAULTS.run.seed,
  ),
  paths: quantity('count', {
    about: 'How many independent paths to simulate.',
    example: 32,
    from: 1,
    to: PATHS_MAX,
  }).prefault(DEFAULTS.run.paths),
  sampleInterval: quantity('duration', {
    about: 'Time between two rows of the time series in the results.',
    example: '1 min',
    above: 0,
  }).prefault(DEFAULTS.run.sampleInterval),
  populationPerPath: flag('Draw a fresh population for each path instead of one for all.').prefault(
    DEFAULTS.run.populationPerPath,
  ),
});

const citation = (about: string) =>
  text({ about, example: 'Binance USD-M leverage and margin brackets, as published 2024-10-24', noun: 'a citation' });

export const scenarioFile = section({
  version: z.literal(1).describe('Version of the file format: 1.'),
  name: text({
    about: 'Short name, used for the folder of the results.',
    example: 'black-thursday-2020',
    pattern: new RegExp(`^(?=.{1,${SCENARIO_NAME_LENGTH_MAX}}$)${SCENARIO_NAME.source.slice(1)}`),
    noun: `a name of at most ${SCENARIO_NAME_LENGTH_MAX} lower-case letters and digits with single dashes`,
  }),
  title: text({ about: 'One line for people.', example: 'Black Thursday, 12-13 March 2020', noun: 'text' }),
  description: text({
    about: 'What happens in it, and what it assumes.',
    example: 'BTC halves in a day.',
    noun: 'text',
  }).prefault(''),
  sources: z
    .array(citation('One citation.'))
    .describe('Where the figures come from, one citation a line.')
    .prefault([]),
  run: run.describe('How long, how often, and from which seed.'),
  venue,
  market,
  agents,
  faults,
  thresholds: z
    .array(
      text({
        about: 'One condition on the results; a run that breaks it ends with exit code 99.',
        example: 'insuranceFund.drawdownShare.p99 < 0.5',
        noun: 'a condition',
      }),
    )
    .describe('What must hold for the run to pass.')
    .prefault([]),
});

export type ScenarioFile = z.output<typeof scenarioFile>;

/** A file of margin tier tables below presets/tiers. */
export const tierPresetFile = section({
  version: z.literal(1).describe('Version of the file format: 1.'),
  name: text({ about: 'Name of the preset, equal to its file name.', example: 'binance-usdm-2024-10', noun: 'text' }),
  title: text({ about: 'One line for people.', example: 'Binance USD-M futures, October 2024', noun: 'text' }),
  asOf: text({ about: 'Date of the figures.', example: '2024-10-24', noun: 'a date' }),
  sources: z.array(citation('One citation.')).min(1).describe('Where the figures come from.'),
  tables: z.record(z.string(), brackets).describe('One table for each symbol.'),
});

export type TierPresetFile = z.output<typeof tierPresetFile>;
