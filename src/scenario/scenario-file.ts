/**
 * Files that a scenario names. A scenario may come from someone else, so they must lie in its own folder once symbolic
 * links are resolved, unless the user allows otherwise.
 */
import { messageOf, type ScenarioFiles } from './file-reader.ts';
import type { Findings } from './findings.ts';
import { folderOf, isInside, joinPath } from './paths.ts';
import type { Path } from './yaml-nodes.ts';

export interface FileTerms {
  /** Begins the codes of problems: `price-file`. */
  readonly code: string;
  /** Key that names the file. */
  readonly key: Path;
  /** `a CSV file` */
  readonly noun: string;
  readonly bytesMax: number;
  /** What to do about one that is too large. */
  readonly tooLargeHint?: string;
}

/** Absolute path of a file that may be read, or undefined after reporting why not. */
export function findScenarioFile(
  name: string,
  { code, key, noun, bytesMax, tooLargeHint }: FileTerms,
  context: ScenarioFiles,
  findings: Findings,
): string | undefined {
  const { environment } = context.files;
  const folder = folderOf(environment.realPath(context.scenarioPath) ?? context.scenarioPath);
  const path = environment.realPath(joinPath(folder, name));
  const isAllowed = context.allowOutsidePaths || (path !== undefined && isInside(path, folder));
  if (path !== undefined && !isAllowed) {
    findings.report({
      code: `${code}-outside`,
      path: key,
      says: "lies outside the scenario's folder",
      expected: `a file in ${folder} or below it`,
      hint: 'move it there, or run with --allow-outside-paths',
    });
    return undefined;
  }
  const bytes = path === undefined ? undefined : environment.fileSize(path);
  if (path === undefined || bytes === undefined) {
    findings.report({
      code: `${code}-missing`,
      path: key,
      says: 'does not exist or is no file',
      expected: `${noun}, sought from ${folder}`,
    });
    return undefined;
  }
  if (bytes > bytesMax) {
    findings.report({
      code: `${code}-too-large`,
      path: key,
      says: `has ${Math.ceil(bytes / 1_048_576)} MiB`,
      expected: `at most ${bytesMax / 1_048_576} MiB`,
      hint: tooLargeHint,
    });
    return undefined;
  }
  return path;
}

/** Text of a file that was found, or undefined after reporting why it cannot be read. */
export function readScenarioFile(
  path: string,
  name: string,
  { code, key }: FileTerms,
  { files }: ScenarioFiles,
  findings: Findings,
): string | undefined {
  try {
    return files.read(path, name);
  } catch (error) {
    findings.report({ code: `${code}-unreadable`, path: key, says: `cannot be read: ${messageOf(error)}` });
    return undefined;
  }
}
