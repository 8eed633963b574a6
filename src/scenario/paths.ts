/** Just enough of file paths, as text: whatever touches the disk is asked of the environment. */

const ABSOLUTE = /^(?:[\\/]|[A-Za-z]:[\\/])/;

export function isAbsolutePath(path: string): boolean {
  return ABSOLUTE.test(path);
}

/** `path` as seen from `folder`; the steps `.` and `..` are left to the operating system. */
export function joinPath(folder: string, path: string): string {
  if (isAbsolutePath(path)) return path;
  return `${folder.replace(/[\\/]+$/, '')}/${path}`;
}

/** Folder that a file lies in. */
export function folderOf(path: string): string {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return cut <= 0 ? '/' : path.slice(0, cut);
}

/** Whether a resolved path lies in a resolved folder or below it. */
export function isInside(path: string, folder: string): boolean {
  const parent = folder.replace(/[\\/]+$/, '');
  return path.startsWith(`${parent}/`) || path.startsWith(`${parent}\\`);
}
