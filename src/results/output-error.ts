/**
 * The machine refused to store results. One type for all of it, so that the command line can say what, where and what
 * to do about it, without a stack trace.
 */

/** Stable and kebab-case: tools match on it. */
export type OutputErrorCode =
  | 'not-writable'
  | 'disk-full'
  | 'not-a-folder'
  | 'not-a-run-folder'
  | 'name-too-long'
  | 'failed';

const HINTS: Readonly<Record<OutputErrorCode, string>> = {
  'not-writable': 'choose another folder with --out, or change its permissions',
  'disk-full': 'free some space, or choose a folder on another disk with --out',
  'not-a-folder': 'move that file away, or choose another folder with --out',
  'not-a-run-folder': 'move that folder away, or choose another folder with --out',
  'name-too-long': 'choose a shorter folder with --out, or a shorter seed',
  failed: 'choose another folder with --out',
};

const REASONS: Readonly<Record<OutputErrorCode, string>> = {
  'not-writable': 'it cannot be written to',
  'disk-full': 'the disk is full',
  'not-a-folder': 'a file stands where a folder should be',
  'not-a-run-folder': 'a folder of that name is there already and holds no run',
  'name-too-long': 'the name is too long for this file system',
  failed: 'the file system refused',
};

export class OutputError extends Error {
  override readonly name = 'OutputError';
  readonly code: OutputErrorCode;
  /** File or folder that could not be written. */
  readonly path: string;
  readonly hint: string;

  constructor(code: OutputErrorCode, path: string, cause?: unknown) {
    const detail = code === 'failed' && cause instanceof Error ? ` (${firstLine(cause.message)})` : '';
    super(`cannot store results in ${path}: ${REASONS[code]}${detail}`, { cause });
    this.code = code;
    this.path = path;
    this.hint = HINTS[code];
  }
}

/** Codes of the operating system, and what DuckDB, which knows no codes, says instead of them. */
const CAUSES: readonly (readonly [OutputErrorCode, readonly string[], RegExp])[] = [
  ['disk-full', ['ENOSPC', 'EDQUOT'], /No space left on device|Disk quota exceeded/],
  ['not-a-folder', ['ENOTDIR', 'EEXIST'], /Not a directory|File exists/],
  ['not-writable', ['EACCES', 'EPERM', 'EROFS'], /Permission denied|Operation not permitted|Read-only file system/],
  ['name-too-long', ['ENAMETOOLONG'], /File name too long/],
  ['failed', ['ENOENT', 'EIO', 'EBUSY', 'EMFILE', 'ENFILE', 'ELOOP', 'EXDEV', 'ENOTEMPTY', 'EISDIR'], /IO Error/],
];

/** The file system's refusal at, above or below `path` as an `OutputError`; any other error comes back as it was. */
export function asOutputError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof OutputError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  const at = 'path' in error && typeof error.path === 'string' ? error.path : path;
  if (!at.startsWith(path) && !path.startsWith(at)) return error;
  const isDuckDb = code === null && error.message.includes('IO Error');
  const match = CAUSES.find(([, codes, pattern]) =>
    code === null ? isDuckDb && pattern.test(error.message) : codes.includes(code),
  );
  return match === undefined ? error : new OutputError(match[0], path, error);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0];
}
