/**
 * The folder of one run. It is written under a temporary name beside its final one while the run goes on, and appears
 * with a single rename: whoever sees `output/<run>/` sees all of it, and a run that fails leaves nothing behind.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { asOutputError, OutputError } from './output-error.ts';
import { createOutputFolder, removeCreated, TEMPORARY_PREFIX } from './output-folder.ts';

export const MANIFEST_FILE = 'manifest.json';

const NAME_PART_LENGTH_MAX = 60;
/** Inside a temporary folder. */
const NEW_FOLDER = 'new';
const SCRATCH_FOLDER = 'scratch';

/** `<scenario>-<seed>-<first 8 digits of the fingerprint>`, safe on every file system. */
export function nameRunFolder(scenario: string, seed: string, fingerprint: string): string {
  return [cleanNamePart(scenario), cleanNamePart(seed), fingerprint.slice(0, 8)].join('-');
}

/**
 * Any text as part of a folder name. Different texts may give the same part: the fingerprint tells their runs apart,
 * and the manifest has the text itself.
 */
function cleanNamePart(text: string): string {
  const clean = text
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[.-]+/, '_')
    .slice(0, NAME_PART_LENGTH_MAX);
  return clean === '' ? '_' : clean;
}

export interface RunPlace {
  /** Becomes the run's folder; empty at first. */
  readonly folder: string;
  /** On the same disk, for what is not to be kept; empty at first. */
  readonly scratch: string;
}

/**
 * Calls `write` with an empty folder and, once it is done, makes that folder `<outputFolder>/<name>`, in place of an
 * older run of that name; `write` gives the name, or null when there is nothing to keep after all. Returns the final
 * path. When anything fails the older run stays and the rest is removed.
 *
 * @throws OutputError when the file system refuses; whatever `write` throws otherwise.
 */
export async function writeRunFolder(
  outputFolder: string,
  write: (place: RunPlace) => Promise<string | null>,
): Promise<string | null> {
  let created: string | undefined;
  let holder: string | undefined;
  try {
    created = createOutputFolder(outputFolder);
    holder = mkdtempSync(join(outputFolder, TEMPORARY_PREFIX));
    const folder = join(holder, NEW_FOLDER);
    const scratch = join(holder, SCRATCH_FOLDER);
    mkdirSync(folder);
    mkdirSync(scratch);
    const name = await write({ folder, scratch });
    const target = name === null ? null : join(outputFolder, name);
    if (target !== null) {
      assertReplaceable(target);
      moveIntoPlace(folder, target, join(holder, 'old'));
    }
    removeQuietly(holder);
    if (target === null) removeCreated(outputFolder, created);
    return target;
  } catch (error) {
    if (holder !== undefined) removeQuietly(holder);
    removeCreated(outputFolder, created);
    throw asOutputError(error, outputFolder);
  }
}

/** Removes what crashed runs left in `outputFolder`: temporary folders not touched since `beforeMs` (Unix time). */
export function removeStaleFolders(outputFolder: string, beforeMs: number): number {
  if (!existsSync(outputFolder)) return 0;
  let removed = 0;
  for (const name of readdirSync(outputFolder)) {
    const path = join(outputFolder, name);
    if (!name.startsWith(TEMPORARY_PREFIX) || newestChangeMs(path) >= beforeMs) continue;
    if (removeQuietly(path)) removed += 1;
  }
  return removed;
}

/** Only a folder that holds a run, or nothing, may be replaced: it could be anybody's. */
function assertReplaceable(target: string): void {
  const found = statSync(target, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) throw new OutputError('not-a-folder', target);
  if (!existsSync(join(target, MANIFEST_FILE)) && readdirSync(target).length > 0) {
    throw new OutputError('not-a-run-folder', target);
  }
}

function moveIntoPlace(fresh: string, target: string, aside: string): void {
  const replaces = existsSync(target);
  if (replaces) renameSync(target, aside);
  try {
    renameSync(fresh, target);
  } catch (error) {
    if (replaces) renameSync(aside, target);
    throw error;
  }
}

/** A run that takes its time makes files in one of these folders whenever a path ends. */
function newestChangeMs(path: string): number {
  const inside = [NEW_FOLDER, SCRATCH_FOLDER].map(
    (name) => statSync(join(path, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return Math.max(statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity, ...inside);
}

/** The error that led here says more than one about the clean-up would. */
function removeQuietly(path: string): boolean {
  try {
    rmSync(path, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}
