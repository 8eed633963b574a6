/** The report's one reader of what the build put into dist/, and its one writer. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a report's files go; tests put them into memory. */
export interface ReportOutput {
  /** `path` is relative to the run's folder and has forward slashes; folders are made as needed. */
  write(path: string, content: string | Uint8Array): void;
}

export function writeIntoFolder(folder: string): ReportOutput {
  return {
    write: (path, content) => {
      const target = join(folder, ...path.split('/'));
      mkdirSync(join(target, '..'), { recursive: true });
      writeFileSync(target, content);
    },
  };
}

/** Absolute path of a built file; the same from src/report/ and from dist/report/, which lie equally deep. */
export function builtPath(path: string): string {
  return fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));
}

/** Text of a built asset of the page. */
export function readAsset(name: string): string {
  return readFileSync(builtPath(`report/assets/${name}`), 'utf8');
}
