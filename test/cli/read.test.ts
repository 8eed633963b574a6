// Goal: the commands that simulate nothing say what is wrong, what is meant, and what could be asked for.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { MEASURES } from '../../src/experiment/measures.ts';
import { buildJsonSchema } from '../../src/scenario/json-schema.ts';
import { aftershock, makeFolder, oneCascade, repository, small } from './fake-io.ts';

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

function edited(edits: readonly (readonly [string, string])[]): string {
  const file = join(makeFolder(), 'edited.yaml');
  const text = edits.reduce((sofar, [from, to]) => sofar.replace(from, to), readFileSync(oneCascade, 'utf8'));
  writeFileSync(file, text);
  return file;
}

/** `small` with a third instrument: two cannot contradict each other. */
function withSol(): string {
  const sol = `    - symbol: SOL
      initialPrice: 20 USD
      tickSize: 0.01 USD
      lotSize: 0.01 SOL
      tiers:
        - { maxLeverage: 25x, maintenanceRate: 2 % }
      openInterest: 5 M USD
      depthAtOnePercent: 100 k USD
`;
  const file = join(makeFolder(), 'three.yaml');
  writeFileSync(file, readFileSync(small, 'utf8').replace('  insuranceFund:\n', `${sol}  insuranceFund:\n`));
  return file;
}

describe('validate', () => {
  it('says ok with what the scenario holds', async () => {
    const { code, stdout, stderr } = await aftershock(['validate', oneCascade, small]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    const plain = stdout.replaceAll(`${repository}/`, '').replaceAll(/digest [0-9a-f]{16}/g, 'digest D');
    expect(plain).toBe(
      [
        'scenarios/reference/one-cascade.yaml: ok',
        '    4 accounts, 1 instrument, 1 path, 1 threshold; digest D',
        'test/cli/fixtures/small.yaml: ok',
        '    323 accounts, 2 instruments, 4 paths, 1 threshold; digest D',
        '',
      ].join('\n'),
    );
  });

  it('lists every problem of every file, thresholds too, each with its lines', async () => {
    const file = edited([
      ['seed: one', 'sed: one'],
      ['initial: 5,000 USD', 'initial: 5,000 EUR'],
      ['adl.notional > 0', 'adl.notinal > 0'],
    ]);
    const { code, stdout, stderr } = await aftershock(['validate', file, oneCascade, 'missing.yaml']);
    expect(code).toBe(104);
    expect(stdout).toContain('one-cascade.yaml: ok');
    expect(stderr.replaceAll(file, 'edited.yaml')).toMatchSnapshot();
    expect(widest(stderr.replaceAll(file, 'edited.yaml'))).toBeLessThanOrEqual(80);
  });

  it('points into overrides', async () => {
    const { code, stderr } = await aftershock(['validate', oneCascade, '--set', 'venue.insuranceFund.intial=5M']);
    expect(code).toBe(104);
    expect(stderr).toContain('--set venue.insuranceFund.intial=5M');
    expect(stderr).toContain('did you mean "initial"?');
  });

  it('builds the population: open interest that nobody can hold is an input error', async () => {
    const { code, stderr } = await aftershock([
      'validate',
      small,
      '--set',
      'venue.instruments.BTC.openInterest=90 M USD',
    ]);
    expect(code).toBe(104);
    expect(stderr).toContain('error[open-interest-unmet]');
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('small.yaml: the long side of BTC');
  });

  it('gives programs the same', async () => {
    const file = edited([['initial: 5,000 USD', 'initial: 5,000 EUR']]);
    const { code, stdout, stderr } = await aftershock(['validate', file, small, '--json']);
    expect(code).toBe(104);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'validate',
      ok: false,
      exitCode: 104,
      files: [
        {
          ok: false,
          problems: [{ code: 'unknown-unit', key: 'venue.insuranceFund.initial', place: { line: 59, column: 14 } }],
        },
        {
          ok: true,
          problems: [],
          name: 'small',
          accounts: 323,
          instruments: ['BTC', 'ETH'],
          paths: 4,
          populationChecked: true,
        },
      ],
    });
  });
});

describe('inspect', () => {
  it('prints a scenario that reads back as the same one, with its plan in front', async () => {
    const overrides = ['--set', 'market.tick=20 s', '--seed', '0042', '--paths', '9'];
    const { code, stdout } = await aftershock(['inspect', small, ...overrides]);
    expect(code).toBe(0);
    expect(stdout).toContain('# Plan: 9 paths of 1 h, 180 price ticks and 13 samples each, seed 0042\n');
    expect(stdout).toMatch(/# retail +300 +\$[\d.]+ M +[\d.]+x /);
    expect(stdout).toContain('# Correlation: used as given.\n');
    const comments = stdout.split('\n').filter((line) => line.startsWith('#'));
    expect(widest(comments.join('\n'))).toBeLessThanOrEqual(80);
    const file = join(makeFolder(), 'resolved.yaml');
    writeFileSync(file, stdout);
    const meant = loadScenario(small, { seed: '0042', paths: 9, overrides: [{ key: 'market.tick', value: '20 s' }] });
    const { digest: _, thresholds, ...read } = loadScenario(file);
    const { digest: __, thresholds: wanted, ...expected } = meant;
    expect(read).toEqual(expected);
    expect(thresholds.map(({ text }) => text)).toEqual(wanted.map(({ text }) => text));
  });

  it('tells of a correlation that had to be repaired', async () => {
    const pairs =
      '[{between: [BTC, ETH], value: 0.9}, {between: [BTC, SOL], value: 0.9}, {between: [ETH, SOL], value: -0.9}]';
    const { stdout, stderr } = await aftershock([
      'inspect',
      withSol(),
      '--set',
      `market.correlation={pairs: ${pairs}}`,
    ]);
    expect(stderr).toBe('');
    expect(stdout.replaceAll(/\n# +/g, ' ')).toMatch(
      /Correlation: no valid matrix; repaired to the nearest one \(SOL\/ETH -0\.900 to -?0\.\d{3}, distance [\d.]+\)\./,
    );
  });

  it('gives programs the same', async () => {
    const { stdout } = await aftershock(['inspect', oneCascade, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'inspect',
      scenario: { name: 'one-cascade', run: { populationPerPath: false } },
      plan: {
        paths: 1,
        ticksPerPath: 30,
        samplesPerPath: 31,
        accounts: 4,
        instruments: [{ symbol: 'BTC', openInterestUsd: 200_000, depthAtOnePercentUsd: 10_000 }],
        population: { accounts: 4 },
        correlation: { isRepaired: false, largestChange: null },
      },
    });
  });

  it('refuses what validate refuses', async () => {
    expect((await aftershock(['inspect', edited([['initial: 5,000 USD', 'initial: 5,000 EUR']])])).code).toBe(104);
  });
});

describe('schema and measures', () => {
  it('schema is the schema', async () => {
    const { code, stdout } = await aftershock(['schema']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(buildJsonSchema());
  });

  it('measures has every measure with its unit and definition', async () => {
    const { code, stdout } = await aftershock(['measures']);
    expect(code).toBe(0);
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    const plain = stdout.replaceAll(/\s+/g, ' ');
    for (const { name, unit, definition } of MEASURES) {
      expect(plain).toContain(`${name} (${unit}`);
      expect(plain).toContain(definition);
    }
    const listed = JSON.parse((await aftershock(['measures', '--json'])).stdout) as { measures: unknown[] };
    expect(listed.measures).toHaveLength(MEASURES.length);
  });
});
