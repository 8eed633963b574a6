/** Margin rates that follow the volatility of the venue's own marks. */
import { PPM_PER_UNIT } from '../base/units.ts';
import type { MarginRecalibrationRules } from '../exchange/venue-rules.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { multiplePpmOf } from './compile-margin-changes.ts';
import { complete, read, type Findings } from './findings.ts';
import { parseNumber } from './plain-units.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { parseDuration } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type RecalibrationDraft = Draft<ScenarioFile['venue']['marginRecalibration']>;
type Estimator = MarginRecalibrationRules['estimator'];
type EstimatorDraft = Exclude<RecalibrationDraft, 'off' | null | undefined>['estimator'];

const BASE: Path = ['venue', 'marginRecalibration'];
const FLOOR_PPM = 1_000_000;
const CAP_PPM = 5_000_000;
const STEP_PPM = 10_000;

export function compileRecalibration(
  draft: RecalibrationDraft,
  instruments: CompiledInstruments,
  findings: Findings,
): MarginRecalibrationRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return null;
  const multipleOf = (key: 'floor' | 'cap' | 'step', otherwise: number): number | undefined =>
    Object.hasOwn(draft, key) ? multiplePpmOf(draft[key], [...BASE, key], findings) : otherwise;
  const floorPpm = multipleOf('floor', FLOOR_PPM);
  const capPpm = multipleOf('cap', CAP_PPM);
  if (floorPpm !== undefined && capPpm !== undefined && capPpm < floorPpm) {
    findings.report({
      code: 'min-above-max',
      path: [...BASE, 'cap'],
      says: 'is below the floor',
      expected: `at least ${floorPpm / PPM_PER_UNIT}x`,
    });
  }
  return complete<MarginRecalibrationRules>({
    intervalUs: read(parseDuration, draft.interval),
    estimator: compileEstimator(draft.estimator, findings),
    floorPpm,
    capPpm,
    stepPpm: multipleOf('step', STEP_PPM),
    volatilityAnnual: baseVolatilities(instruments, findings),
  });
}

function compileEstimator(draft: EstimatorDraft, findings: Findings): Estimator | undefined {
  switch (draft?.kind) {
    case undefined:
      return undefined;
    case 'ewma':
      return complete<Estimator>({ kind: 'ewma', lambda: read(parseNumber, draft.lambda) });
    case 'garch': {
      const alpha = read(parseNumber, draft.alpha);
      const beta = read(parseNumber, draft.beta);
      if (alpha !== undefined && beta !== undefined && alpha + beta >= 1) {
        findings.report({
          code: 'not-stationary',
          path: [...BASE, 'estimator', 'beta'],
          says: `and alpha are ${alpha + beta} together: the variance would have no level to come back to`,
          expected: 'alpha + beta below 1',
        });
      }
      return complete<Estimator>({ kind: 'garch', alpha, beta });
    }
  }
}

/** What multiples are of. An instrument that moves by nothing has no multiple, and contracts on it have none either. */
function baseVolatilities(
  { links, volatilityAnnual, symbols }: CompiledInstruments,
  findings: Findings,
): readonly number[] | undefined {
  links.forEach(({ follows, kind }, index) => {
    const root = follows === NO_INSTRUMENT ? index : follows;
    if (kind === 'spot' || kind === undefined || root === undefined || volatilityAnnual?.[root] !== 0) return;
    findings.report({
      code: 'zero-volatility',
      path: ['venue', 'instruments', index],
      says: `has an annualVolatility of 0 %${root === index ? '' : ` by ${symbols[root]}`}, which no estimate can be a multiple of`,
      hint: 'set annualVolatility, or switch venue.marginRecalibration off',
    });
  });
  return volatilityAnnual;
}
