/** Remembers what a run reads while it reads it: the bytes that count are those that were used. */
import type { Environment } from '../base/environment.ts';

/** A file as the run read it. */
export interface InputFile {
  /** Absolute, as it was asked for: before symbolic links were followed. */
  readonly asked: string;
  /** Absolute, with symbolic links followed. */
  readonly path: string;
  readonly text: string;
}

export interface InputRecorder {
  /** Use this one in place of the one that was given. */
  readonly environment: Environment;
  /** What has been read so far, each file once, in the order of first use. */
  readonly files: readonly InputFile[];
}

export function recordInputs(environment: Environment): InputRecorder {
  const files: InputFile[] = [];
  const askedAs = new Map<string, string>();
  return {
    files,
    environment: {
      workingFolder: environment.workingFolder,
      packageFolder: environment.packageFolder,
      fileSize: (path) => environment.fileSize(path),
      realPath: (asked) => {
        const path = environment.realPath(asked);
        if (path !== undefined) askedAs.set(path, asked);
        return path;
      },
      readTextFile: (asked) => {
        const text = environment.readTextFile(asked);
        const path = environment.realPath(asked) ?? asked;
        if (files.every((file) => file.path !== path)) {
          // The reader may ask for the real path of a name first and then read that.
          files.push({ asked: asked === path ? (askedAs.get(path) ?? asked) : asked, path, text });
        }
        return text;
      },
    },
  };
}
