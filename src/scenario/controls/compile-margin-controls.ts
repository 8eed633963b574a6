/** Controls that raise margins to rules; those that would act at their own start are refused. */
import type { MarginStepsRules, OpenInterestMarginRules } from '../../exchange/controls/control-rules.ts';
import { formatShare } from '../../base/format.ts';
import { PPM_PER_UNIT } from '../../base/units.ts';
import { multiplePpmOf } from '../compile-margin-changes.ts';
import { allOf, complete, read } from '../findings.ts';
import { parseCount } from '../plain-units.ts';
import { parseDuration, parseMultiple, parsePpm, parseRatio } from '../units.ts';
import { BASE, instrumentsOf, type ControlContext, type On } from './control-context.ts';

export function compileOpenInterestMargin(
  draft: On<'openInterestMargin'>,
  context: ControlContext,
  hasModel: boolean,
): OpenInterestMarginRules | undefined {
  const path = [...BASE, 'openInterestMargin'];
  const { findings } = context;
  const instruments = instrumentsOf(draft.instruments, [...path, 'instruments'], context);
  const lower = read(parseMultiple, draft.lower);
  const upper = read(parseMultiple, draft.upper);
  if (hasModel) {
    const says = "scales the rates of tiers, and the venue's margin is by a model";
    findings.report({ code: 'needs-tiers', path, says, hint: 'use marginSteps, or take "margin:" out', atKey: true });
  }
  if (lower !== undefined && upper !== undefined && upper <= lower) {
    findings.report({
      code: 'min-above-max',
      path: [...path, 'upper'],
      says: 'is not above lower',
      expected: `more than ${lower}x`,
    });
  }
  if (upper !== undefined && upper <= 1) {
    const says = 'is reached by the open interest at the start: nobody could open anything';
    findings.report({ code: 'trips-at-start', path: [...path, 'upper'], says, expected: 'more than 1x' });
  }
  const empty = (instruments ?? []).filter((i) => context.instruments.openInterest[i] === 0);
  if (empty.length > 0) {
    const named = [...path, 'instruments'];
    findings.report({
      code: 'trips-at-start',
      path: findings.isWritten(named) ? named : path,
      atKey: true,
      says: `has instruments without open interest, of which every multiple is 0: ${empty.map((i) => context.contracts[i].symbol).join(', ')}`,
      expected: 'instruments with open interest at the start',
      hint: 'list the others under instruments',
    });
  }
  const capOf = (multiple: number | undefined): readonly number[] | undefined =>
    multiple === undefined
      ? undefined
      : allOf(
          instruments?.map((i) => {
            const initial = context.instruments.openInterest[i];
            return initial === undefined ? undefined : Math.round(initial * multiple);
          }),
        );
  return complete<OpenInterestMarginRules>({
    instruments,
    lower: capOf(lower),
    upper: capOf(upper),
    stepPpm: read(parsePpm, draft.step),
  });
}

export function compileMarginSteps(draft: On<'marginSteps'>, context: ControlContext): MarginStepsRules | undefined {
  const path = [...BASE, 'marginSteps'];
  const { findings } = context;
  const steps = draft.steps?.map((step, n) =>
    complete({
      above: read(parseRatio, step?.above),
      multiplePpm: multiplePpmOf(step?.multiplier, [...path, 'steps', n, 'multiplier'], findings),
    }),
  );
  steps?.forEach((step, n) => {
    const before = n === 0 ? undefined : steps[n - 1];
    if (step === undefined || before === undefined) return;
    if (step.above <= before.above) {
      const says = 'is not above that of the step before';
      findings.report({
        code: 'levels-not-rising',
        path: [...path, 'steps', n, 'above'],
        says,
        expected: `more than ${formatShare(before.above)}`,
      });
    }
    if (step.multiplePpm < before.multiplePpm) {
      const says = 'is below that of the step before';
      findings.report({
        code: 'levels-not-rising',
        path: [...path, 'steps', n, 'multiplier'],
        says,
        expected: `at least ${before.multiplePpm / PPM_PER_UNIT}x`,
      });
    }
  });
  if (steps?.every((step) => step?.multiplePpm === PPM_PER_UNIT) === true) {
    const says = 'have multipliers of 1x alone: margin rates stay as they are';
    const hint = 'write "multiplier: 1.5x", or switch marginSteps off';
    findings.report({ code: 'no-action', path: [...path, 'steps'], says, hint, atKey: true });
  }
  const first = steps?.[0];
  if (draft.by === 'openInterest' && first !== undefined && first.above <= 1) {
    const says = 'is reached by the open interest at the start';
    findings.report({
      code: 'trips-at-start',
      path: [...path, 'steps', 0, 'above'],
      says,
      expected: 'more than 100 %',
    });
  }
  return complete<MarginStepsRules>({
    instruments: instrumentsOf(draft.instruments, [...path, 'instruments'], context),
    by: draft.by,
    steps: allOf(steps),
    intervalUs: read(parseDuration, draft.interval),
    windowIntervals: read(parseCount, draft.intervals),
    holdUs: read(parseDuration, draft.hold),
    initialOnly: draft.initialOnly,
  });
}
