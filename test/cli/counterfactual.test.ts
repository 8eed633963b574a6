// Goal: a comparison can be asked for and read. Method: the small scenario through the whole command line.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatCounterfactual } from '../../src/cli/counterfactual-text.ts';
import type { BurdenSummary } from '../../src/experiment/counterfactuals/counterfactual.ts';
import { findMeasure } from '../../src/experiment/measures.ts';
import { aftershock, oneCascade, small } from './fake-io.ts';

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));
const HALT = 'venue.circuitBreakers.halt={window: 5 min, move: 3 %, duration: 2 min}';

describe('counterfactual', () => {
  it('tells amplification, each control and each variant in 80 columns', async () => {
    const words = ['--paths', '2', '--set', HALT, '--without', 'liquidations,halt'];
    const variant = [
      '--variant',
      'at the mark: venue.autoDeleveraging.price=mark; venue.insuranceFund.initial=1 k USD',
    ];
    const { code, stdout } = await aftershock(['counterfactual', small, ...words, ...variant]);
    expect(code).toBe(0);
    expect(stdout).toMatchSnapshot();
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    // Eight runs of a path, on whatever else the machine does.
  }, 60_000);

  it('measures liquidations and what is on, unless told otherwise', async () => {
    const { code, stdout } = await aftershock(['counterfactual', oneCascade, '--json']);
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { amplification: object | null; controls: object[]; variants: object[] };
    expect(result.amplification).not.toBeNull();
    expect([result.controls, result.variants]).toEqual([[], []]);
  });

  it.each([
    ['--without halts', '--without names "halts"', 'known: liquidations, halt, priceBand, throttle'],
    ['--without halt', 'halt is off in this scenario already', 'on are: liquidations'],
    ['--variant nothing', '--variant is given "nothing"', "expected 'name: key=value; key=value'"],
    ['--variant run.seed=2', 'variant run.seed=2 sets run.seed', 'set it by --set, for all'],
    ['--variant agents.classes=[]', 'sets agents.classes', 'set it by --set, for all'],
    ['--variant market.prices.ramps=[]', 'sets market.prices.ramps', 'set it by --set, for all'],
  ])('%s is refused', async (words, message, hint) => {
    const { code, stdout, stderr } = await aftershock(['counterfactual', oneCascade, ...words.split(' ')]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.replace(/\s+/g, ' ')).toContain(hint);
  });

  it('says of the folder of a run what it is', async () => {
    const output = mkdtempSync(join(tmpdir(), 'aftershock-cli-'));
    const { stdout } = await aftershock(['run', oneCascade, '--out', output, '--no-report', '--json']);
    const { folder } = JSON.parse(stdout) as { folder: string };
    const { code, stderr } = await aftershock(['counterfactual', folder]);
    rmSync(output, { recursive: true, force: true });
    expect(code).toBe(2);
    expect(stderr).toContain('is the folder of a run');
  });

  it('is over at the first Ctrl-C, and says why there is nothing', async () => {
    const { code, stdout, stderr } = await aftershock(['counterfactual', small, '--paths', '200'], {
      interruptsAtOnce: 1,
    });
    expect([code, stdout]).toEqual([105, '']);
    expect(stderr).toContain('interrupted: a comparison needs every path');
    expect(stderr).not.toContain('with what is finished');
  }, 30_000);

  it('switches off with the last control that stops trading what would have nothing left to trip it', async () => {
    const controls =
      'venue.controls={ marketWide: { level1: 7 %, level2: 13 %, level3: 20 %, duration: 1 min }, reopening: { call: 10 s }, liquidationPause: { onMarketWideHalt: true, duration: 1 min } }';
    const words = ['--paths', '1', '--set', controls, '--set', 'venue.circuitBreakers.halt=off', '--json'];
    const { code, stdout } = await aftershock(['counterfactual', small, '--without', 'marketWide', ...words]);
    expect(code).toBe(0);
    const { controls: told } = JSON.parse(stdout) as { controls: { control: string; trips: number }[] };
    expect(told).toMatchObject([{ control: 'marketWide' }]);
    expect(told[0]!.trips).toBeGreaterThan(0);
  }, 30_000);

  it('has no share of a fund that a variant does away with', async () => {
    const words = ['--variant', 'none: venue.insuranceFund.initial=0 USD', '--json'];
    const { stdout } = await aftershock(['counterfactual', small, '--paths', '1', ...words]);
    const result = JSON.parse(stdout) as { variants: { differences: { measure: { name: string } }[] }[] };
    const names = result.variants[0]!.differences.map(({ measure }) => measure.name);
    expect(names).toContain('insuranceFund.change');
    expect(names).not.toContain('insuranceFund.drawdownShare');
  }, 30_000);

  it('checks a variant as it checks a scenario', async () => {
    const { code, stderr } = await aftershock(['counterfactual', oneCascade, '--variant', 'venue.waterfal=[]']);
    expect(code).toBe(104);
    expect(stderr).toContain('waterfal');
  });
});

it('names no account where a variant deleverages nobody, and tells of each instrument the side that went further', () => {
  const none: BurdenSummary = { mean: 0, max: 0, maxLots: 0, maxAccount: -1, maxPath: -1 };
  const some: BurdenSummary = { mean: 500, max: 1_000, maxLots: 3, maxAccount: 17, maxPath: 1 };
  const variant = { name: 'richer', fingerprint: '', paths: 2, deleveraging: null, burden: none };
  const difference = { measure: findMeasure('adl.notional')!, baseMean: 500, otherMean: 0, better: 2, paths: 2 };
  const estimate = { value: 0, interval: { low: null, high: null, level: 0.95 } };
  const moved = { symbol: 'BTC', moveWithout: 0.01, ratio: null, ratioMax: 1, ratioMaxPath: -1 };
  const text = formatCounterfactual({
    schemaVersion: 1,
    scenario: 'small',
    seed: '007',
    version: '',
    fingerprint: '',
    paths: 2,
    failedPaths: 0,
    burden: some,
    deleveraging: null,
    amplification: {
      instruments: [
        { ...moved, side: 'fall', moveWith: 0.01 },
        { ...moved, side: 'rise', moveWith: 0.5 },
      ],
      losses: { lossWith: 0, lossWithout: 0 },
    },
    controls: [],
    variants: [{ ...variant, differences: [{ ...difference, difference: estimate, worse: estimate }] }],
  });
  expect(text).not.toContain('-1');
  expect(text).toMatch(/BTC {2}up +50 % +1 %\n/);
  expect(text).not.toContain('down');
  expect(text).toContain('by auto-deleveraging: nothing (base: $500 a path,');
});
