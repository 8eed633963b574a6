/** The files of the machine that the program runs on. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../base/environment.ts';

export function createNodeEnvironment(): Environment {
  return {
    workingFolder: process.cwd(),
    // The same from src/cli/ and from dist/cli/, which lie equally deep.
    packageFolder: fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, ''),
    fileSize: (path) =>
      orMissing(() => {
        const found = statSync(path, { throwIfNoEntry: false });
        return found?.isFile() === true ? found.size : undefined;
      }),
    readTextFile: (path) => readFileSync(path, 'utf8'),
    realPath: (path) => orMissing(() => realpathSync(path)),
  };
}

/** What cannot even be looked at is not there for us. */
function orMissing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
