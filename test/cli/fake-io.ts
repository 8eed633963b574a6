// An Io for tests: real files, streams that remember, interrupts on demand, and an environment of its own.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Io, TextStream } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { createNodeEnvironment } from '../../src/cli/node-environment.ts';

export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const oneCascade = join(repository, 'scenarios/reference/one-cascade.yaml');
export const small = join(repository, 'test/cli/fixtures/small.yaml');

export interface FakeOptions {
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Columns of a terminal on both streams; none: no terminal. */
  readonly terminal?: number;
  /** Called with each text on standard error; `interrupt` presses Ctrl-C. */
  readonly onStderr?: (text: string, interrupt: () => void) => void;
  /** Memory of the machine. */
  readonly memoryBytes?: number;
  /** What of it is free; all when absent. */
  readonly freeBytes?: number;
  /** Ctrl-C this often as soon as somebody listens. */
  readonly interruptsAtOnce?: number;
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aftershock-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the whole command line in this process. */
export async function aftershock(words: readonly string[], options: FakeOptions = {}): Promise<Finished> {
  const texts = { stdout: '', stderr: '' };
  const handlers = new Set<() => void>();
  const interrupt = (): void => handlers.forEach((handler) => handler());
  const isTTY = options.terminal !== undefined;
  const stream = (name: 'stdout' | 'stderr'): TextStream => ({
    isTTY,
    columns: options.terminal ?? 0,
    write: (text) => {
      texts[name] += text;
      if (name === 'stderr') options.onStderr?.(text, interrupt);
      return true;
    },
  });
  const io: Io = {
    environment: { ...createNodeEnvironment(), workingFolder: options.folder ?? repository },
    env: { LANG: 'en_US.UTF-8', ...options.env },
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    cpuCount: 2,
    memory: { totalBytes: options.memoryBytes ?? 16e9, freeBytes: options.freeBytes ?? options.memoryBytes ?? 16e9 },
    versions: { node: '20.0.0', v8: '11', platform: 'test' },
    elapsedMs: () => performance.now(),
    wallClockMs: () => Date.now(),
    peakMemoryBytes: () => 100e6,
    onInterrupt: (handler) => {
      handlers.add(handler);
      for (let k = 0; k < (options.interruptsAtOnce ?? 0); k += 1) handler();
      return () => handlers.delete(handler);
    },
    onInterval: (handler, periodMs) => {
      const timer = setInterval(handler, periodMs);
      return () => clearInterval(timer);
    },
    makeTemporaryFolder: () => mkdtempSync(join(tmpdir(), 'aftershock-cli-')),
    removeFolder: (folder) => rmSync(folder, { recursive: true, force: true }),
  };
  const code = await main(words, io);
  return { code, ...texts };
}

/** Runs a scenario into a fresh folder; returns the run's folder and what `--json` said. */
export async function storeRun(
  scenario: string,
  words: readonly string[] = [],
): Promise<{ folder: string; output: string; json: Record<string, unknown> }> {
  const output = makeFolder();
  const { stdout, stderr, code } = await aftershock(['run', scenario, '--out', output, '--json', ...words]);
  if (stdout === '') throw new Error(`exit code ${code}: ${stderr}`);
  const json = JSON.parse(stdout) as Record<string, unknown>;
  if (typeof json.folder !== 'string') throw new Error(`exit code ${code}: ${stdout}`);
  return { folder: json.folder, output, json };
}
