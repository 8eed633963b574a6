/**
 * What the program may ask of the world outside it. The command line makes the one real instance; everything below
 * it receives this type and so can be run in tests without a terminal, a disk or a clock.
 */
export interface Environment {
  /** Absolute folder that relative paths on the command line start from. */
  readonly workingFolder: string;
  /** Absolute folder of the installed package: presets and shipped scenarios lie below it. */
  readonly packageFolder: string;
  /** Size of a file in bytes, or undefined when there is none or it is not a regular file. */
  fileSize(path: string): number | undefined;
  readTextFile(path: string): string;
  /** Absolute path with symbolic links resolved, or undefined when it does not exist. */
  realPath(path: string): string | undefined;
}
