// A folder of its own for each test, and file systems that misbehave on demand.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export function makeScratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aftershock-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Mounts a small disk in memory on a fresh folder; null where this user may not mount. */
export function mountSmallDisk(options: string): string | null {
  const folder = makeScratchFolder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  if (mounted.status !== 0) return null;
  onTestFinished(() => {
    spawnSync('umount', [folder]);
  });
  return folder;
}

export function remount(folder: string, options: string): boolean {
  return spawnSync('mount', ['-o', `remount,${options}`, folder]).status === 0;
}
