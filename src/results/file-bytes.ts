/** Writing and reading whole runs of bytes: the operating system may do less than it is asked for. */
import { readSync, writeSync } from 'node:fs';

/** Writes all of `bytes` at `position`, or behind what was written last when that is null. */
export function writeFully(fd: number, bytes: Uint8Array, position: number | null): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(fd, bytes, done, bytes.length - done, position === null ? null : position + done);
  }
}

/** Reads into `bytes` what comes next; returns how many there were. */
export function readFully(fd: number, bytes: Uint8Array): number {
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(fd, bytes, done, bytes.length - done, null);
    if (count === 0) break;
    done += count;
  }
  return done;
}
