/** The key of an override: `venue.instruments.BTC.openInterest`, `venue.instruments[0].tickSize`. */

export interface Segment {
  readonly name: string;
  /** Position in a list, where the segment is a number or stands in brackets. */
  readonly index: number | undefined;
  /** Offset of its first character in the key. */
  readonly start: number;
}

const SEGMENT = /(?:^|\.)([^.[\]]+)|\[([0-9]{1,6})\]/y;
const KEY_LENGTH_MAX = 500;

/** The segments of a key, or undefined when it is not written as one. */
export function parseOverrideKey(key: string): readonly Segment[] | undefined {
  if (key.length > KEY_LENGTH_MAX) return undefined;
  const segments: Segment[] = [];
  SEGMENT.lastIndex = 0;
  for (let at = 0; at < key.length; at = SEGMENT.lastIndex) {
    const match = SEGMENT.exec(key);
    if (match === null) return undefined;
    const name = match[1] ?? match[2];
    const index = match[2] !== undefined || /^[0-9]{1,6}$/.test(name) ? Number(name) : undefined;
    segments.push({ name, index, start: match.index + match[0].indexOf(name) });
  }
  return segments.length === 0 ? undefined : segments;
}
