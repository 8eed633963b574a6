/**
 * The one seam to the world outside: environment, streams, files, clock, processors, signals. `createNodeIo` is the
 * only place that touches them, so the whole command line runs inside a test with an `Io` made for it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, freemem, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../base/environment.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { describeMemory, type MachineMemory } from './machine-memory.ts';
import { createNodeEnvironment } from './node-environment.ts';

export interface TextStream {
  readonly isTTY: boolean;
  /** Width in characters; 0 when unknown. */
  readonly columns: number;
  write(text: string): boolean;
}

export interface Io {
  readonly environment: Environment;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results, and nothing else. */
  readonly stdout: TextStream;
  /** Everything that is not a result. */
  readonly stderr: TextStream;
  readonly cpuCount: number;
  /** Memory of the machine, or of the container that the process may not leave. */
  readonly memory: MachineMemory;
  readonly versions: { readonly node: string; readonly v8: string; readonly platform: string };
  /** Milliseconds of a clock that only moves forward. */
  elapsedMs(): number;
  /** Unix time in milliseconds. */
  wallClockMs(): number;
  /** Largest resident size of the process so far. */
  peakMemoryBytes(): number;
  /** Calls `handler` on each Ctrl-C or request to terminate; returns how to stop that. */
  onInterrupt(handler: () => void): () => void;
  /** Calls `handler` every so often without keeping the process alive; returns how to stop that. */
  onInterval(handler: () => void, periodMs: number): () => void;
  /** A fresh folder for files that nobody keeps. */
  makeTemporaryFolder(): string;
  removeFolder(folder: string): void;
}

export function createNodeIo(): Io {
  const { hrtime, env, versions, platform, arch } = process;
  return {
    environment: createNodeEnvironment(),
    env,
    stdout: openStream(process.stdout, (reason) => {
      process.stderr.write(`aftershock: cannot write to standard output: ${reason}\n`);
    }),
    stderr: openStream(process.stderr, () => undefined),
    cpuCount: availableParallelism(),
    memory: describeMemory({
      machineBytes: totalmem(),
      freeBytes: process.availableMemory?.() ?? freemem(),
      limitBytes: process.constrainedMemory?.() ?? 0,
    }),
    versions: { node: versions.node, v8: versions.v8, platform: `${platform} ${arch}` },
    elapsedMs: () => Number(hrtime.bigint() / 1000n) / 1000,
    wallClockMs: () => Date.now(),
    peakMemoryBytes: () => process.resourceUsage().maxRSS * 1024,
    onInterrupt: (handler) => {
      process.on('SIGINT', handler);
      process.on('SIGTERM', handler);
      return () => {
        process.off('SIGINT', handler);
        process.off('SIGTERM', handler);
      };
    },
    onInterval: (handler, periodMs) => {
      const timer = setInterval(handler, periodMs);
      timer.unref();
      return () => clearInterval(timer);
    },
    makeTemporaryFolder: () => mkdtempSync(join(tmpdir(), 'aftershock-')),
    removeFolder: (folder) => rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * A reader that went away (`| head`) is no error: the rest is dropped. So it is after any other refusal, such as that of a
 * full disk, but that one is told, once, and decides how the program ends, whatever it was about to end with.
 */
function openStream(stream: NodeJS.WriteStream, tell: (reason: string) => void): TextStream {
  let isClosed = false;
  stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (isClosed) return;
    isClosed = true;
    if (code === 'EPIPE') return;
    process.once('exit', () => {
      process.exitCode = EXIT_CODES.usage;
    });
    tell(code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : (message.split('\n', 1)[0] ?? message));
  });
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 0;
    },
    write: (text) => !isClosed && stream.write(text),
  };
}
