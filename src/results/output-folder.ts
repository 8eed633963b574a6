/** The folder that run folders lie in: made when it is missing, and tried out before a long run. */
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asOutputError, OutputError } from './output-error.ts';

/** Start of the names of folders that are not finished. */
export const TEMPORARY_PREFIX = '.aftershock-';

const PROBE_BYTES = 4_096;

/**
 * Throws `OutputError` unless a run could be stored in `outputFolder` now: it can be made, a file can be written into
 * it, and `bytesNeeded` are free. Leaves nothing behind, not even the folder.
 */
export function probeOutputFolder(outputFolder: string, bytesNeeded = 0): void {
  let created: string | undefined;
  let probe: string | undefined;
  try {
    created = createOutputFolder(outputFolder);
    probe = mkdtempSync(join(outputFolder, TEMPORARY_PREFIX));
    writeFileSync(join(probe, 'probe'), new Uint8Array(PROBE_BYTES));
    const { bavail, bsize } = statfsSync(outputFolder);
    if (bavail * bsize < bytesNeeded) throw new OutputError('disk-full', outputFolder);
  } catch (error) {
    throw asOutputError(error, outputFolder);
  } finally {
    if (probe !== undefined) rmSync(probe, { recursive: true, force: true });
    removeCreated(outputFolder, created);
  }
}

/**
 * Makes the folder and those above it; returns the topmost one that was missing. One at a time: made in one call, a
 * read-only disk is reported as a missing folder.
 */
export function createOutputFolder(outputFolder: string): string | undefined {
  if (statSync(outputFolder, { throwIfNoEntry: false })?.isDirectory() === true) return undefined;
  const above = dirname(outputFolder);
  const created = above === outputFolder ? undefined : createOutputFolder(above);
  try {
    mkdirSync(outputFolder);
  } catch (error) {
    // Another run may have made it in the meantime.
    if (statSync(outputFolder, { throwIfNoEntry: false })?.isDirectory() === true) return created;
    removeCreated(above, created);
    throw error;
  }
  return created ?? outputFolder;
}

/** Undoes `createOutputFolder`, as far as nobody else has put anything there since. */
export function removeCreated(outputFolder: string, created: string | undefined): void {
  if (created === undefined) return;
  try {
    for (let folder = outputFolder; folder.length >= created.length; folder = dirname(folder)) rmdirSync(folder);
  } catch {
    // Not empty any more: somebody uses it.
  }
}
