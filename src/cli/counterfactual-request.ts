/** What `aftershock counterfactual` is asked to compare: controls to do without, and variants of the rules. */
import type { Environment } from '../base/environment.ts';
import { CONTROLS, type Control } from '../experiment/counterfactuals/controls.ts';
import type { CounterfactualRequest } from '../experiment/counterfactuals/counterfactual.ts';
import { settingsWithout } from '../experiment/counterfactuals/dependants.ts';
import type { Override } from '../scenario/overrides.ts';
import type { OptionValues } from './options.ts';
import { parseOverride, readRequested, type ScenarioRequest } from './scenario-request.ts';
import type { LoadOptions } from './load-scenario.ts';
import { UsageError } from './usage-error.ts';

const VARIANTS_MAX = 32;

/** What all runs of a comparison share: the clock and the seeds, outside prices, who is there. */
const COMMON = ['run', 'market.prices', 'agents'];

/** @throws UsageError, InvalidInputError with every problem of a scenario or one of its variants */
export function requestCounterfactual(
  request: ScenarioRequest,
  values: OptionValues,
  environment: Environment,
  checkWhole: NonNullable<LoadOptions['checkWhole']>,
): CounterfactualRequest {
  const variants = (values.variant ?? []).map(parseVariant);
  if (variants.length > VARIANTS_MAX)
    throw new UsageError(`more than ${VARIANTS_MAX} variants`, 'ask for fewer at a time');
  const base = readRequested(request, environment, checkWhole);
  const read = (overrides: readonly Override[]): CounterfactualRequest['base'] =>
    readRequested({ ...request, overrides: [...request.overrides, ...overrides] }, environment, checkWhole);
  const controls = chooseControls(values.without, variants.length > 0, base.venue);
  return {
    base,
    without: controls.map((control) => ({ control, scenario: read(settingsWithout(control, base.venue)) })),
    variants: variants.map(({ name, overrides }) => ({ name, scenario: read(overrides) })),
  };
}

/** Those that are named, or all that the scenario has; none when only variants are asked for. */
function chooseControls(
  asked: string | undefined,
  hasVariants: boolean,
  venue: CounterfactualRequest['base']['venue'],
): readonly Control[] {
  if (asked === undefined) return hasVariants ? [] : CONTROLS.filter((control) => control.isOn(venue));
  const names = [...new Set(asked.split(',').map((name) => name.trim()))];
  return names.map((name) => {
    const control = CONTROLS.find((one) => one.name === name);
    if (control === undefined) {
      throw new UsageError(`--without names "${name}"`, `known: ${CONTROLS.map((one) => one.name).join(', ')}`);
    }
    if (!control.isOn(venue)) {
      const on = CONTROLS.filter((one) => one.isOn(venue)).map((one) => one.name);
      throw new UsageError(`${name} is off in this scenario already`, `on are: ${on.join(', ')}`);
    }
    return control;
  });
}

/** `name: key=value; key=value`; without a name the overrides are the name. */
function parseVariant(text: string): { name: string; overrides: Override[] } {
  const match = /^([^:=;]+):\s*(.+)$/s.exec(text);
  const [name, rest] = match === null ? [text.trim(), text] : [match[1]!.trim(), match[2]!];
  const overrides = rest
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      if (one.indexOf('=') > 0) return parseOverride(one);
      throw new UsageError(
        `--variant is given "${text}"`,
        "expected 'name: key=value; key=value', such as 'pro rata: venue.autoDeleveraging.ranking=bitmex'",
      );
    });
  const common = overrides.find(({ key }) => COMMON.some((part) => key === part || key.startsWith(`${part}.`)));
  if (common !== undefined) {
    throw new UsageError(
      `variant ${name} sets ${common.key}`,
      'variants meet the same prices and population, or nothing can be compared: set it by --set, for all',
    );
  }
  return { name, overrides };
}
