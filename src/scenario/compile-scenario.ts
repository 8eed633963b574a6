/** The checked file to the scenario in the simulator's own units, section by section; problems go to `findings`. */
import { checkSamples, checkTogether } from './check-together.ts';
import { compileAgents } from './compile-agents.ts';
import { addDefaultFund } from './compile-default-fund.ts';
import { compileFaults } from './compile-faults.ts';
import { compileInstruments } from './compile-instruments.ts';
import { checkTick, compileMarket } from './compile-market.ts';
import { compileVenue } from './compile-venue.ts';
import type { ScenarioFiles } from './file-reader.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { parseCount, parseInstant } from './plain-units.ts';
import type { RunRules, Scenario, ThresholdSource } from './scenario.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import type { TimeFrame } from './time-frame.ts';
import { textOf } from './unit-result.ts';
import { parseDuration } from './units.ts';
import { placeOf, type YamlSource } from './yaml-source.ts';

export type CompiledScenario = Omit<Scenario, 'digest' | 'resolved' | 'venuePreset' | 'warnings'>;

export function compileScenario(
  draft: Draft<ScenarioFile>,
  source: YamlSource,
  files: ScenarioFiles,
  findings: Findings,
): CompiledScenario | undefined {
  const frame = frameOf(draft.run);
  const instruments = compileInstruments(draft.venue, frame, files.files, findings);
  const isListed = draft.venue?.instruments !== undefined;
  const bare =
    draft.venue === undefined || !isListed ? undefined : compileVenue(draft.venue, instruments, frame, files, findings);
  const market =
    draft.market === undefined || !isListed
      ? undefined
      : compileMarket(draft.market, instruments, frame, files, findings);
  const agents =
    draft.agents === undefined || !isListed ? undefined : compileAgents(draft.agents, instruments, files, findings);
  const venue = addDefaultFund(bare, draft.venue?.defaultFund, agents, findings);
  const faults = compileFaults(
    draft.faults,
    { instruments, classNames: namesOfClasses(draft.agents), frame, venue },
    findings,
  );
  const run = compileRun(draft.run);
  if (draft.market !== undefined) checkTick(draft.market, frame, findings);
  checkSamples(frame.durationUs, read(parseDuration, draft.run?.sampleInterval), instruments.symbols.length, findings);
  checkTogether(venue, market, agents, frame.durationUs, findings);
  return complete<CompiledScenario>({
    name: textOf(draft.name),
    title: textOf(draft.title),
    description: textOf(draft.description),
    sources: allOf(draft.sources?.map((one) => textOf(one))),
    startTime: startTimeOf(draft.run),
    venue: venue === undefined || faults === undefined ? undefined : { ...venue, faults },
    market,
    agents,
    run,
    thresholds: allOf(draft.thresholds?.map((_, index) => compileThreshold(draft, index, source))),
  });
}

/** In the order of the compiled classes; undefined where there is no list of them. */
function namesOfClasses(
  agents: Draft<ScenarioFile['agents']> | undefined,
): readonly (string | undefined)[] | undefined {
  return agents?.classes && [...agents.classes, ...(agents.imported?.rules ?? [])].map((one) => textOf(one?.name));
}

function frameOf(run: Draft<ScenarioFile['run']> | undefined): TimeFrame {
  if (run === undefined) return { startUs: undefined, durationUs: undefined };
  return {
    startUs: Object.hasOwn(run, 'startTime') ? read(parseInstant, run.startTime) : null,
    durationUs: read(parseDuration, run.duration),
  };
}

function startTimeOf(run: Draft<ScenarioFile['run']> | undefined): string | null | undefined {
  if (run === undefined) return undefined;
  return Object.hasOwn(run, 'startTime') ? textOf(run.startTime) : null;
}

function compileRun(run: Draft<ScenarioFile['run']> | undefined): RunRules | undefined {
  return complete<RunRules>({
    seed: textOf(run?.seed),
    paths: read(parseCount, run?.paths),
    durationUs: read(parseDuration, run?.duration),
    sampleIntervalUs: read(parseDuration, run?.sampleInterval),
    populationPerPath: run?.populationPerPath,
  });
}

/** The thresholds of a file that may be unsound elsewhere. */
export function listThresholds(draft: Draft<ScenarioFile>, source: YamlSource): readonly ThresholdSource[] {
  const sources = draft.thresholds?.map((_, index) => compileThreshold(draft, index, source)) ?? [];
  return sources.filter((one) => one !== undefined);
}

function compileThreshold(draft: Draft<ScenarioFile>, index: number, source: YamlSource): ThresholdSource | undefined {
  const text = textOf(draft.thresholds?.[index]);
  return text === undefined ? undefined : { text, place: placeOf(source, ['thresholds', index], 'value') };
}
