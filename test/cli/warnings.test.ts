// Goal: settings that are legal and hardly meant are told where people and programs look, and stop nothing. Method: the whole
// command with two odd settings, one of them in the file and one on the command line.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aftershock, makeFolder, oneCascade, storeRun } from './fake-io.ts';

const RANKING = 'venue.autoDeleveraging.ranking is not read: allocation waterFilling shares a position out';
const MARKS = 'venue.markPrice.interval is no shorter than the run: trades move no mark';

function oddScenario(): string {
  const file = join(makeFolder(), 'odd.yaml');
  const text = readFileSync(oneCascade, 'utf8')
    .replace('ranking: binance,', 'ranking: okx, allocation: waterFilling,')
    .replace('interval: 0 ms', 'interval: 5 min');
  writeFileSync(file, text);
  return file;
}

describe('warnings', () => {
  it('of validate show the place, and leave the exit code', async () => {
    const file = oddScenario();
    const { code, stdout, stderr } = await aftershock(['validate', file]);
    expect(code).toBe(0);
    expect(stdout).toContain(': ok\n');
    const plain = stderr.replaceAll(file, 'odd.yaml');
    expect(plain).toContain('warning[outlasts-run]: venue.markPrice.interval is no shorter than the run:');
    expect(plain).toContain('--> odd.yaml:45:15');
    expect(plain).toContain('= expected: less than 5 min');
    expect(plain).toContain('warning[unused-setting]: venue.autoDeleveraging.ranking is not read:');
    expect(plain.endsWith('\n2 warnings.\n')).toBe(true);
    expect(Math.max(...plain.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('of validate are listed for programs', async () => {
    const { code, stdout, stderr } = await aftershock(['validate', oddScenario(), oneCascade, '--json']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    const { files } = JSON.parse(stdout) as { files: readonly { warnings: readonly unknown[] }[] };
    expect(files[0]!.warnings).toMatchObject([
      { code: 'outlasts-run', key: 'venue.markPrice.interval', found: '5 min', place: { line: 45, column: 15 } },
      { code: 'unused-setting', key: 'venue.autoDeleveraging.ranking', found: 'okx' },
    ]);
    expect(files[1]!.warnings).toEqual([]);
  });

  it('of a run are in the summary for people, in the page and in summary.json, without the path of a file', async () => {
    const output = makeFolder();
    const { code, stdout } = await aftershock(['run', oddScenario(), '--out', output, '--workers', '1']);
    expect(code).toBe(0);
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain(`WARNINGS settings that are legal and hardly meant - ${MARKS} - ${RANKING}`);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);

    const { folder } = await storeRun(oddScenario(), ['--workers', '1']);
    const { warnings } = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as { warnings: unknown };
    expect(warnings).toMatchObject([
      { code: 'outlasts-run', key: 'venue.markPrice.interval', message: MARKS },
      { code: 'unused-setting', key: 'venue.autoDeleveraging.ranking' },
    ]);
    expect(JSON.stringify(warnings)).not.toContain('odd.yaml');
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    const findings = page.slice(page.indexOf('<section id="findings"'), page.indexOf('<section id="measures"'));
    expect(findings.match(/class="banner warn"/g)).toHaveLength(2);
    expect(findings).toContain(MARKS);
  }, 40_000);

  it('of a run without any are no block', async () => {
    const { stdout } = await aftershock(['run', oneCascade, '--out', makeFolder(), '--workers', '1', '--no-report']);
    expect(stdout).toContain('FINDINGS');
    expect(stdout).not.toContain('WARNINGS');
  }, 40_000);
});
