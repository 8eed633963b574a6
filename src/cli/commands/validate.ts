/** `aftershock validate`: every problem of every file, and what is odd about it, before anything is simulated. */
import { formatCount, plural } from '../../base/format.ts';
import { InvalidInputError, type Problem } from '../../base/problem.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Command, CommandInput } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { checkPopulation, CHECKED_ACCOUNTS_MAX } from '../population-check.ts';
import { reportProblems, showWarnings } from '../report-problems.ts';
import { readRequested, requestScenario } from '../scenario-request.ts';
import { writeJson } from '../write-json.ts';

interface Checked {
  readonly file: string;
  readonly problems: readonly Problem[];
  readonly scenario: Scenario | null;
  readonly accounts: number;
}

export const validate: Command = async (input) => {
  const { io, operands, values } = input;
  const files = operands.map((file) => check(input, file));
  const problems = files.flatMap((checked) => checked.problems);
  const exitCode = problems.length === 0 ? EXIT_CODES.ok : EXIT_CODES.invalidInput;
  if (values.json === true) {
    writeJson(io, { command: 'validate', ok: problems.length === 0, files: files.map(describe), exitCode });
    return exitCode;
  }
  for (const { file, scenario, accounts } of files) {
    if (scenario !== null) io.stdout.write(`${formatChecked(file, scenario, accounts)}\n`);
  }
  showWarnings(
    files.flatMap(({ scenario }) => scenario?.warnings ?? []),
    io,
    values,
  );
  if (problems.length > 0) reportProblems(problems, io, values);
  return exitCode;
};

function check({ io, values }: CommandInput, file: string): Checked {
  try {
    const scenario = readRequested(requestScenario(file, values), io.environment);
    const { accounts, problems } = checkPopulation(scenario, file);
    return { file, problems, scenario: problems.length === 0 ? scenario : null, accounts };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return { file, problems: error.problems, scenario: null, accounts: 0 };
  }
}

function describe({ file, problems, scenario, accounts }: Checked): unknown {
  if (scenario === null) return { file, ok: false, problems };
  return {
    file,
    ok: true,
    problems,
    warnings: scenario.warnings,
    name: scenario.name,
    digest: scenario.digest,
    accounts,
    instruments: scenario.venue.instruments.map(({ symbol }) => symbol),
    paths: scenario.run.paths,
    thresholds: scenario.thresholds.map(({ text }) => text),
    populationChecked: accounts <= CHECKED_ACCOUNTS_MAX,
  };
}

function formatChecked(file: string, scenario: Scenario, accounts: number): string {
  const { instruments } = scenario.venue;
  const figures = [
    plural(accounts, 'account'),
    plural(instruments.length, 'instrument'),
    plural(scenario.run.paths, 'path'),
    plural(scenario.thresholds.length, 'threshold'),
  ];
  const note =
    accounts > CHECKED_ACCOUNTS_MAX
      ? `\n    more than ${formatCount(CHECKED_ACCOUNTS_MAX)} accounts: whether they meet open interest shows in the run`
      : '';
  if (scenario.venuePreset !== null) figures.push(`venue ${scenario.venuePreset.name}`);
  return `${file}: ok\n    ${figures.join(', ')}; digest ${scenario.digest.slice(0, 16)}${note}`;
}
