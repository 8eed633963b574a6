/** `aftershock inspect`: the scenario as it is understood, and what a run of it would be. Nothing is simulated. */
import { formatCount, formatHours, formatMultiple, formatUsd, plural } from '../../base/format.ts';
import { InvalidInputError } from '../../base/problem.ts';
import { planRun, type Machine, type RunPlan } from '../../experiment/run-plan.ts';
import { QUANTA_PER_USD, US_PER_HOUR } from '../../base/units.ts';
import { formatResolvedYaml } from '../../scenario/resolved-yaml.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { PopulationSummary } from '../../simulation/path-outcome.ts';
import { prepareMarket } from '../../simulation/prepare-market.ts';
import { NO_INSTRUMENT } from '../../instruments/instrument.ts';
import { followsText, kindText } from '../../report/contract-text.ts';
import { collateralEntries, modelEntries, recalibrationEntries } from '../../report/portfolio-facts.ts';
import { bookNotes } from '../../report/book-facts.ts';
import { presetEntries } from '../../report/preset-facts.ts';
import { wrapText } from '../../report/text-layout.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { MachineMemory } from '../machine-memory.ts';
import { formatEstimate } from '../plan-text.ts';
import { checkPopulation, type PopulationCheck } from '../population-check.ts';
import { readRequested, requestScenario } from '../scenario-request.ts';
import { formatTable } from '../text-table.ts';
import { writeJson } from '../write-json.ts';

export const inspect: Command = async ({ io, operands, values }) => {
  const file = operands[0]!;
  const scenario = readRequested(requestScenario(file, values), io.environment);
  const machine: Machine = { workers: values.workers ?? io.cpuCount, processors: io.cpuCount };
  const estimate = planRun(scenario, machine);
  const fits = estimate.memory.peakBytes.low <= io.memory.totalBytes;
  const population = fits
    ? checkPopulation(scenario, file)
    : { accounts: estimate.accounts, summary: null, problems: [] };
  if (population.problems.length > 0) throw new InvalidInputError(population.problems);
  const plan: Plan = { ...describePlan(scenario, population), estimate: { ...estimate, memoryHere: io.memory, fits } };
  if (values.json === true) {
    const { digest, resolved, venuePreset } = scenario;
    writeJson(io, { command: 'inspect', digest, scenario: resolved, venuePreset, plan });
  } else {
    // The plan as comments: the whole of it still reads as a scenario.
    const lines = formatPlan(scenario, plan, formatEstimate(estimate, io.memory)).map((line) => `# ${line}`.trimEnd());
    io.stdout.write(`${lines.join('\n')}\n${formatResolvedYaml(scenario)}`);
  }
  return EXIT_CODES.ok;
};

/** Of a line behind its `# `. */
const WIDTH = 78;

interface Plan extends Described {
  readonly estimate: RunPlan & { readonly memoryHere: MachineMemory; readonly fits: boolean };
}

interface Described {
  readonly seed: string;
  readonly paths: number;
  readonly durationUs: number;
  readonly ticksPerPath: number;
  readonly samplesPerPath: number;
  readonly accounts: number;
  readonly instruments: readonly {
    readonly symbol: string;
    readonly openInterestUsd: number;
    readonly depthAtOnePercentUsd: number;
  }[];
  readonly population: PopulationSummary | null;
  readonly correlation: {
    readonly isRepaired: boolean;
    readonly frobeniusDistance: number;
    readonly largestChange: { readonly pair: string; readonly from: number; readonly to: number } | null;
  };
}

function describePlan(scenario: Scenario, { accounts, summary }: PopulationCheck): Described {
  const { run, market, venue, agents } = scenario;
  const { repair } = prepareMarket(market);
  const { row, column, from, to } = repair.largestChange;
  const symbolOf = (index: number): string => venue.instruments[index]!.symbol;
  return {
    seed: run.seed,
    paths: run.paths,
    durationUs: run.durationUs,
    ticksPerPath: Math.floor(run.durationUs / market.tickUs),
    samplesPerPath: Math.floor(run.durationUs / run.sampleIntervalUs) + 1,
    accounts,
    instruments: venue.instruments.map(({ symbol }, i) => ({
      symbol,
      openInterestUsd: agents.openInterest[i]! / QUANTA_PER_USD,
      depthAtOnePercentUsd: market.depth[i]!.depthAtOnePercent / QUANTA_PER_USD,
    })),
    population: summary,
    correlation: {
      isRepaired: repair.isRepaired,
      frobeniusDistance: repair.frobeniusDistance,
      largestChange: repair.isRepaired ? { pair: `${symbolOf(row)}/${symbolOf(column)}`, from, to } : null,
    },
  };
}

function formatPlan(scenario: Scenario, plan: Plan, estimate: readonly string[]): string[] {
  const { population, correlation } = plan;
  const change = correlation.largestChange;
  const { instruments, portfolio } = scenario.venue;
  const hasContracts = portfolio !== null;
  return [
    scenario.title,
    `digest ${scenario.digest}`,
    '',
    `Plan: ${plural(plan.paths, 'path')} of ${formatHours(plan.durationUs / US_PER_HOUR)}, ${plural(plan.ticksPerPath, 'price tick')} and ${plural(plan.samplesPerPath, 'sample')} each, seed ${plan.seed}`,
    `      ${plural(plan.accounts, 'account')}, ${plural(plan.instruments.length, 'instrument')}`,
    '',
    ...estimate,
    '',
    ...formatTable(
      [
        ['instrument', ...(hasContracts ? CONTRACT_COLUMNS : []), 'open interest', 'depth at 1 %'],
        ...plan.instruments.map((one, i) => [
          one.symbol,
          ...(hasContracts ? contractCells(scenario, i) : []),
          hasContracts && instruments[i]!.contract.kind === 'spot' ? '-' : formatUsd(one.openInterestUsd),
          formatUsd(one.depthAtOnePercentUsd),
        ]),
      ],
      { left: hasContracts ? [0, 1, 2] : [0], indent: '' },
    ),
    '',
    ...formatPreset(scenario),
    ...(hasContracts ? formatMargin(scenario) : []),
    ...(population === null
      ? ['Population: too large to be drawn here; it is drawn and checked when the run begins.']
      : formatPopulation(population)),
    '',
    change === null
      ? 'Correlation: used as given.'
      : `Correlation: no valid matrix; repaired to the nearest one (${change.pair} ${change.from.toFixed(3)} to ${change.to.toFixed(3)}, distance ${correlation.frobeniusDistance.toPrecision(3)}).`,
    ...bookNotes(scenario).flatMap((note) => wrapText(note, WIDTH)),
    '',
  ];
}

const CONTRACT_COLUMNS = ['kind', 'follows'];

function contractCells({ venue: { instruments } }: Scenario, i: number): string[] {
  const instrument = instruments[i]!;
  return [kindText(instrument), instrument.follows === NO_INSTRUMENT ? '-' : followsText(instrument, instruments)];
}

/** The margin model of the venue, and what balances count for. */
function formatMargin({ venue }: Scenario): string[] {
  return formatEntries([...modelEntries(venue), ...collateralEntries(venue), ...recalibrationEntries(venue)]);
}

/** What is the preset's, and what is the scenario's own. */
function formatPreset(scenario: Scenario): string[] {
  const { venuePreset } = scenario;
  if (venuePreset === null) return [];
  return formatEntries([...presetEntries(scenario), ['From the preset', venuePreset.given.join(', ')]]);
}

function formatEntries(rows: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines = rows.flatMap(([name, value]) =>
    wrapText(value, WIDTH - width).map((line, n) => (n === 0 ? name : '').padEnd(width) + line),
  );
  return [...lines, ''];
}

/** `stretch`: by how much positions were scaled to meet open interest. */
function formatPopulation({ classes, equity, leverage }: PopulationSummary): string[] {
  const money = (quanta: number): string => formatUsd(quanta / QUANTA_PER_USD);
  const leverageOf = (gross: number, own: number): string => (own === 0 ? '-' : formatMultiple(gross / own));
  const rows = classes.map((one) => [
    one.name,
    formatCount(one.accounts),
    money(one.equity),
    leverageOf(one.longNotional + one.shortNotional, one.equity),
    money(one.longNotional),
    money(one.shortNotional),
    formatMultiple(one.stretch),
  ]);
  return [
    ...formatTable([['class', 'accounts', 'equity', 'leverage', 'long', 'short', 'stretch'], ...rows], {
      left: [0],
      indent: '',
    }),
    `all: equity ${money(equity)}, leverage ${formatMultiple(leverage)}`,
  ];
}
