// Goal: what only a whole process can show: pure standard output, a reader that goes away, real signals, no stack
// traces. Method: dist/main.js as users start it. Few, because each costs a second.

import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, oneCascade, repository, small } from './fake-io.ts';

const entry = join(repository, 'dist/main.js');

function start(words: readonly string[], env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [entry, ...words], { encoding: 'utf8', env: { ...process.env, ...env } });
}

describe('the program', () => {
  it('prints one JSON document to standard output and nothing else', () => {
    const { status, stdout, stderr } = start(['run', oneCascade, '--out', makeFolder(), '--json', '--no-report']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ command: 'run', exitCode: 0 });
    expect(stdout.endsWith('}\n')).toBe(true);
    expect(stderr).toMatch(/^seed one-cascade: /);
  });

  it('writes everything into a pipe before it ends', () => {
    const { status, stdout } = start(['schema']);
    expect(status).toBe(0);
    expect(stdout.length).toBeGreaterThan(30_000);
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
  });

  it('minds no reader that goes away', () => {
    const script = `"${process.execPath}" "${entry}" schema | head -1; echo "codes \${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(stdout).toBe('{\ncodes 0\n');
    expect(stderr).toBe('');
  });

  it.each(['schema', 'margin --help', 'measures --json', 'validate missing.yaml --json'])(
    'ends with 2 and one line when its output cannot be stored: %s',
    (words) => {
      const script = `"${process.execPath}" "${entry}" ${words} > /dev/full`;
      const { status, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
      expect([status, stderr]).toEqual([2, 'aftershock: cannot write to standard output: the disk is full\n']);
    },
  );

  it('gives the exit code of the command', () => {
    expect(start(['run', small, '--workers', '0']).status).toBe(2);
    expect(start(['validate', 'missing.yaml']).status).toBe(104);
  });

  it('refuses a scenario of 100 MB at once', () => {
    const file = join(makeFolder(), 'huge.yaml');
    writeFileSync(file, '# huge\n');
    truncateSync(file, 100 * 1_048_576);
    const { status, stderr } = start(['validate', file]);
    expect(status).toBe(104);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('huge.yaml has 100 MiB');
    expect(stderr).not.toContain('    at ');
  });

  it('answers --help without loading what a run needs', () => {
    const loaded = linkedFrom(entry);
    expect(loaded.size).toBeGreaterThan(5);
    expect([...loaded].filter((name) => !name.startsWith('node:') && !name.startsWith('/')).sort()).toEqual([
      'fastest-levenshtein',
      'yargs',
    ]);
  });
});

/** Files and packages that a module links to, without what it imports only on use. */
function linkedFrom(file: string, known = new Set<string>()): Set<string> {
  known.add(file);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?:[^'";]* from )?'([^']+)';$/gm)) {
    const target = name!.startsWith('.') ? join(dirname(file), name!) : name!;
    if (known.has(target)) continue;
    if (name!.startsWith('.')) linkedFrom(target, known);
    else known.add(target);
  }
  return known;
}

describe('a real Ctrl-C', () => {
  it('keeps finished paths, and ends with 105', async () => {
    // How long the first path takes depends on the machine: a signal that came too early is sent later once more.
    for (const waitMs of [2_000, 4_000, 8_000]) {
      const output = makeFolder();
      const { code, stdout, stderr } = await interruptAfter(waitMs, output);
      expect(code).toBe(105);
      expect(stderr).toContain('stopping after the paths under way');
      if (stderr.includes('nothing was stored')) continue;
      expect(stdout).toContain('INTERRUPTED');
      const names = readdirSync(output);
      expect(names).toHaveLength(1);
      expect(readdirSync(join(output, names[0]!))).toContain('manifest.json');
      return;
    }
    expect.unreachable('no path was finished within eight seconds');
  }, 60_000);
});

async function interruptAfter(waitMs: number, output: string) {
  const words = [entry, 'run', small, '--paths', '5000', '--out', output, '--no-report'];
  const child = spawn(process.execPath, words);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  // A run listens for signals from the moment it has told its seed; loading the program comes before.
  await new Promise<void>((resolve) => child.stderr.on('data', () => texts.stderr.includes('seed ') && resolve()));
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  child.kill('SIGINT');
  return { code: await ended, ...texts };
}
