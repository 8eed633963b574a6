/** A scenario as the command line asks for it, and the command line that asks for the same one again. */
import type { Environment } from '../base/environment.ts';
import type { Override } from '../scenario/overrides.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { loadScenario, type LoadOptions } from './load-scenario.ts';
import type { OptionValues } from './options.ts';
import { UsageError } from './usage-error.ts';

export interface ScenarioRequest {
  readonly file: string;
  readonly overrides: readonly Override[];
  readonly seed: string | undefined;
  readonly paths: number | undefined;
  readonly allowOutsidePaths: boolean;
}

export function requestScenario(file: string, values: OptionValues): ScenarioRequest {
  return {
    file,
    overrides: (values.set ?? []).map(parseOverride),
    seed: values.seed,
    paths: values.paths,
    allowOutsidePaths: values['allow-outside-paths'] === true,
  };
}

/** @throws InvalidInputError with every problem */
export function readRequested(
  request: ScenarioRequest,
  environment: Environment,
  checkWhole: NonNullable<LoadOptions['checkWhole']> = () => [],
): Scenario {
  const { file, overrides, seed, paths, allowOutsidePaths } = request;
  return loadScenario(file, {
    environment,
    overrides,
    allowOutsidePaths,
    checkWhole,
    ...(seed === undefined ? {} : { seed }),
    ...(paths === undefined ? {} : { paths }),
  });
}

/** `key=value`; the value may hold further equal signs. */
export function parseOverride(text: string): Override {
  const at = text.indexOf('=');
  if (at <= 0) {
    throw new UsageError(`--set is given "${text}"`, 'expected key=value, such as venue.insuranceFund.initial=5M');
  }
  return { key: text.slice(0, at), value: text.slice(at + 1) };
}

export function formatOverride({ key, value }: Override): string {
  return `${key}=${value}`;
}

/** The command that gives the same figures again, on any number of workers. */
export function reproduceCommand(request: ScenarioRequest, seed: string): string {
  const words = ['aftershock', 'run', request.file, '--seed', seed];
  for (const override of request.overrides) words.push('--set', formatOverride(override));
  if (request.paths !== undefined) words.push('--paths', String(request.paths));
  if (request.allowOutsidePaths) words.push('--allow-outside-paths');
  return words.map(quoteForShell).join(' ');
}

export function quoteForShell(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
