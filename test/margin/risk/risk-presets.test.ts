// Goal: the shipped risk presets are sound and mean what they say. Method: each is read as a file is, compiled, and run on
// one position; numbers by hand; and what a preset can get wrong is refused at its place.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InvalidInputError } from '../../../src/base/problem.ts';
import { withReturns, withVolatilities } from '../../../src/margin/risk/recalibrate.ts';
import { createRiskModel } from '../../../src/margin/risk/risk-model.ts';
import type { RiskParameters } from '../../../src/margin/risk/risk-parameters.ts';
import { compileRisk, type RiskPreset } from '../../../src/scenario/margin-presets/risk-family.ts';
import { riskFamily, type RiskFamily } from '../../../src/scenario/margin-presets/risk-schema.ts';
import { section } from '../../../src/scenario/schema-shapes.ts';
import { checkStructure } from '../../../src/scenario/structure.ts';
import { parseYamlText, plainTreeOf } from '../../../src/scenario/yaml-source.ts';
import { bookOf, drawHistory, drawMarket, testStream } from './risk-world.ts';

const folder = join(import.meta.dirname, '../../../presets/margin');
const PRESETS = [
  'age-weighted-var-99',
  'expected-shortfall-97-5',
  'filtered-historical-es-99',
  'historical-var-99',
  'monte-carlo-t',
  'parametric-t',
  'pareto-tail-es-99',
];
const head = {
  version: z.literal(1),
  name: z.string(),
  title: z.string(),
  asOf: z.string(),
  sources: z.array(z.string()),
  family: z.literal('risk'),
};
const identity = { name: 'test', title: 'Test', asOf: '2025-10-10', sources: ['test'] };

function readPreset(name: string): RiskPreset {
  const { source, problems } = parseYamlText(readFileSync(join(folder, `${name}.yaml`), 'utf8'), name);
  expect(problems).toEqual([]);
  const file = section({ ...head, parameters: riskFamily });
  const { draft, problems: faults } = checkStructure(file, plainTreeOf(source!).value, source!);
  expect(faults).toEqual([]);
  expect(draft!.name).toBe(name);
  return compileRisk(identity, draft!.parameters as RiskFamily);
}

function readText(text: string): { preset?: RiskPreset; problems: readonly { key: string; code: string }[] } {
  const { source } = parseYamlText(text, 'test.yaml');
  const { draft, problems } = checkStructure(riskFamily, plainTreeOf(source!).value, source!);
  return problems.length > 0 ? { problems } : { preset: compileRisk(identity, draft as RiskFamily), problems };
}

function parametersOf({ specification, stated }: RiskPreset): RiskParameters {
  if (stated !== null) return withVolatilities(specification, stated.assets, stated.volatilities, stated.correlation);
  return withReturns(specification, ['A0', 'A1'], drawHistory(testStream('presets'), 1_000, 2));
}

describe('the presets', () => {
  it('are those in the folder', () => {
    const files = readdirSync(folder)
      .map((file) => file.replace('.yaml', ''))
      .filter((name) => readFileSync(join(folder, `${name}.yaml`), 'utf8').includes('family: risk'));
    expect(files.toSorted()).toEqual(PRESETS);
  });

  it.each(PRESETS)('%s makes a model that asks something of a position, more initially', (name) => {
    const parameters = parametersOf(readPreset(name));
    const market = drawMarket(testStream('presets'), { assetCount: 2 });
    const named = parameters.assets.slice(0, 2);
    const known = {
      ...market,
      assets: named,
      contracts: market.contracts.map((contract, c) => ({ ...contract, underlying: named[c]! })),
    };
    const prepared = createRiskModel(parameters).prepare(known);
    const out = { initial: 0, maintenance: 0 };
    prepared.requireInto(bookOf([[0, 1]]), out);
    const share = out.maintenance / market.markPrices[0]!;
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.5);
    expect(out.initial).toBeCloseTo(1.25 * out.maintenance, 9);
  });

  it('parametric-t: 5.22058 x sqrt(1/2) x 57 % / sqrt(365) of a bitcoin, 11.01 %', () => {
    const parameters = parametersOf(readPreset('parametric-t'));
    const market = drawMarket(testStream('presets'), { assetCount: 1 });
    market.markPrices.fill(100);
    const known = { ...market, contracts: [{ ...market.contracts[0]!, underlying: 'BTC' }] };
    const out = { initial: 0, maintenance: 0 };
    createRiskModel(parameters)
      .prepare(known)
      .requireInto(bookOf([[0, 1]]), out);
    expect(out.maintenance).toBeCloseTo((5.22058419449222 * Math.SQRT1_2 * 57) / Math.sqrt(365), 9);
  });

  it('historical-var-99 says what it takes from the regulation', () => {
    const { specification } = readPreset('historical-var-99');
    expect(specification).toMatchObject({
      measure: 'value-at-risk',
      confidence: 0.99,
      horizonDays: 2,
      horizonRule: 'square-root',
      windowDays: 500,
      offsetCap: { share: 0.8, groups: null },
      antiProcyclicality: { bufferShare: 0.25, stressed: null, floorDays: null },
    });
  });
});

describe('a preset as text', () => {
  const text = (more: string): string => `measure: valueAtRisk
confidence: 99 %
horizon: 1 d
initialRatio: 1x
${more}`;

  it('reads every estimator', () => {
    const estimatorOf = (written: string): unknown => {
      const { preset, problems } = readText(text(`estimator: ${written}`));
      expect(problems).toEqual([]);
      return preset!.specification.estimator;
    };
    const equal = { kind: 'equal', about: 'zero' };
    expect(estimatorOf('{ kind: historical, scaling: { kind: garch, alpha: 0.1, beta: 0.85 } }')).toEqual({
      kind: 'historical',
      scaling: { kind: 'garch', alpha: 0.1, beta: 0.85 },
      convention: { valueAtRisk: 'ceiling', shortfall: 'worse' },
    });
    const stated = '{ kind: garchByAsset, parameters: { BTC: { omega: 2.0e-6, alpha: 0.1, beta: 0.85 } } }';
    expect(estimatorOf(`{ kind: ageWeighted, decay: 0.97, scaling: ${stated} }`)).toEqual({
      kind: 'age-weighted',
      decay: 0.97,
      scaling: { kind: 'garch-by-asset', parameters: [{ asset: 'BTC', omega: 2e-6, alpha: 0.1, beta: 0.85 }] },
    });
    expect(estimatorOf('{ kind: paretoTail, tailShare: 5 %, shape: 0.3 }')).toEqual({
      kind: 'pareto-tail',
      scaling: null,
      tailShare: 0.05,
      shape: 0.3,
    });
    expect(estimatorOf('{ kind: monteCarlo, scenarioCount: 2 k, seed: x, valueAtRisk: inclusive }')).toEqual({
      kind: 'monte-carlo',
      scenarioCount: 2_000,
      degreesOfFreedom: null,
      seed: 'x',
      covariance: equal,
      convention: { valueAtRisk: 'inclusive', shortfall: 'worse' },
    });
    expect(estimatorOf('{ kind: normal, mean: sample, covariance: { kind: ewma, decay: 0.97 } }')).toEqual({
      kind: 'normal',
      mean: 'sample',
      covariance: { kind: 'ewma', decay: 0.97 },
    });
    expect(estimatorOf('{ kind: student, degreesOfFreedom: 5, form: scale }')).toEqual({
      kind: 'student',
      degreesOfFreedom: 5,
      form: 'scale',
      mean: 'zero',
      covariance: equal,
    });
  });

  it.each([
    ['an unknown estimator', 'estimator: { kind: psychic }', 'estimator.kind'],
    ['a decay of 1', 'estimator: { kind: ageWeighted, decay: 1 }', 'estimator.decay'],
    ['an unknown key', 'estimator: { kind: normal }\nbuffers: 25 %', 'buffers'],
    ['a window that is no number of days', 'estimator: { kind: normal }\nwindow: long', 'window'],
  ])('refuses %s', (_, more, key) => {
    expect(readText(text(more)).problems.map((problem) => problem.key)).toContain(key);
  });

  it('refuses a confidence of 100 % and a matrix of the wrong size', () => {
    const whole = text('estimator: { kind: normal }').replace('99 %', '100 %');
    expect(readText(whole).problems.map(({ key }) => key)).toEqual(['confidence']);
    const odd = 'estimator: { kind: normal }\nstated: { volatilities: { A: 50 %, B: 60 % }, correlation: [[1, 0.5]] }';
    expect(() => readText(text(odd))).toThrow(InvalidInputError);
    expect(() => readText(text(odd))).toThrow('parameters.stated.correlation must have 2 entries');
  });
});
