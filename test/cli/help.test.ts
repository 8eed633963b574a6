// Goal: the help is complete, fits a terminal of 80 columns, and changes only on purpose.

import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { COMMAND_NAMES, COMMANDS } from '../../src/cli/command-table.ts';
import { listOptions } from '../../src/cli/options.ts';
import { VERSION } from '../../src/base/version.ts';
import { aftershock } from './fake-io.ts';

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

describe('help', () => {
  it('is what no words at all get, with every command and every exit code', async () => {
    const { code, stdout, stderr } = await aftershock([]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatchSnapshot();
    for (const name of COMMAND_NAMES) expect(stdout).toContain(`\n  ${name} `);
    for (const number of Object.values(EXIT_CODES)) expect(stdout).toMatch(new RegExp(`\\n +${number}  `));
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    expect((await aftershock(['--help'])).stdout).toBe(stdout);
  });

  it.each(COMMAND_NAMES)('of %s names its options and has an example', async (command) => {
    const { code, stdout } = await aftershock([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatchSnapshot();
    for (const [name] of listOptions(command)) expect(stdout).toContain(`--${name}`);
    expect(stdout).toContain(COMMANDS[command].examples[0]![0]);
    expect(widest(stdout)).toBeLessThanOrEqual(80);
  });

  it('comes before any complaint about the rest of the line', async () => {
    expect((await aftershock(['run', '--workers', '--help'])).stdout).toContain('aftershock run <scenario>');
    expect((await aftershock(['explain', 'x', '-h'])).code).toBe(0);
  });

  it('gives the version', async () => {
    expect(await aftershock(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
    expect((await aftershock(['run', '--version'])).stdout).toBe(`${VERSION}\n`);
  });
});
