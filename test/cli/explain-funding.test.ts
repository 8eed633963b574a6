// Goal: `explain` and the report tell funding as it was paid. Method: a small crash whose perpetuals pay every minute; what
// is told of accounts is worked out again from positions and rates, and the report names the rules and the sums.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aftershock, small } from './fake-io.ts';

interface State {
  readonly cashUsd: number;
  readonly positions: readonly { instrument: string; lots: number; notionalUsd: number }[];
}

interface Told {
  readonly events: readonly {
    kind: string;
    a: number;
    instrument: string;
    before: State;
    after: State;
    text: string[];
  }[];
}

let output: string;
let run: string;

beforeAll(async () => {
  output = mkdtempSync(join(tmpdir(), 'aftershock-cli-'));
  const file = join(output, 'funded.yaml');
  const funding = `  funding: { interval: 1 min, sampleInterval: 10 s, period: 1 min, cap: 0.2 % }\n`;
  writeFileSync(file, readFileSync(small, 'utf8').replace(/^venue:\n/m, `venue:\n${funding}`));
  const { stdout } = await aftershock(['run', file, '--paths', '1', '--out', output, '--json']);
  run = (JSON.parse(stdout) as { folder: string }).folder;
});

afterAll(() => rmSync(output, { recursive: true, force: true }));

describe('explain of an account that pays funding', () => {
  it('tells each payment, and its cash moves by that', async () => {
    let told = 0;
    for (const account of [4, 5, 6, 7, 8, 9]) {
      const { stdout } = await aftershock(['explain', run, '--account', String(account), '--json']);
      const { events } = JSON.parse(stdout) as Told;
      for (const { kind, a, before, after, text } of events) {
        if (kind !== 'funding' || before.positions.length !== 1) continue;
        const { lots, notionalUsd } = before.positions[0]!;
        const paid = Math.ceil(Math.sign(lots) * Math.round(notionalUsd * 10_000) * a);
        expect(Math.round((before.cashUsd - after.cashUsd) * 10_000)).toBe(paid + 0);
        expect(text.join(' ')).toMatch(/Rate of this payment/);
        told += 1;
      }
    }
    expect(told).toBeGreaterThan(10);
  });
});

describe('the report of a run with funding', () => {
  it('names the rule and what longs paid', () => {
    const page = readFileSync(join(run, 'report.html'), 'utf8');
    expect(page).toContain('Funding by longs');
    expect(page).toContain('P + (0.01 % - P, at most 0.05 % either way), for 1 min');
    expect(page).toContain('Funding paid');
  });
});
